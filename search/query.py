"""What a search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from albumen.store.records import PhotoFilter
from albumen.types import Box, CaptureTime, Place, Tag
from search.chips import ChipKind, ParsedQuery

DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search: words, or a picture that the photos should be like; with a filter, neither is needed.

    `text` is parsed into chips (docs/query-language.md), unless `is_plain`: then all of it is looked for by its meaning.
    `like` is a photo of the library, or any picture file. `plus` and `minus` are words added to what is looked for and taken
    from it. `any_kind` has a list without words hold utility content too. `asked_on` is what "last summer" counts from,
    today where it is None. Near-duplicates are shown as one unless `is_unfolded`. Photos that probably do not fit are left out unless
    `is_unfloored`: then they come last. The first `offset` photos are left out: a page
    of a list has the pages before it as its offset.
    """

    text: str | None = None
    like: Path | None = None
    limit: int = DEFAULT_LIMIT
    filter: PhotoFilter = field(default_factory=PhotoFilter)
    any_kind: bool = False
    is_plain: bool = False
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    asked_on: date | None = None
    is_unfolded: bool = False
    is_unfloored: bool = False
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a photo is a hit: what of the query it matched, in words, and by how much.

    `score` is a probability in [0, 1] where something was estimated, None for a fact. `box` is where text stands.
    """

    kind: ChipKind
    text: str
    score: float | None = None
    box: Box | None = None


class OfferKind(StrEnum):
    """What another query would do."""

    SPELLING = "spelling"
    NEAREST = "nearest"  # a concept that this library has photos of
    LOOSER = "looser"  # without the filter that took the last hits
    CLOSEST = "closest"  # the same, with `is_unfloored`: photos that may not fit


@dataclass(frozen=True, slots=True)
class Offer:
    """Another query that would find something. `photos` is how many, where that was counted."""

    kind: OfferKind
    query: str
    label: str
    photos: int | None = None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A photo that was found. `paths` has online ones first and is never empty.

    `score` is a cosine, at most 1, or None where nothing was compared. `tags` are the photo's own, best first. `line` is one
    in it that holds text that was asked for. `probability` is how likely the photo is what was meant, None for a filter
    alone. `folded` counts the near-duplicates that stand behind it.
    """

    photo_id: int
    content_hash: str
    score: float | None
    paths: tuple[Path, ...]
    is_online: bool
    taken: CaptureTime | None
    place: Place | None
    camera: str | None
    tags: tuple[Tag, ...] = ()
    line: str | None = None
    probability: float | None = None
    reasons: tuple[Reason, ...] = ()
    folded: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits, best first (ties: the photo indexed earlier); of a filter alone, newest first.

    `note` says why there are none, or what to know of those there are. `parsed` is how the words were understood, None for
    plain ones. `offers` are queries that would find something. `total` counts the hits beyond the limit too, where known.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    note: str | None = None
    parsed: ParsedQuery | None = None
    offers: tuple[Offer, ...] = ()
    total: int | None = None
