"""Whereabouts: how far from home each moment was, and which of them cannot be true."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum, auto
from typing import NamedTuple

import numpy as np

from albumen.store.curation_records import Home, Moment
from albumen.types import GeoPoint
from knowledge_graph.distances import measure_km, measure_many_km
from knowledge_graph.stays import ordinal_of_moment

# Up to here from the middle of home everything is everyday life; a trip goes at least as far as AWAY_KM, and what lies between
# belongs to a trip when it is on the way.
HOME_ZONE_KM = 25.0
AWAY_KM = 50.0
# Nobody travels faster; stops, and zones that are not told by the longitude, are allowed for by the slack.
_FASTEST_KMH, _SLACK_H = 900.0, 3.0
_DEGREES_PER_HOUR = 15.0


class Where(Enum):
    """Where a moment was, seen from home. HOME stands also for times of which no home is known."""

    HOME = auto()
    NEAR = auto()
    AWAY = auto()
    UNKNOWN = auto()


class Sighting(NamedTuple):
    """A moment that tells of somebody. `km` is the distance from `home`, not a number where either is unknown.

    `first_day` counts from 1 January of year 1, as `date.toordinal` does. There is one of every moment, made anew for each new
    photo: a tuple takes half the time of a frozen dataclass.
    """

    moment: Moment
    where: Where
    home: Home | None
    km: float
    first_day: int

    @property
    def point(self) -> GeoPoint:
        """Where it was; only for those whose whereabouts are known."""
        assert self.moment.position is not None
        return self.moment.position

    @property
    def last_day(self) -> int:
        """The day that it ended on, counted like `first_day`."""
        return ordinal_of_moment(self.moment.ends_at)


def look_at(moments: Sequence[Moment], homes: Sequence[Home]) -> list[Sighting]:
    """Say where each moment that has evidence was; moments in the order of time, homes without overlap."""
    telling = [moment for moment in moments if moment.evidence]
    days = np.array([ordinal_of_moment(moment.starts_at) for moment in telling], np.int64)  # (M,)
    km, home_rows, reach_km = _measure(telling, days, homes)
    nowhere = np.array([moment.position is None for moment in telling], bool)
    choices = ((nowhere, Where.UNKNOWN), ((home_rows < 0) | (km <= reach_km), Where.HOME), (km >= AWAY_KM, Where.AWAY))
    codes = np.select([is_so for is_so, _ in choices], [where.value for _, where in choices], Where.NEAR.value)
    wheres, known_homes = {where.value: where for where in Where}, [*homes, None]
    sightings = map(
        Sighting,
        telling,
        (wheres[code] for code in codes.tolist()),
        (known_homes[row] for row in home_rows.tolist()),
        km.tolist(),
        days.tolist(),
    )
    return _dismiss_impossible([*sightings], codes)


def _measure(
    moments: Sequence[Moment], days: np.ndarray, homes: Sequence[Home]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how far from home each moment was (M,), not a number where that is unknown; the row of its home, or -1; its reach."""
    points = [moment.position for moment in moments]
    lat = np.array([np.nan if point is None else point.lat for point in points])
    lon = np.array([np.nan if point is None else point.lon for point in points])
    km, reach_km, rows = np.full(len(points), np.nan), np.zeros(len(points)), np.full(len(points), -1)
    for row, home in enumerate(homes):
        until = date.max if home.until is None else home.until
        lived = (days >= home.since.toordinal()) & (days <= until.toordinal())
        km[lived] = measure_many_km(lat[lived], lon[lived], home.position.lat, home.position.lon)
        rows[lived], reach_km[lived] = row, max(HOME_ZONE_KM, home.radius_km)
    return km, rows, reach_km


def _dismiss_impossible(sightings: list[Sighting], codes: np.ndarray) -> list[Sighting]:
    """Take the position from a moment at home that nobody could have reached from the moments before and after it.

    It is somebody else's photo: of one who stayed at home, or sent from there. `codes` (M,) are the values of each `where`.
    """
    known = np.flatnonzero(codes != Where.UNKNOWN.value)
    is_home, is_away = codes[known] == Where.HOME.value, codes[known] == Where.AWAY.value
    for middle in (np.flatnonzero(is_away[:-2] & is_home[1:-1] & is_away[2:]) + 1).tolist():
        before, row, after = known[middle - 1 : middle + 2].tolist()
        earlier, one, later = sightings[before], sightings[row], sightings[after]
        if _is_too_fast(earlier, one) and _is_too_fast(one, later):
            sightings[row] = one._replace(where=Where.UNKNOWN, km=math.nan)
    return sightings


def _is_too_fast(earlier: Sighting, later: Sighting) -> bool:
    hours = _hours_between(earlier.moment.ends_at, earlier.point, later.moment.starts_at, later.point)
    return measure_km(earlier.point, later.point) > _FASTEST_KMH * (hours + _SLACK_H)


def _hours_between(start: datetime, start_point: GeoPoint, stop: datetime, stop_point: GeoPoint) -> float:
    """Return the elapsed time between two wall clocks, which differ by an hour for every 15 degrees."""
    clocks_differ = (stop_point.lon - start_point.lon) / _DEGREES_PER_HOUR
    return max(0.0, (stop - start).total_seconds() / 3_600 - clocks_differ)
