"""Homes: the areas in which most weeks were spent, one after the other.

Each week with photos votes for the areas it saw, and the sequence of homes with the fewest weeks elsewhere wins; a change costs
as much as some weeks elsewhere, so that a long trip is no move. Weeks count, not photos or days: people take most photos where
they do not live, but come back week after week.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from albumen.store.curation_records import Home
from albumen.types import GeoPoint
from knowledge_graph.areas import group_into_areas
from knowledge_graph.distances import find_middle, measure_many_km
from knowledge_graph.home_weeks import Segment, find_segments
from knowledge_graph.stays import POSITION_DIGITS, DayStay

# Nothing tells that somebody lived in a place long before they were first seen there.
_BEFORE_FIRST_SEEN = timedelta(days=60)
# A home reaches over its town, and is not a whole region.
_LEAST_RADIUS_KM, _MOST_RADIUS_KM = 5.0, 25.0
_RADIUS_SHARE = 0.9

_DAY = timedelta(days=1)


def find_homes(days: Sequence[DayStay]) -> list[Home]:
    """Learn where somebody lived, in the order of time; homes never overlap. Thin evidence gives none.

    Args:
        days: In any order; some thousands. Every one has a say in all homes, so they are found anew when one changes.

    Returns:
        Homes. One that follows no other counts from the first day with photos in its weeks, at most 60 days before it was seen;
        `until` is the day before the next home's first, or the last day it was seen where something else came between.
    """
    known = sorted((stay for stay in days if stay.position is not None), key=_in_order)
    areas = group_into_areas([stay.position for stay in known if stay.position is not None])
    weeks: dict[int, set[int]] = {_week_of(stay.day): set() for stay in days}
    visits: dict[int, list[DayStay]] = {}
    for stay, area in zip(known, areas, strict=True):
        weeks[_week_of(stay.day)].add(area)
        visits.setdefault(area, []).append(stay)
    segments = find_segments(weeks)
    starts = _find_starts(segments, visits, [stay.day for stay in known])
    ends = _find_ends(segments, visits, starts)
    return [
        _make_home([stay for stay in visits[segment.area] if start <= stay.day <= (end or date.max)], start, end)
        for segment, start, end in zip(segments, starts, ends, strict=True)
    ]


def _in_order(stay: DayStay) -> tuple[date, float, float]:
    return (stay.day, stay.position.lat, stay.position.lon) if stay.position else (stay.day, 0.0, 0.0)


def _week_of(day: date) -> int:
    return day.toordinal() // 7


def _first_day_of(week: int) -> date:
    return date.fromordinal(max(1, week * 7))


def _find_starts(segments: Sequence[Segment], visits: dict[int, list[DayStay]], days: Sequence[date]) -> list[date]:
    starts: list[date] = []
    for number, segment in enumerate(segments):
        first_seen = _days_seen(segment, visits)[0]
        if segment.follows:
            before = segments[number - 1]
            lived_since = max(starts[-1], _days_seen(before, visits)[0])
            starts.append(_find_move(lived_since, before, segment, visits))
        else:
            first = days[bisect_left(days, _first_day_of(segment.first_week))]
            starts.append(max(first, first_seen - _BEFORE_FIRST_SEEN))
    return starts


def _find_ends(
    segments: Sequence[Segment], visits: dict[int, list[DayStay]], starts: Sequence[date]
) -> list[date | None]:
    ends: list[date | None] = []
    for number, segment in enumerate(segments[:-1]):
        is_followed = segments[number + 1].follows
        ends.append(starts[number + 1] - _DAY if is_followed else _days_seen(segment, visits)[-1])
    return [*ends, None] if segments else []


def _days_seen(segment: Segment, visits: dict[int, list[DayStay]]) -> list[date]:
    days = [stay.day for stay in visits[segment.area]]  # ascending
    first, beyond = (_first_day_of(week) for week in (segment.first_week, segment.last_week + 1))
    return days[bisect_left(days, first) : bisect_left(days, beyond)]


def _find_move(lived_since: date, before: Segment, after: Segment, visits: dict[int, list[DayStay]]) -> date:
    """Return the day of the move: that with the fewest days in the new home before it and in the old one from it on."""
    new, old = (
        [stay.day.toordinal() for stay in visits[area] if lived_since < stay.day < _first_day_of(after.last_week + 1)]
        for area in (after.area, before.area)
    )
    days, old_days = np.array(new), np.array(old)
    wrong = np.searchsorted(days, days) + len(old) - np.searchsorted(old_days, days)
    return date.fromordinal(int(days[wrong.argmin()]))


def _make_home(stays: Sequence[DayStay], since: date, until: date | None) -> Home:
    middle, reach_km = _find_centre([stay.position for stay in stays if stay.position is not None])
    named = Counter(stay.place for stay in stays if stay.place is not None)
    return Home(
        position=GeoPoint(round(middle.lat, POSITION_DIGITS), round(middle.lon, POSITION_DIGITS)),
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
