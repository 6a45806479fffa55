"""Where each day was spent: the summary from which homes are learned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from albumen.store.curation_records import Moment
from albumen.types import GeoPoint, Place
from knowledge_graph.clock import DAY_STARTS_H
from knowledge_graph.distances import find_middle, measure_km

# Moments of a day nearer to each other than this are of one stay.
_SAME_STAY_KM = 10.0
# Decimals of a degree, a hundred metres: so most new photos change no stay, and the homes need not be found anew.
POSITION_DIGITS = 3


@dataclass(frozen=True, slots=True)
class DayStay:
    """A place where some of a day was spent; a day of travel has several. `position` is told to a hundred metres.

    A day whose photos all lack a position has one stay without it: what is not known counts against what seems to be.
    """

    day: date
    position: GeoPoint | None
    place: Place | None


def day_of_moment(at: datetime) -> date:
    """Return the day that a wall clock's time belongs to: the hours before four to the day before.

    Example:
        >>> day_of_moment(datetime(2023, 1, 1, 1, 30))
        datetime.date(2022, 12, 31)
    """
    return at.date() if at.hour >= DAY_STARTS_H else at.date() - timedelta(days=1)


def ordinal_of_moment(at: datetime) -> int:
    """Return the same day, counted as `date.toordinal` does: there are thousands to be told for each new photo.

    Example:
        >>> date.fromordinal(ordinal_of_moment(datetime(2023, 1, 1, 1, 30)))
        datetime.date(2022, 12, 31)
    """
    return at.toordinal() - (at.hour < DAY_STARTS_H)


def collect_stays(moments: Iterable[Moment]) -> list[DayStay]:
    """Sum moments that tell of somebody into stays, by day and then by the first moment of each.

    A moment counts to the day that it started on. Moments without evidence are passed over.
    """
    days: dict[date, list[Moment]] = defaultdict(list)
    for moment in moments:
        if moment.evidence:
            days[day_of_moment(moment.starts_at)].append(moment)
    return [stay for day in sorted(days) for stay in _stays_of(day, days[day])]


def _stays_of(day: date, moments: list[Moment]) -> list[DayStay]:
    groups: list[list[Moment]] = []
    for moment in moments:
        if moment.position is None:
            continue
        group = next((group for group in groups if _is_near(group[0], moment)), None)
        if group is None:
            groups.append([moment])
        else:
            group.append(moment)
    return [_sum_up(day, group) for group in groups or [moments]]


def _is_near(a: Moment, b: Moment) -> bool:
    return a.position is not None and b.position is not None and measure_km(a.position, b.position) <= _SAME_STAY_KM


def _sum_up(day: date, moments: list[Moment]) -> DayStay:
    middle = find_middle(moment.position for moment in moments if moment.position is not None)
    fullest = max(moments, key=lambda moment: (moment.place is not None, moment.evidence))
    return DayStay(day, _round(middle), fullest.place)


def _round(point: GeoPoint | None) -> GeoPoint | None:
    return GeoPoint(round(point.lat, POSITION_DIGITS), round(point.lon, POSITION_DIGITS)) if point is not None else None
