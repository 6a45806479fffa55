"""Photos by id: as lists show them, all that is known of one, and those that are like it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from albumen.web.live import Live
from albumen.web.photo_details import load_details
from albumen.web.photo_models import PhotoDetails
from albumen.web.similar import SimilarPhoto, find_similar
from albumen.web.tiles import PhotoTile, load_tiles

router = APIRouter(prefix="/api/photos", tags=["photos"])

LARGEST_ID = 2**63 - 1  # of SQLite
PhotoId = Annotated[int, Field(ge=1, le=LARGEST_ID)]


@router.get("")
def list_photos(live: Live, ids: Annotated[list[PhotoId], Query(max_length=500)]) -> list[PhotoTile]:
    """Describe photos in the order asked for; those that the library lacks are left out."""
    with live.library.store.read() as tx:
        return load_tiles(tx, ids)


@router.get("/{photo_id}", responses={404: {"description": "there is no such photo"}})
def show_photo(live: Live, photo_id: PhotoId) -> PhotoDetails:
    """Tell all that is known of a photo."""
    photo = live.media.get(photo_id)
    with live.library.store.read() as tx:
        return load_details(tx, photo)


@router.get("/{photo_id}/similar", responses={404: {"description": "there is no such photo"}})
def list_similar(live: Live, photo_id: PhotoId, limit: Annotated[int, Query(ge=1, le=100)] = 18) -> list[SimilarPhoto]:
    """List the photos that look most like one; none before it was analysed."""
    live.media.get(photo_id)
    return find_similar(live, photo_id, limit)
