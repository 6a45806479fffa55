"""When each photo was taken, in elapsed time, kept true as photos come, go and change.

A photo without an offset from UTC takes that of photos up to REACH_DAYS away (`knowledge_graph.clock`), so one photo may move others
in time. Those near enough are asked again, nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.clock import REACH_DAYS, ClockResolver, day_of

_EPOCH = datetime(1970, 1, 1)


class Instants:
    """The elapsed time of each dated photo, by id, in seconds since 1970."""

    def __init__(self, facts: Mapping[int, PhotoFacts]) -> None:
        """Learn all at once; `facts` is looked at again on each update."""
        self._facts = facts
        self._days: defaultdict[int, set[int]] = defaultdict(set)  # ids by day
        dated = [photo for photo in facts.values() if photo.taken is not None]
        self.of = dict(zip((photo.id for photo in dated), _resolve(dated, dated), strict=True))
        for photo in dated:
            self._days[_day(photo)].add(photo.id)

    def update(self, before: Iterable[PhotoFacts], after: Iterable[PhotoFacts]) -> dict[int, float]:
        """Take photos out as they were and in as they are; return what was known of those that moved, by id.

        A photo that came new or had no date is not among them.
        """
        touched = set()
        known: dict[int, float] = {}
        for photo in before:
            if photo.taken is not None:
                self._days[_day(photo)].discard(photo.id)
                known[photo.id] = self.of.pop(photo.id)
                touched.add(_day(photo))
        for photo in after:
            if photo.taken is not None:
                self._days[_day(photo)].add(photo.id)
                touched.add(_day(photo))
        for photo_id, instant in self._resolve_around(touched).items():
            if (old := self.of.get(photo_id)) != instant:
                self.of[photo_id] = instant
                if old is not None:
                    known[photo_id] = old
        return known

    def offset_of(self, photo: PhotoFacts) -> int:
        """Tell the offset from UTC, in seconds, that a dated photo was resolved with."""
        assert photo.taken is not None
        return round((photo.taken.local - _EPOCH).total_seconds() - self.of[photo.id])

    def _resolve_around(self, days: set[int]) -> dict[int, float]:
        """Resolve the photos of these days, and those near them that have no offset of their own."""
        near = self._find(days, REACH_DAYS)
        asked = [photo for photo in near if _lacks_offset(photo) or _day(photo) in days]
        lacks = {_day(photo) for photo in asked if _lacks_offset(photo)}
        return dict(zip((photo.id for photo in asked), _resolve(asked, self._find(lacks, REACH_DAYS)), strict=True))

    def _find(self, days: set[int], reach: int) -> list[PhotoFacts]:
        wanted = {near for day in days for near in range(day - reach, day + reach + 1)}
        return [self._facts[photo_id] for day in wanted & self._days.keys() for photo_id in self._days[day]]


def _resolve(asked: list[PhotoFacts], around: list[PhotoFacts]) -> list[float]:
    return ClockResolver(around).instants(asked).tolist()


def _lacks_offset(photo: PhotoFacts) -> bool:
    return photo.taken is not None and photo.taken.utc_offset_s is None


def _day(photo: PhotoFacts) -> int:
    assert photo.taken is not None  # only dated photos are asked
    return day_of(photo.taken.local)
