"""The one box: photos for words and for pictures, and what can be done with a part of the words."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from albumen.web.api.photos import PhotoId
from albumen.web.chip_menu import ChipChange, list_changes
from albumen.web.live import Live
from albumen.web.search_answers import SearchAnswer
from albumen.web.searching import PAGE, run_search
from albumen.web.tiles import PhotoTile, load_tiles
from albumen.web.uploads import UPLOAD_BODY, Upload

MAX_QUERY_CHARS = 2_000
_LARGEST_PAGE = 200
# Nobody scrolls further, and the engine ranks all that comes before.
_LARGEST_OFFSET = 100_000

QueryText = Annotated[
    str, Query(max_length=MAX_QUERY_CHARS, description="what stands in the box (docs/query-language.md)")
]
Limit = Annotated[int, Query(ge=1, le=_LARGEST_PAGE)]
Offset = Annotated[int, Query(ge=0, le=_LARGEST_OFFSET, description="`next_offset` of the page before")]
Plain = Annotated[bool, Query(description="all of it by its meaning: no dates, places and so on")]
Fold = Annotated[bool, Query(description="near-duplicates as one")]
Floor = Annotated[bool, Query(description="without photos that probably do not fit; they would come last")]

router = APIRouter(
    prefix="/api/search", tags=["search"], responses={400: {"description": "nothing, or what cannot be, is asked"}}
)


@router.get("")
def search(
    live: Live,
    q: QueryText,
    limit: Limit = PAGE,
    offset: Offset = 0,
    plain: Plain = False,
    fold: Fold = True,
    floor: Floor = True,
) -> SearchAnswer:
    """Search as `albumen search` does."""
    return run_search(live, q, limit=limit, offset=offset, is_plain=plain, is_unfolded=not fold, is_unfloored=not floor)


@router.post(
    "/picture",
    openapi_extra=UPLOAD_BODY,
    responses={413: {"description": "the picture is too large"}, 422: {"description": "it is no picture"}},
)
def search_by_picture(
    live: Live, content: Upload, q: QueryText = "", limit: Limit = PAGE, offset: Offset = 0, fold: Fold = True
) -> SearchAnswer:
    """Find photos like a picture from elsewhere, and like words beside it. The picture is not stored."""
    picture = live.uploads.decode(content)
    return run_search(live, q, limit=limit, offset=offset, is_unfolded=not fold, picture=picture)


@router.get("/chip", responses={404: {"description": "no part of the query begins there"}})
def list_chip_changes(
    live: Live, q: QueryText, at: Annotated[int, Query(ge=0, le=MAX_QUERY_CHARS, description="a chip's `start`")]
) -> list[ChipChange]:
    """List what can be done with a part of a query, each as the query that it would make."""
    return list_changes(q, at, live.engine.columns, date.today())


@router.get("/alike/{photo_id}", responses={404: {"description": "there is no such photo"}})
def list_folded(live: Live, photo_id: PhotoId) -> list[PhotoTile]:
    """List the near-duplicates that a photo stands for in a list, without itself."""
    columns = live.engine.columns
    row = columns.find_rows([live.media.get(photo_id).id]).get(photo_id)
    if row is None:
        return []
    ids = columns.ids[columns.leaders == columns.leaders[row]].tolist()
    with live.library.store.read() as tx:
        hidden = set(tx.feedback.hidden_ids().tolist())
        return load_tiles(tx, [one for one in ids if one != photo_id and one not in hidden])
