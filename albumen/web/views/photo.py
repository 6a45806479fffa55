"""One photo, large, and all that is known of it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from albumen.web import photo_words
from albumen.web.api.photos import PhotoId
from albumen.web.live import Live
from albumen.web.neighbours import find_neighbours
from albumen.web.pages import render
from albumen.web.photo_details import count_objects, load_details

router = APIRouter()


@router.get("/photo/{photo_id}")
def show_photo(
    request: Request,
    live: Live,
    photo_id: PhotoId,
    with_utility: Annotated[bool, Query(alias="all")] = False,
) -> Response:
    """Show a photo between its neighbours in the timeline; script puts those of a list in their stead (`photo_list.js`)."""
    photo = live.media.get(photo_id)
    neighbours = find_neighbours(live.timelines, photo_id, with_utility=with_utility)
    with live.library.store.read() as tx:
        details = load_details(tx, photo)
    context: dict[str, Any] = {
        "photo": details,
        "title": photo_words.title_of(details),
        "objects": count_objects(details.objects),
        "wishes": {wish.verb.value: wish.id for wish in details.wishes},
        "neighbours": neighbours,
        "words": photo_words,
    }
    return render(request, "photo.html", active="timeline", **context)
