"""Homes: the areas in which most weeks were spent, one after the other.

Each week with photos votes for the areas it saw, and the sequence of homes with the fewest weeks elsewhere wins; a change costs
as much as some weeks elsewhere, so that a long trip is no move (a segmentation by dynamic programming, as in Viterbi, 1967).
Weeks count, not photos or days: people take most photos where they do not live, but come back week after week.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from albumen.store.curation_records import Home
from albumen.types import GeoPoint
from knowledge_graph.areas import group_into_areas
from knowledge_graph.distances import find_middle, measure_many_km
from knowledge_graph.stays import DayStay

# Fewer weeks than this, or all of them within a shorter span, may as well be a long holiday.
LEAST_WEEKS = 6
_LEAST_SPAN_DAYS = 60
# A change of home is believed when it explains more weeks than this.
_MOVE_WEEKS = 8.0
# Where a place is seen in less than about half of the weeks, nothing is home: a traveller's library. Weeks whose photos all lack a
# position speak against any home, too: where they are two thirds of all, home may be what they do not show.
_NO_HOME_WEEKS = 0.55
_BLIND_WEEKS, _BLIND_NO_HOME_WEEKS = 0.5, 0.25
# Nothing tells that somebody lived in a place long before they were first seen there.
_BEFORE_FIRST_SEEN = timedelta(days=60)
_MOST_CANDIDATES = 12
# A home reaches over its town, and is not a whole region.
_LEAST_RADIUS_KM, _MOST_RADIUS_KM = 5.0, 25.0
_RADIUS_SHARE = 0.9

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class _Segment:
    area: int
    first_week: int
    last_week: int


def find_homes(days: Sequence[DayStay]) -> list[Home]:
    """Learn where somebody lived, in the order of time; homes never overlap. Thin evidence gives none.

    Args:
        days: In any order; some thousands. Every one has a say in all homes, so they are found anew when one changes.

    Returns:
        Homes. The first counts from the first day with photos, or from 60 days before it was seen; `until` is the day before the
        next home's first.
    """
    known = sorted((stay for stay in days if stay.position is not None), key=_in_order)
    areas = group_into_areas([stay.position for stay in known if stay.position is not None])
    weeks: dict[int, set[int]] = {_week_of(stay.day): set() for stay in days}
    for stay, area in zip(known, areas, strict=True):
        weeks[_week_of(stay.day)].add(area)
    segments = [found for found in _segment(weeks) if _is_well_founded(found, weeks)]
    return _make_homes(segments, known, areas)


def _in_order(stay: DayStay) -> tuple[date, float, float]:
    return (stay.day, stay.position.lat, stay.position.lon) if stay.position else (stay.day, 0.0, 0.0)


def _week_of(day: date) -> int:
    return day.toordinal() // 7


def _segment(weeks: dict[int, set[int]]) -> list[_Segment]:
    """Return the stretches of weeks with one home, those of no home left out."""
    votes = Counter(area for areas in weeks.values() for area in areas)
    candidates = [area for area, count in votes.most_common() if count >= LEAST_WEEKS]
    candidates = sorted(candidates, key=lambda area: (-votes[area], area))[:_MOST_CANDIDATES]
    if not candidates:
        return []
    ordered, states = sorted(weeks), [*candidates, _NOWHERE]
    costs = np.array([[_cost(state, weeks[week]) for state in states] for week in ordered])  # (W, S)
    path = [states[state] for state in _find_cheapest_path(costs)]
    cuts = [0, *(row for row in range(1, len(path)) if path[row] != path[row - 1]), len(path)]
    return [
        _Segment(path[start], ordered[start], ordered[stop - 1])
        for start, stop in itertools.pairwise(cuts)
        if path[start] != _NOWHERE
    ]


def _cost(state: int, seen: set[int]) -> float:
    if not seen:
        return _BLIND_NO_HOME_WEEKS if state == _NOWHERE else _BLIND_WEEKS
    return _NO_HOME_WEEKS if state == _NOWHERE else float(state not in seen)


def _find_cheapest_path(costs: np.ndarray) -> list[int]:
    """Return the state of each week (W,), by the sum of costs (W, S) and _MOVE_WEEKS a change; ties: no change, lower state."""
    total, came_from = costs[0], []
    for row in costs[1:]:
        best = int(total.argmin())
        is_change = total[best] + _MOVE_WEEKS < total
        came_from.append(np.where(is_change, best, np.arange(len(total))))
        total = np.where(is_change, total[best] + _MOVE_WEEKS, total) + row
    path = [int(total.argmin())]
    for step in reversed(came_from):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _is_well_founded(found: _Segment, weeks: dict[int, set[int]]) -> bool:
    seen = [week for week in weeks if found.first_week <= week <= found.last_week and found.area in weeks[week]]
    return len(seen) >= LEAST_WEEKS and (max(seen) - min(seen)) * 7 >= _LEAST_SPAN_DAYS


def _make_homes(segments: Sequence[_Segment], days: Sequence[DayStay], areas: Sequence[int]) -> list[Home]:
    starts = [_first_day(segments, number, days, areas) for number in range(len(segments))]
    homes = []
    for number, segment in enumerate(segments):
        is_last = number == len(segments) - 1
        until = None if is_last else starts[number + 1] - timedelta(days=1)
        if not is_last and segments[number + 1].first_week > segment.last_week + 1:
            until = min(until or date.max, date.fromordinal(segment.last_week * 7 + 6))
        stays = [
            stay
            for stay, area in zip(days, areas, strict=True)
            if area == segment.area and starts[number] <= stay.day <= (until or date.max)
        ]
        homes.append(_make_home(stays, starts[number], until))
    return homes


def _first_day(segments: Sequence[_Segment], number: int, days: Sequence[DayStay], areas: Sequence[int]) -> date:
    """Return the day of the move: that with the fewest days in the new home before it and in the old one from it on."""
    segment = segments[number]
    if number == 0:
        first = min(stay.day for stay in days if _week_of(stay.day) >= segment.first_week)
        seen = min(
            stay.day for stay, area in zip(days, areas, strict=True) if area == segment.area and stay.day >= first
        )
        return max(first, seen - _BEFORE_FIRST_SEEN)
    before = segments[number - 1]
    span = range(before.first_week, segment.last_week + 1)
    here = [
        stay.day for stay, area in zip(days, areas, strict=True) if area == segment.area and _week_of(stay.day) in span
    ]
    there = [
        stay.day for stay, area in zip(days, areas, strict=True) if area == before.area and _week_of(stay.day) in span
    ]
    old_days = np.array([day.toordinal() for day in there])
    wrong = [row + int((old_days >= day.toordinal()).sum()) for row, day in enumerate(here)]
    return here[wrong.index(min(wrong))]


def _make_home(stays: Sequence[DayStay], since: date, until: date | None) -> Home:
    middle, reach_km = _find_centre([stay.position for stay in stays if stay.position is not None])
    named = Counter(stay.place for stay in stays if stay.place is not None)
    return Home(
        position=middle,
        radius_km=round(min(max(reach_km, _LEAST_RADIUS_KM), _MOST_RADIUS_KM), 1),
        place=named.most_common(1)[0][0] if named else None,
        since=since,
        until=until,
        days=len({stay.day for stay in stays}),
    )


def _find_centre(points: Sequence[GeoPoint]) -> tuple[GeoPoint, float]:
    """Return the middle of the nearer half, so that outings do not move a home, and how far _RADIUS_SHARE of all lie from it."""
    middle = find_middle(points)
    assert middle is not None
    nearer = np.argsort(_distances_km(points, middle), kind="stable")[: (len(points) + 1) // 2]
    middle = find_middle(points[row] for row in nearer.tolist()) or middle
    distances = np.sort(_distances_km(points, middle))
    return middle, float(distances[math.ceil(_RADIUS_SHARE * len(distances)) - 1])


def _distances_km(points: Sequence[GeoPoint], to: GeoPoint) -> np.ndarray:
    lat, lon = np.array([point.lat for point in points]), np.array([point.lon for point in points])
    return measure_many_km(lat, lon, to.lat, to.lon)
