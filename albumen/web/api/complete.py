"""Suggestions for what is being typed in the box."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from albumen.web.api.search import MAX_QUERY_CHARS, QueryText
from albumen.web.live import Live
from search.chips import ChipKind
from search.completion import Completion, complete

router = APIRouter(prefix="/api/complete", tags=["search"])

_MOST = 8


class Suggestion(BaseModel):
    """Something of this library that begins like what is typed."""

    kind: ChipKind | None = Field(
        description="of the chip that it becomes; none for a field, whose value is still to be typed"
    )
    label: str
    photos: int | None = Field(description="how many it stands for, where that is counted")
    query: str = Field(description="what then stands in the box")
    cursor: int = Field(description="where the cursor then stands, in characters")


@router.get("")
def suggest(
    live: Live,
    q: QueryText = "",
    cursor: Annotated[
        int | None, Query(ge=0, le=MAX_QUERY_CHARS, description="in characters; the end where none is given")
    ] = None,
) -> list[Suggestion]:
    """Suggest what may be meant at the cursor."""
    lexicon = live.engine.columns.lexicon
    return [_describe(q, one) for one in complete(q, len(q) if cursor is None else cursor, lexicon, _MOST)]


def _describe(text: str, found: Completion) -> Suggestion:
    """A blank after what is complete: the next word begins there."""
    blank = "" if found.kind is None or text[found.end : found.end + 1] == " " else " "
    return Suggestion(
        kind=found.kind,
        label=found.label,
        photos=found.photos,
        query=text[: found.start] + found.term + blank + text[found.end :],
        cursor=found.start + len(found.term) + (0 if found.kind is None else 1),
    )
