"""The timeline in sections: a month each, in parts small enough to ask for one at a time, undated photos at the end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from albumen.arrays import Rows
from albumen.calendar.spans import name_month
from albumen.curation.timeline import find_trips
from albumen.curation.timeline_groups import Group, group_days
from albumen.store.records import PhotoFilter
from albumen.store.store import Transaction
from search.chips import ParsedQuery
from search.columns.columns import Columns
from search.inquiry import Inquiry
from search.ranked import rank_newest
from search.understanding import Asked

UNDATED_KEY = "undated"

# Photos of a part at most: some five screens of a wide page, whose tiles take 40 ms to describe.
PART_PHOTOS = 200

# Widths over heights as rows of a page show them (grid.js has the same bounds), and that of a photo that was not decoded.
_LEAST_RATIO, _MOST_RATIO, _USUAL_RATIO = 0.4, 3.2, 1.5

_NOTHING = Asked(ParsedQuery("", (), ""), (), (), "", (), ())
_STAMP_BYTES = 8


@dataclass(frozen=True, slots=True)
class Part:
    """Photos that are shown together. `ratio` is the sum of their widths over heights, by which a page guesses its height.

    `continues` says that the first group began in the part before.
    """

    groups: tuple[Group, ...]
    ratio: float
    continues: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.groups))


@dataclass(frozen=True, slots=True)
class Section:
    """A month: its key ("2022-06"), its title, None for undated photos, and its parts in order."""

    key: str
    title: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The photos of a library by when they were taken, the newest first.

    `ids` (M,) are in order. `stamp` is another one for other photos, in another order or under other headings. `utility`
    counts the receipts, screenshots and their like: those that were left out, or that are among the photos.
    """

    columns: Columns
    ids: Rows
    sections: tuple[Section, ...]
    utility: int
    stamp: str

    def find(self, key: str) -> Section | None:
        """Find the section of a month, or the nearest earlier one that there is: "2022" means the end of that year.

        None where the timeline is empty.
        """
        latest = f"{key}~"  # behind every month of a year
        dated = (section for section in self.sections if section.key != UNDATED_KEY and section.key <= latest)
        last = self.sections[-1] if self.sections else None
        return last if key == UNDATED_KEY else next(dated, last)


def build_timeline(tx: Transaction, columns: Columns, *, with_utility: bool) -> Timeline:
    """Lay out the photos that a search for nothing would show: none that is hidden, and utility content where it is wished."""
    inquiry = Inquiry.open(tx, columns, _NOTHING, PhotoFilter(), excluded=())
    allowed, is_utility = inquiry.allowed(), inquiry.is_utility
    utility = int((allowed & is_utility).sum())
    if not with_utility:
        allowed &= ~is_utility
    rows = rank_newest(columns, allowed, is_unfolded=True).rows
    trips = find_trips(tx)
    groups = group_days(columns, rows, trips)
    ratios = np.append(0, np.cumsum(_find_ratios(columns.sizes[rows])))
    sections = tuple(_make_section(list(found), ratios) for _, found in groupby(groups, key=lambda group: group.month))
    ids = columns.ids[rows]
    titles = [(trip.title, trip.starts_on, trip.ends_on) for trip in trips]
    seen = (ids, columns.taken[rows], columns.sizes[rows], columns.places.codes[rows])
    return Timeline(columns, ids, sections, utility, _stamp(seen, repr((titles, utility, with_utility))))


def _make_section(groups: Sequence[Group], ratios: npt.NDArray[np.float64]) -> Section:
    month = groups[0].month
    parts = tuple(_make_part(found, ratios, continues) for found, continues in _iter_parts(groups))
    if month is None:
        return Section(UNDATED_KEY, None, parts)
    return Section(f"{month:%Y-%m}", name_month(month), parts)


def _iter_parts(groups: Iterable[Group]) -> Iterator[tuple[list[Group], bool]]:
    """Fill parts with whole groups; a group that is larger than a part is cut, and its pieces continue it."""
    waiting: list[Group] = []
    size = 0
    for group in groups:
        if waiting and size + len(group) > PART_PHOTOS:
            yield waiting, False
            waiting, size = [], 0
        if len(group) > PART_PHOTOS:
            yield from (([piece], piece.first > group.first) for piece in _cut(group))
        else:
            waiting.append(group)
            size += len(group)
    if waiting:
        yield waiting, False


def _cut(group: Group) -> Iterator[Group]:
    for first in range(group.first, group.last, PART_PHOTOS):
        yield replace(group, first=first, last=min(first + PART_PHOTOS, group.last))


def _make_part(groups: list[Group], ratios: npt.NDArray[np.float64], continues: bool) -> Part:
    return Part(tuple(groups), float(ratios[groups[-1].last] - ratios[groups[0].first]), continues)


def _find_ratios(sizes: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Give widths over heights, (M,), of sizes (M, 2)."""
    is_known = (sizes > 0).all(axis=1)
    ratios = np.full(len(sizes), _USUAL_RATIO)
    ratios[is_known] = sizes[is_known, 0] / sizes[is_known, 1]
    return np.clip(ratios, _LEAST_RATIO, _MOST_RATIO)


def _stamp(arrays: Iterable[npt.NDArray[np.generic]], text: str) -> str:
    digest = hashlib.blake2b(text.encode(), digest_size=_STAMP_BYTES)
    for array in arrays:
        digest.update(array.tobytes())
    return digest.hexdigest()
