"""The days of a timeline under headings: days with few photos share one, and each says where and on which trip it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from albumen.calendar.spans import name_span
from albumen.english import join_and
from albumen.store.curation_records import Trip
from search.columns.columns import Columns
from search.columns.names import NONE

# Days share a heading up to so many photos: two rows of a wide page. With a heading each, a quiet month would be mostly paper.
_SHARED_PHOTOS = 12
_SHARED_DAYS = 10  # from the first to the last of them

# Places that a heading names at most, and the share of the located photos that a place needs.
_NAMED_PLACES = 2
_PLACE_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Group:
    """Photos under one heading: those from position `first` to `last` (exclusive) of the timeline; undated without days.

    `towns` counts the located photos by the number of their place. `trip` is the title of the trip that the days are of.
    """

    first: int
    last: int
    starts_on: date | None = None
    ends_on: date | None = None
    towns: Counter[int] = field(default_factory=Counter)
    trip: str | None = None

    def __len__(self) -> int:
        return self.last - self.first

    @property
    def month(self) -> date | None:
        """The first day of the month that the photos are of."""
        return None if self.ends_on is None else self.ends_on.replace(day=1)


def group_days(columns: Columns, rows: npt.NDArray[np.int64], trips: Sequence[Trip]) -> list[Group]:
    """Put photos under headings, none of which goes on into another month.

    Args:
        columns: the library.
        rows: (M,) photos in the order of the timeline.
        trips: those that headings may name; a day that two share is of the later one.
    """
    groups: list[Group] = []
    for group in _iter_days(columns, rows, _Titles(trips)):
        if groups and _may_share(groups[-1], group):
            groups[-1] = _join(groups[-1], group)
        else:
            groups.append(group)
    return groups


def name_days(group: Group) -> str | None:
    """Say when a group's photos were taken: "Friday 3 June 2022", "3–5 June 2022"; None for undated ones."""
    if group.starts_on is None or group.ends_on is None:
        return None
    span = name_span(group.starts_on, group.ends_on)
    return span if group.starts_on != group.ends_on else f"{_WEEKDAYS[group.ends_on.weekday()]} {span}"


def name_towns(columns: Columns, group: Group) -> str | None:
    """Say where most of a group's photos were taken: "Lisbon and Sintra"; None where nothing tells."""
    found: Counter[str] = Counter()
    for code, count in group.towns.items():
        found[columns.places.values[code].name] += count
    named = [town for town, count in found.most_common(_NAMED_PLACES) if count >= _PLACE_SHARE * found.total()]
    return join_and(named) or None


class _Titles:
    """The titles of trips by day, for days that come in the order of the timeline: the last first."""

    def __init__(self, trips: Sequence[Trip]) -> None:
        self._waiting = sorted(trips, key=lambda trip: (trip.starts_on, trip.id))

    def find(self, day: date) -> str | None:
        while self._waiting and self._waiting[-1].starts_on > day:
            self._waiting.pop()
        return self._waiting[-1].title if self._waiting and day <= self._waiting[-1].ends_on else None


def _iter_days(columns: Columns, rows: npt.NDArray[np.int64], titles: _Titles) -> Iterator[Group]:
    days = columns.taken[rows].astype("datetime64[D]")
    numbers = days.astype(np.int64)  # those of undated photos are one too, unlike what they stand for
    borders = np.concatenate([np.zeros(min(len(rows), 1), np.int64), np.flatnonzero(np.diff(numbers)) + 1, [len(rows)]])
    towns = _count_towns(columns, rows, borders)
    for number, (first, last) in enumerate(pairwise(borders.tolist())):
        day = days[first].item()
        yield Group(first, last, day, day, towns[number], None if day is None else titles.find(day))


def _count_towns(columns: Columns, rows: npt.NDArray[np.int64], borders: npt.NDArray[np.int64]) -> list[Counter[int]]:
    """Count the places of each day's photos; the days lie between `borders` (D + 1,)."""
    numbers = np.repeat(np.arange(len(borders) - 1), np.diff(borders))  # (M,) which day
    codes = columns.places.codes[rows].astype(np.int64)
    located = codes != NONE
    width = len(columns.places.values) + 1
    keys, counts = np.unique(numbers[located] * width + codes[located], return_counts=True)
    towns: list[Counter[int]] = [Counter() for _ in borders[1:]]
    for key, count in zip(keys.tolist(), counts.tolist(), strict=True):
        towns[key // width][key % width] = count
    return towns


def _may_share(group: Group, earlier: Group) -> bool:
    if group.starts_on is None or earlier.ends_on is None or group.ends_on is None or earlier.starts_on is None:
        return False
    is_near = group.ends_on - earlier.starts_on < timedelta(days=_SHARED_DAYS)
    is_small = len(group) + len(earlier) <= _SHARED_PHOTOS
    return is_near and is_small and group.month == earlier.month and group.trip == earlier.trip


def _join(group: Group, earlier: Group) -> Group:
    return replace(group, last=earlier.last, starts_on=earlier.starts_on, towns=group.towns + earlier.towns)


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
