"""The featured photos of a day as the API and the page tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from albumen.curation.featured import ShownPhoto, explain_nothing, load_featured
from albumen.store.curation_records import Target
from albumen.store.store import Transaction
from albumen.web.standing_wishes import Standing, find_standing
from albumen.web.tiles import PhotoTile, load_tiles

_DIGITS = 3
# Parts of an appeal below this round to nothing.
_LEAST_TOLD = 0.005


class AppealPart(BaseModel):
    """What an appeal consists of; below 0 it takes away."""

    name: str
    value: float


class FeaturedAnswer(BaseModel):
    """A featured photo, why it was chosen, and what the choice rests on.

    `appeal` is None where the ranking has not seen the photo yet; `standing` are ids of what a person said of it, by verb.
    """

    photo: PhotoTile
    reason: str
    evidence: str
    appeal: float | None
    parts: list[AppealPart] = Field(description="of the appeal, the largest first")
    asked: list[str] = Field(description="the wishes that weighed on it")
    standing: Standing


class FeaturedDay(BaseModel):
    """A day's photos, or why there are none."""

    day: date
    note: str | None
    photos: list[FeaturedAnswer]


def load_day(tx: Transaction, day: date) -> FeaturedDay:
    """Load a day's photos as they may be shown now."""
    shown = load_featured(tx, day)
    note = None if shown else explain_nothing(tx)
    return FeaturedDay(day=day, note=note, photos=_describe(tx, shown))


def _describe(tx: Transaction, shown: Sequence[ShownPhoto]) -> list[FeaturedAnswer]:
    tiles = {tile.id: tile for tile in load_tiles(tx, [one.facts.id for one in shown])}
    standing = find_standing(tx, Target.PHOTO, [one.facts.content_hash for one in shown])
    return [
        FeaturedAnswer(
            photo=tiles[one.facts.id],
            reason=one.reason,
            evidence=one.evidence,
            appeal=None if one.appeal is None else round(one.appeal.score, _DIGITS),
            parts=_list_parts(one),
            asked=list(one.asked),
            standing=standing[one.facts.content_hash],
        )
        for one in shown
        if one.facts.id in tiles
    ]


def _list_parts(one: ShownPhoto) -> list[AppealPart]:
    parts = [] if one.appeal is None else sorted(one.appeal.parts.items(), key=lambda part: -abs(part[1]))
    return [AppealPart(name=name, value=round(value, _DIGITS)) for name, value in parts if abs(value) >= _LEAST_TOLD]
