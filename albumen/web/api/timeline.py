"""The timeline in pieces: an outline of everything, and the photos of the part that somebody looks at."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query
from pydantic import BaseModel
from starlette.responses import Response

from albumen.errors import NotFoundError
from albumen.web.conditional import has_already
from albumen.web.live import Live
from albumen.web.timeline_answers import Outline, PartAnswer, load_part, outline

router = APIRouter(prefix="/api/timeline", tags=["timeline"], responses={304: {"description": "the browser has it"}})

_KEPT = {"Cache-Control": "private, no-cache"}  # kept, and asked about each time
_ETAG_BYTES = 12

SectionKey = Annotated[str, Path(pattern=r"^([0-9]{4,6}-[0-9]{2}|undated)$")]
Stamp = Annotated[str, Query(pattern=r"^[0-9a-f]{16}$", description="that of the outline")]
WithUtility = Annotated[bool, Query(alias="all", description="with receipts, screenshots and their like")]
IfNoneMatch = Annotated[str | None, Header()]


@router.get("/sections", response_model=Outline)
def list_sections(live: Live, with_utility: WithUtility = False, if_none_match: IfNoneMatch = None) -> Response:
    """List the months that have photos, the newest first, and what a page needs to guess how high each is."""
    return _send(outline(live.timelines.get(with_utility=with_utility)), if_none_match)


@router.get(
    "/sections/{key}/{part}",
    response_model=PartAnswer,
    responses={404: {"description": "there is none, or the library has changed since the outline"}},
)
def show_part(
    live: Live,
    key: SectionKey,
    part: Annotated[int, Path(ge=0, le=1_000_000)],
    stamp: Stamp,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Show the photos of one part of a section, under their headings."""
    timeline = live.timelines.find(stamp)
    section = timeline.find(key)
    if section is None or section.key != key or part >= len(section.parts):
        raise NotFoundError(f"the timeline has no part {part} of {key}")
    with live.library.store.read() as tx:
        return _send(load_part(tx, timeline, section, part), if_none_match)


def _send(answer: BaseModel, if_none_match: str | None) -> Response:
    body = answer.model_dump_json().encode()
    etag = f'"{hashlib.blake2b(body, digest_size=_ETAG_BYTES).hexdigest()}"'
    headers = {"ETag": etag} | _KEPT
    if has_already(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
