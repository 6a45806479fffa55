"""Trips: stretches away from home, over night, or far away on one day.

Moments with a position say where somebody was; the rest is carried by those around it. A trip ends when home is seen again, or
when nothing tells for too long that somebody was still away.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from albumen.english import count_of
from albumen.store.curation_records import Home, Moment, Trip
from knowledge_graph.areas import AREA_KM, group_into_areas
from knowledge_graph.distances import measure_km
from knowledge_graph.journeys import find_journeys
from knowledge_graph.titles import title_trip
from knowledge_graph.trip_ends import LEAST_PHOTOS, Stretch, extend, measure_blindness
from knowledge_graph.trip_summaries import find_span, rank_places, round_km
from knowledge_graph.whereabouts import Sighting, Where, look_at

# Without a night, only a place this far away makes a day a trip.
DAY_TRIP_KM = 80.0
# How many days in a row without a photo, and without a position, may pass away from home: the farther, the more.
_PATIENCE = (
    (300.0, 2, 5),
    (1_000.0, 5, 10),
    (float("inf"), 10, 21),
)  # (below km, silent days, days without a position)
# So near, two days out in different directions may have a night at home between them.
_BACK_FOR_THE_NIGHT_KM = 100.0
# Who was seen at home neither in the half year before nor in the one after may have lived elsewhere.
HOME_SEEN_WITHIN_DAYS = 180
# Where somebody goes so often within a year is part of everyday life: work, a cottage, the parents.
OFTEN, WITHIN_DAYS = 10, 365


def find_trips(moments: Sequence[Moment], homes: Sequence[Home]) -> list[Trip]:
    """Find stretches away from home, and journeys at times of which no home is known, in the order of time.

    All of it is found anew when a moment or a home changes: trips of one place are judged by how often it is visited.

    Args:
        moments: In the order of elapsed time, as `split_moments` gives them.
        homes: As `find_homes` gives them.

    Returns:
        Trips with all moments between their first and last one that tell of somebody.
    """
    sightings = look_at(moments, homes)
    at_home = sorted(one.first_day for one in sightings if one.where is Where.HOME and one.home is not None)
    trips = _find_trips_from_home(sightings, at_home)
    taken = {moment_id for trip in trips for moment_id in trip.moment_ids}

    def is_free(run: Sequence[Sighting]) -> bool:
        return not _is_home_known(run, at_home) and taken.isdisjoint(one.moment.id for one in run)

    lost_days = {day for day in {one.first_day for one in sightings} if not _is_home_seen_before(day, at_home)}
    if not any(is_free([one]) for one in sightings if one.first_day in lost_days):
        return trips
    order = {one.moment.id: row for row, one in enumerate(sightings)}
    return sorted([*trips, *find_journeys(sightings, is_free)], key=lambda trip: order[trip.id])


def _find_trips_from_home(sightings: Sequence[Sighting], at_home: Sequence[int]) -> list[Trip]:
    runs = [*_iter_runs(sightings)]
    blindness = measure_blindness(sightings, runs)
    stretches = [extend(sightings, first, last, blindness) for first, last in runs]
    everyday = _are_everyday([stretch.sightings for stretch in stretches])
    return [
        _make_trip(stretch)
        for stretch, is_everyday in zip(stretches, everyday, strict=True)
        if not is_everyday and _is_trip(stretch.sightings) and _is_home_known(stretch.sightings, at_home)
    ]


def _iter_runs(sightings: Sequence[Sighting]) -> Iterator[tuple[int, int]]:
    """Yield the rows of the first and the last moment away of every stretch."""
    first = last = -1
    for row, one in enumerate(sightings):
        if one.where is Where.HOME and first >= 0:
            yield first, last
            first = -1
        elif one.where is Where.AWAY:
            if first >= 0 and _is_apart(sightings[last : row + 1]):
                yield first, last
                first = -1
            first, last = (row if first < 0 else first), row
    if first >= 0:
        yield first, last


def _is_apart(stretch: Sequence[Sighting]) -> bool:
    """Say whether nothing tells that somebody stayed away between two moments away; between them come only other ones."""
    before, after = stretch[0], stretch[-1]
    km = min(before.km, after.km)
    silent_days, blind_days = next(days for below_km, *days in _PATIENCE if km < below_km)
    silence = max(_days_between(a, b) for a, b in itertools.pairwise(stretch))
    if silence > silent_days or _days_between(before, after) > blind_days:
        return True
    is_next_day = after.first_day > before.last_day
    return is_next_day and km < _BACK_FOR_THE_NIGHT_KM and measure_km(before.point, after.point) > AREA_KM


def _days_between(earlier: Sighting, later: Sighting) -> int:
    return later.first_day - earlier.last_day - 1


def _are_everyday(runs: Sequence[Sequence[Sighting]]) -> list[bool]:
    """Say of each stretch whether it went only to where somebody goes often."""
    away = [(number, one) for number, run in enumerate(runs) for one in run if one.where is Where.AWAY]
    areas = group_into_areas([one.point for _, one in away])
    visits: dict[int, dict[int, int]] = defaultdict(dict)
    for (number, one), area in zip(away, areas, strict=True):
        visits[area].setdefault(number, one.first_day)
    usual = {(area, number) for area, days in visits.items() for number in _often_visited(days)}
    seen: list[set[int]] = [set() for _ in runs]
    for (number, _), area in zip(away, areas, strict=True):
        seen[number].add(area)
    return [all((area, number) in usual for area in seen[number]) for number in range(len(runs))]


def _often_visited(days: dict[int, int]) -> set[int]:
    """Return which visits are among OFTEN within WITHIN_DAYS; days by visit, in the order of time."""
    numbers = list(days)
    often: set[int] = set()
    for start in range(len(numbers) - OFTEN + 1):
        some = numbers[start : start + OFTEN]
        if days[some[-1]] - days[some[0]] <= WITHIN_DAYS:
            often.update(some)
    return often


def _is_trip(run: Sequence[Sighting]) -> bool:
    photos = sum(one.moment.evidence for one in run)
    has_night = run[-1].last_day > run[0].first_day
    return photos >= LEAST_PHOTOS and (has_night or any(one.km >= DAY_TRIP_KM for one in run))


def _is_home_known(run: Sequence[Sighting], at_home: Sequence[int]) -> bool:
    """Say whether home was seen not long before or after; `at_home` are the days that it was seen on, ascending."""
    if _is_home_seen_before(run[0].first_day, at_home):
        return True
    last = run[-1].last_day
    after = bisect_left(at_home, last)
    return after < len(at_home) and at_home[after] - last <= HOME_SEEN_WITHIN_DAYS


def _is_home_seen_before(day: int, at_home: Sequence[int]) -> bool:
    before = bisect_right(at_home, day)
    return before > 0 and day - at_home[before - 1] <= HOME_SEEN_WITHIN_DAYS


def _make_trip(stretch: Stretch) -> Trip:
    run = stretch.sightings
    starts_on, ends_on = find_span(run)
    places, weights = rank_places(one for one in run if one.where is Where.AWAY)
    return Trip(
        id=run[0].moment.id,
        moment_ids=tuple(one.moment.id for one in run),
        starts_on=starts_on,
        ends_on=ends_on,
        places=places,
        title=title_trip(starts_on, ends_on, places, weights, is_out_and_back=stretch.is_out_and_back),
        reason=_explain(run, starts_on, ends_on),
    )


def _explain(run: Sequence[Sighting], starts_on: date, ends_on: date) -> str:
    far = [one for one in run if one.where is Where.AWAY]
    nearest, farthest = min(one.km for one in far), max(one.km for one in far)
    home = far[0].home
    where = f" in {home.place.name}" if home and home.place else ""
    up_to = "" if nearest >= 0.8 * farthest else "up to "
    days = count_of((ends_on - starts_on).days + 1, "day")
    return f"{days}, {up_to}{round_km(farthest)} km from home{where}"
