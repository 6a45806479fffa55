"""Moments, homes and trips, kept true as photos come, go and change.

Moments are split again around a change only. Homes and trips depend on everything, but on little of it: homes on a summary of each
day, trips on the moments. These are found anew, and compared with what was.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from albumen.store.curation_records import Home, Moment, PhotoFacts, Trip
from knowledge_graph.graph.moment_upkeep import MomentKeeper
from knowledge_graph.homes import find_homes
from knowledge_graph.stays import DayStay, collect_stays, day_of_moment
from knowledge_graph.trips import find_trips


@dataclass(frozen=True, slots=True)
class TimelineChange:
    """What became other: what went as it was, what came as it is; what changed is in both."""

    moments_gone: tuple[Moment, ...] = ()
    moments_come: tuple[Moment, ...] = ()
    trips_gone: tuple[Trip, ...] = ()
    trips_come: tuple[Trip, ...] = ()
    homes_gone: tuple[Home, ...] = ()
    homes_come: tuple[Home, ...] = ()


@dataclass(slots=True)
class _Order:
    """Moments by elapsed time, beside when they began, and by the day that they began on."""

    entries: list[tuple[float, int]] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    starts: dict[int, tuple[float, int]] = field(default_factory=dict)
    days: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))


class Timeline:
    """The moments, homes and trips of photos. `facts` is looked at again on each update."""

    def __init__(self, facts: Mapping[int, PhotoFacts]) -> None:
        """Find all at once."""
        self._keeper = MomentKeeper(facts)
        self._order = _Order()
        self._stays: dict[date, list[DayStay]] = {}
        for day in self._put_in_order(sorted(self._keeper.moments.values(), key=self._keeper.start_of)):
            self._sum_up(day)
        self.homes: tuple[Home, ...] = ()
        self.trips: dict[int, Trip] = {}
        self._find_homes()
        self._find_trips()

    @property
    def moments(self) -> Mapping[int, Moment]:
        """All moments, by id."""
        return self._keeper.moments

    @property
    def moment_of(self) -> Mapping[int, int]:
        """The moment of each photo that is in one."""
        return self._keeper.of_photo

    @property
    def instants(self) -> Mapping[int, float]:
        """When each moment began, by id, in seconds of elapsed time since 1970."""
        return self._keeper.starts

    def in_order(self) -> list[Moment]:
        """List the moments by elapsed time, as `split_moments` does."""
        return [*self._order.moments]

    def update(self, before: Iterable[PhotoFacts], after: Iterable[PhotoFacts]) -> TimelineChange:
        """Follow photos that were as `before` and are as `after`."""
        gone, come = self._keeper.update(before, after)
        if not gone and not come:
            return TimelineChange()
        days = self._take_out_of_order(gone) | self._put_in_order(come)
        other_days = [day for day in days if self._sum_up(day)]
        homes, trips = self.homes, self.trips
        if other_days:
            self._find_homes()
        self._find_trips()
        return TimelineChange(
            tuple(gone),
            tuple(come),
            tuple(trip for trip in trips.values() if self.trips.get(trip.id) != trip),
            tuple(trip for trip in self.trips.values() if trips.get(trip.id) != trip),
            tuple(home for home in homes if home not in self.homes),
            tuple(home for home in self.homes if home not in homes),
        )

    def _put_in_order(self, moments: Iterable[Moment]) -> set[date]:
        """Return the days that got a moment."""
        order, days = self._order, set()
        for moment in moments:
            entry = order.starts[moment.id] = self._keeper.start_of(moment)
            row = bisect_left(order.entries, entry)
            order.entries.insert(row, entry)
            order.moments.insert(row, moment)
            days.add(day_of_moment(moment.starts_at))
            order.days[day_of_moment(moment.starts_at)].add(moment.id)
        return days

    def _take_out_of_order(self, moments: Iterable[Moment]) -> set[date]:
        """Return the days that lost a moment."""
        order, days = self._order, set()
        for moment in moments:
            row = bisect_left(order.entries, order.starts.pop(moment.id))
            del order.entries[row], order.moments[row]
            days.add(day_of_moment(moment.starts_at))
            order.days[day_of_moment(moment.starts_at)].discard(moment.id)
        return days

    def _sum_up(self, day: date) -> bool:
        """Tell whether a day was spent otherwise than was known."""
        moments = sorted(self._order.days[day], key=self._order.starts.__getitem__)
        stays = collect_stays(self._keeper.moments[moment_id] for moment_id in moments)
        if not moments:
            del self._order.days[day]
        if stays == self._stays.get(day, []):
            return False
        self._stays[day] = stays
        return True

    def _find_homes(self) -> None:
        self.homes = tuple(find_homes([stay for stays in self._stays.values() for stay in stays]))

    def _find_trips(self) -> None:
        self.trips = {trip.id: trip for trip in find_trips(self._order.moments, self.homes)}
