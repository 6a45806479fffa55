"""Spells: stretches of sightings with nothing before and after them, for times of which no home is known.

A place that somebody comes back to over months may be home, although it was seen too rarely to be called so. Such a base is in no
spell, and being seen there ends one.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge_graph.areas import group_into_areas
from knowledge_graph.distances import measure_km
from knowledge_graph.whereabouts import Sighting, Where

# So many days without any photo end a spell.
_SILENT_DAYS = 14
# A working week without any does where the next photo is in another region: weekends away, each from wherever home is.
_WEEK_DAYS = 5
# Farther apart than this, two places are of different regions.
REGION_KM = 100.0
# An area seen in so many calendar months is a base: a journey of 60 days is in three at most.
_BASE_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Spell:
    """Sightings in the order of time, and the ones right before and after them; `is_from_base`: one of those is at a base."""

    sightings: Sequence[Sighting]
    before: Sighting | None
    after: Sighting | None
    is_from_base: bool


def find_bases(sightings: Sequence[Sighting]) -> frozenset[int]:
    """Return the rows of sightings in areas that somebody was seen in month after month."""
    known = [row for row, one in enumerate(sightings) if one.where is not Where.UNKNOWN]
    areas = group_into_areas([sightings[row].point for row in known])
    months: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for row, area in zip(known, areas, strict=True):
        day = date.fromordinal(sightings[row].first_day)
        months[area].add((day.year, day.month))
    return frozenset(row for row, area in zip(known, areas, strict=True) if len(months[area]) >= _BASE_MONTHS)


def cut_into_spells(sightings: Sequence[Sighting], bases: frozenset[int]) -> list[Spell]:
    """Return the spells between silences and sightings at a base, in the order of time."""
    cuts = [
        row
        for row in range(1, len(sightings))
        if row in bases or row - 1 in bases or _is_parted(sightings[row - 1], sightings[row])
    ]
    bounds = itertools.pairwise([0, *cuts, len(sightings)])
    return [
        Spell(
            sightings[start:stop],
            sightings[start - 1] if start else None,
            sightings[stop] if stop < len(sightings) else None,
            start - 1 in bases or stop in bases,
        )
        for start, stop in bounds
        if start < stop and start not in bases
    ]


def _is_parted(before: Sighting, after: Sighting) -> bool:
    silent_days = after.first_day - before.last_day - 1
    if silent_days >= _SILENT_DAYS:
        return True
    return silent_days >= _WEEK_DAYS and _is_far(before, after)


def _is_far(a: Sighting, b: Sighting) -> bool:
    is_known = Where.UNKNOWN not in (a.where, b.where)
    return is_known and measure_km(a.point, b.point) > REGION_KM
