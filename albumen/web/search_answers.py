"""A search as the page and programs read it: how the words were understood, the photos with their reasons, what else to ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field

from albumen.store.store import Transaction
from albumen.web.tiles import PhotoTile, load_tiles
from search.chips import Chip, ChipKind, LikeValue, ParsedQuery
from search.columns.columns import Columns
from search.parse.removal import remove_chip
from search.query import Offer, OfferKind, Reason, SearchHit, SearchResult

_PROBABILITY_DIGITS = 3


class ChipAnswer(BaseModel):
    """A part of the query that was understood, or words that are looked for by what they mean."""

    kind: ChipKind
    label: str = Field(description="for people")
    term: str = Field(description="in the query language")
    start: int = Field(description="where it stands in the query, in characters")
    end: int
    is_negated: bool
    is_filter: bool = Field(description="keeps photos out; other chips rank")
    without: str = Field(description="the query without it")
    photo: int | None = Field(description="of what the photos should be like, where it is named by its number")


class ReasonAnswer(BaseModel):
    """What of the query a photo holds."""

    kind: ChipKind
    text: str
    score: float | None = Field(description="a probability where something was estimated; none for a fact")
    box: tuple[float, float, float, float] | None = Field(
        description="where text stands, in pixels: left, top, right, bottom"
    )


class HitTile(PhotoTile):
    """A photo that was found."""

    probability: float | None = Field(description="that it is what was meant")
    reasons: list[ReasonAnswer]
    folded: int = Field(description="near-duplicates that stand behind it")


class OfferAnswer(BaseModel):
    """Another query that would find something."""

    kind: OfferKind
    query: str
    label: str
    photos: int | None = Field(description="how many it finds, where that was counted")


class SearchAnswer(BaseModel):
    """Photos, best first; those of filters alone have the newest first."""

    query: str
    words: str = Field(description="what is looked for by its meaning")
    chips: list[ChipAnswer]
    hits: list[HitTile]
    is_closest: bool = Field(description="photos that may not fit are among them, as was asked for")
    note: str | None = Field(description="why there are none, or what to know of those there are")
    offers: list[OfferAnswer]
    total: int | None = Field(description="how many there are in all, where that was counted")
    next_offset: int | None = Field(description="where the next page begins; none after the last")
    elapsed_ms: float


def answer_search(
    tx: Transaction, columns: Columns, result: SearchResult, *, asked_on: date, elapsed_ms: float
) -> SearchAnswer:
    """Describe a result."""
    parsed = result.parsed or ParsedQuery(result.query.text or "", (), result.query.text or "")
    return SearchAnswer(
        query=result.query.text or "",
        words=parsed.words,
        chips=describe_chips(parsed, columns, asked_on),
        hits=_describe_hits(tx, result.hits),
        is_closest=result.query.is_unfloored,
        note=result.note,
        offers=[_describe_offer(offer) for offer in result.offers],
        total=result.total,
        next_offset=_find_next(result),
        elapsed_ms=round(elapsed_ms, 1),
    )


def describe_chips(parsed: ParsedQuery, columns: Columns, asked_on: date) -> list[ChipAnswer]:
    """Describe how a query was understood."""
    return [_describe_chip(parsed, chip, columns, asked_on) for chip in parsed.chips]


def _describe_chip(parsed: ParsedQuery, chip: Chip, columns: Columns, asked_on: date) -> ChipAnswer:
    return ChipAnswer(
        kind=chip.kind,
        label=chip.label,
        term=chip.term,
        start=chip.start,
        end=chip.end,
        is_negated=chip.is_negated,
        is_filter=chip.is_filter,
        without=remove_chip(parsed, chip, columns.lexicon, asked_on),
        photo=_find_photo(chip, columns),
    )


def _find_photo(chip: Chip, columns: Columns) -> int | None:
    number = chip.value.photo.removeprefix("#") if isinstance(chip.value, LikeValue) else ""
    is_id = number.isascii() and number.isdecimal() and len(number) < len(str(2**63))
    return int(number) if is_id and columns.find_rows([int(number)]) else None


def _describe_hits(tx: Transaction, hits: Sequence[SearchHit]) -> list[HitTile]:
    tiles = {tile.id: tile for tile in load_tiles(tx, [hit.photo_id for hit in hits])}
    return [_describe_hit(tiles[hit.photo_id], hit) for hit in hits if hit.photo_id in tiles]


def _describe_hit(tile: PhotoTile, hit: SearchHit) -> HitTile:
    probability = None if hit.probability is None else round(hit.probability, _PROBABILITY_DIGITS)
    reasons = [_describe_reason(reason) for reason in hit.reasons]
    return HitTile(**tile.model_dump(), probability=probability, reasons=reasons, folded=hit.folded)


def _describe_reason(reason: Reason) -> ReasonAnswer:
    box = reason.box
    return ReasonAnswer(
        kind=reason.kind,
        text=reason.text,
        score=None if reason.score is None else round(reason.score, _PROBABILITY_DIGITS),
        box=None if box is None else (box.left, box.top, box.right, box.bottom),
    )


def _describe_offer(offer: Offer) -> OfferAnswer:
    return OfferAnswer(kind=offer.kind, query=offer.query, label=offer.label, photos=offer.photos)


def _find_next(result: SearchResult) -> int | None:
    """Say where the next page begins. Of what is compared without a floor, everything is more or less like the query."""
    end = result.query.offset + result.query.limit
    has_more = len(result.hits) == result.query.limit if result.total is None else end < result.total
    return end if has_more else None
