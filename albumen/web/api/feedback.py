"""What a person likes, wants less of, and hides: made, listed, taken back, as `albumen like` and `albumen feedback` do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from albumen.curation.feedback import find_alike, list_wishes, make_wish, undo_wish
from albumen.curation.wish_targets import (
    WishTarget,
    name_concept,
    name_dates,
    name_memory,
    name_photo,
    name_place,
)
from albumen.store.curation_records import Target, Verb, Wish
from albumen.store.store import Transaction
from albumen.web.api.photos import LARGEST_ID
from albumen.web.live import Live

router = APIRouter(prefix="/api/feedback", tags=["feedback"])

_NAMERS: dict[Target, Callable[[Transaction, str], WishTarget]] = {
    Target.PHOTO: name_photo,
    Target.MEMORY: name_memory,
    Target.PLACE: name_place,
    Target.DATES: lambda _, value: name_dates(value),
    Target.CONCEPT: lambda _, value: name_concept(value),
}


class WishRequest(BaseModel):
    """What is asked. `value` is a photo's id, a memory's id or key, or a place, days or concept as the command line takes them."""

    model_config = ConfigDict(extra="forbid")

    verb: Verb
    target: Target
    value: Annotated[str, Field(min_length=1, max_length=500)]


class WishAnswer(BaseModel):
    """Feedback; `what` is what it is about, in words."""

    id: int
    verb: Verb
    target: Target
    value: str
    what: str
    made_at: datetime
    undone_at: datetime | None


class MadeAnswer(BaseModel):
    """Feedback that holds now. `replaced` are the ids of what it took the place of, `alike` near-duplicates of a hidden photo."""

    wish: WishAnswer
    is_new: bool
    replaced: list[int]
    alike: list[int]


@router.get("")
def list_feedback(
    live: Live, with_undone: Annotated[bool, Query(alias="all", description="what was taken back too")] = False
) -> list[WishAnswer]:
    """List what holds, oldest first."""
    with live.library.store.read() as tx:
        return [_answer(wish, what) for wish, what in list_wishes(tx, include_undone=with_undone)]


@router.post("", responses={400: {"description": "there is no such thing"}, 404: {"description": "or no such photo"}})
def make_feedback(live: Live, asked: WishRequest) -> MadeAnswer:
    """Hide something, like it, or ask for less of it; the last that was said about a thing holds."""
    with live.library.store.write() as tx:
        target = _NAMERS[asked.target](tx, asked.value)
        made = make_wish(tx, asked.verb, target)
        is_hidden_photo = (asked.verb, asked.target) == (Verb.HIDE, Target.PHOTO)
        alike = find_alike(tx, target.value) if is_hidden_photo else []
    replaced = [wish.id for wish in made.replaced if wish.id is not None]
    return MadeAnswer(wish=_answer(made.wish, target.label), is_new=made.is_new, replaced=replaced, alike=alike)


@router.post("/{wish_id}/undo", responses={400: {"description": "there is none, or it was taken back before"}})
def undo_feedback(live: Live, wish_id: Annotated[int, Path(ge=1, le=LARGEST_ID)]) -> WishAnswer:
    """Take feedback back."""
    with live.library.store.write() as tx:
        undo_wish(tx, wish_id)
        return next(_answer(wish, what) for wish, what in list_wishes(tx, include_undone=True) if wish.id == wish_id)


def _answer(wish: Wish, what: str) -> WishAnswer:
    assert wish.id is not None  # it was stored
    return WishAnswer(
        id=wish.id,
        verb=wish.verb,
        target=wish.target,
        value=wish.value,
        what=what.encode("utf-8", "replace").decode("utf-8"),  # a file's name may hold bytes that are none
        made_at=_moment(wish.made_at),
        undone_at=None if wish.undone_at is None else _moment(wish.undone_at),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
