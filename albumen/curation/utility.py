"""Utility content in its own place: receipts, screenshots, documents and their like by kind, with what was read in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from albumen.store.records import PhotoFilter
from albumen.store.store import Store, Transaction
from albumen.types import UtilityKind
from search.hits import describe_hits
from search.query import SearchHit

# Enough to tell one receipt from another: whose it is, and often of what.
FIRST_LINES = 2

# Of 1,022 lines read in 62 small pictures of all kinds, most below this were no words. A search still finds what is in them.
_SURE_SCORE = 0.7

UTILITY_KINDS = tuple(kind for kind in UtilityKind if kind is not UtilityKind.NONE)


class UtilityLibrary(Protocol):
    """What is needed of a library."""

    @property
    def store(self) -> Store:
        """Its database."""


@dataclass(frozen=True, slots=True)
class UtilityPhoto:
    """A photo, and the first lines that were surely read in it: None before it was read."""

    hit: SearchHit
    lines: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class UtilityGroup:
    """The photos of a kind, the newest first; `total` counts those beyond the limit too."""

    kind: UtilityKind
    total: int
    photos: tuple[UtilityPhoto, ...]


def list_utility(
    library: UtilityLibrary, kinds: Sequence[UtilityKind] = UTILITY_KINDS, *, limit: int
) -> list[UtilityGroup]:
    """List the utility content that a library has of some kinds, at most so many photos of each."""
    with library.store.read() as tx:
        groups = [_list_kind(tx, kind, limit) for kind in kinds]
    return [group for group in groups if group.total]


def _list_kind(tx: Transaction, kind: UtilityKind, limit: int) -> UtilityGroup:
    photo_filter = PhotoFilter(kind=kind)
    ids = tx.photos.newest_ids(photo_filter, limit)
    lines = tx.texts.first_lines(ids.tolist(), FIRST_LINES, min_score=_SURE_SCORE)
    hits = describe_hits(tx, [None] * len(ids), ids)
    photos = tuple(UtilityPhoto(hit, lines.get(hit.photo_id)) for hit in hits)
    return UtilityGroup(kind, tx.photos.count(photo_filter), photos)
