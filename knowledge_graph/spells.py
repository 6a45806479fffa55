"""Spells: stretches of sightings with nothing before and after them, for times of which no home is known.

A place that somebody comes back to over months may be home, although it was seen too rarely to be called so. Such a base is in no
spell, and being seen there ends one.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge_graph.areas import group_into_areas
from knowledge_graph.distances import measure_km
from knowledge_graph.whereabouts import Sighting, Where

# Farther apart than this, two places are of different regions.
REGION_KM = 100.0
# So many days without any photo end a spell. Where the next one is in another region, a working week does (weekends away, each
# from wherever home is), and in another part of the world three days: two spells say nothing false of one journey, but one does
# of two.
_SILENT_DAYS = ((1_000.0, 3), (REGION_KM, 5), (-1.0, 14))  # (above km, days)
# An area seen in so many calendar months is a base: a journey of 60 days is in three at most.
_BASE_MONTHS = 4
# A base says nothing of a time longer before or after somebody was seen there.
_BASE_SEEN_WITHIN_DAYS = 180


@dataclass(frozen=True, slots=True)
class Spell:
    """Sightings in the order of time, and the ones right before and after them.

    `is_within_base`: the same base was seen not long before and not long after. One that is seen on one side alone may be a home
    that somebody moved from, and the spell the one that they moved to.
    """

    sightings: Sequence[Sighting]
    before: Sighting | None
    after: Sighting | None
    is_within_base: bool


def find_bases(sightings: Sequence[Sighting]) -> dict[int, int]:
    """Return the rows of sightings in areas that somebody was seen in month after month, with the number of the area."""
    known = [row for row, one in enumerate(sightings) if one.where is not Where.UNKNOWN]
    areas = group_into_areas([sightings[row].point for row in known])
    months: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for row, area in zip(known, areas, strict=True):
        day = date.fromordinal(sightings[row].first_day)
        months[area].add((day.year, day.month))
    return {row: area for row, area in zip(known, areas, strict=True) if len(months[area]) >= _BASE_MONTHS}


def cut_into_spells(sightings: Sequence[Sighting], bases: Mapping[int, int]) -> list[Spell]:
    """Return the spells between silences and sightings at a base (their areas by row), in the order of time."""
    cuts = [
        row
        for row in range(1, len(sightings))
        if row in bases or row - 1 in bases or _is_parted(sightings[row - 1], sightings[row])
    ]
    base_days: dict[int, list[int]] = defaultdict(list)
    for row, area in bases.items():
        base_days[area].append(sightings[row].first_day)
    bounds = itertools.pairwise([0, *cuts, len(sightings)])
    return [
        Spell(
            sightings[start:stop],
            sightings[start - 1] if start else None,
            sightings[stop] if stop < len(sightings) else None,
            _is_within_base(sightings[start].first_day, sightings[stop - 1].last_day, base_days),
        )
        for start, stop in bounds
        if start < stop and start not in bases
    ]


def _is_parted(before: Sighting, after: Sighting) -> bool:
    km = 0.0 if Where.UNKNOWN in (before.where, after.where) else measure_km(before.point, after.point)
    silent_days = after.first_day - before.last_day - 1
    return silent_days >= next(days for above_km, days in _SILENT_DAYS if km > above_km)


def _is_within_base(first_day: int, last_day: int, base_days: Mapping[int, Sequence[int]]) -> bool:
    return any(
        any(0 <= first_day - day <= _BASE_SEEN_WITHIN_DAYS for day in days)
        and any(0 <= day - last_day <= _BASE_SEEN_WITHIN_DAYS for day in days)
        for days in base_days.values()
    )
