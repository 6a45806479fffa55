"""Moments kept true as photos come, go and change: split again around them, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from albumen.store.curation_records import Moment, PhotoFacts
from knowledge_graph.graph.instants import Instants
from knowledge_graph.graph.stream import PhotoStream
from knowledge_graph.moments import is_weakly_dated, split_moments


class MomentKeeper:
    """The moments of all photos, by id; `of_photo` gives the moment of each photo that is in one, `starts` when each began.

    Photos dated by their files alone make moments of their own and many may be in none (`knowledge_graph.moments`), so there is
    a stream of each sort.
    """

    def __init__(self, facts: Mapping[int, PhotoFacts]) -> None:
        """Split all at once; `facts` is looked at again on each update."""
        self._facts = facts
        self._instants = Instants(facts)
        self.moments = {moment.id: moment for moment in split_moments(facts.values())}
        self.starts = {moment_id: self._instants.of[moment_id] for moment_id in self.moments}
        self.of_photo = {photo_id: moment.id for moment in self.moments.values() for photo_id in moment.photo_ids}
        sorts: tuple[list[tuple[float, int]], ...] = ([], [])
        for photo_id, instant in self._instants.of.items():
            sorts[is_weakly_dated(facts[photo_id])].append((instant, photo_id))
        self._firm, self._weak = (PhotoStream(entries) for entries in sorts)

    def start_of(self, moment: Moment) -> tuple[float, int]:
        """Tell what moments are ordered by: the elapsed time of their first photo, then its id."""
        return self.starts[moment.id], moment.id

    def update(self, before: Iterable[PhotoFacts], after: Iterable[PhotoFacts]) -> tuple[list[Moment], list[Moment]]:
        """Follow photos that were as `before` and are as `after`; return the moments that went and those that came.

        A moment that changed, or only moved in elapsed time, is in both.
        """
        before, after = [*before], [*after]
        known = self._instants.update(before, after)
        was_weak = {photo.id: is_weakly_dated(photo) for photo in before}
        touched: tuple[set[float], set[float]] = (set(), set())
        moved = known.keys() | {photo.id for photo in after if photo.taken is not None}
        for photo_id in moved:
            if photo_id in known:
                self._take_out(photo_id, known[photo_id], was_weak.get(photo_id), touched)
        for photo_id in moved & self._instants.of.keys():
            self._put_in(photo_id, touched)
        return self._split_again(moved, touched)

    def _take_out(self, photo_id: int, instant: float, was_weak: bool | None, touched: tuple[set[float], ...]) -> None:
        is_weak = is_weakly_dated(self._facts[photo_id]) if was_weak is None else was_weak
        (self._weak if is_weak else self._firm).remove(instant, photo_id)
        touched[is_weak].add(instant)

    def _put_in(self, photo_id: int, touched: tuple[set[float], ...]) -> None:
        is_weak, instant = is_weakly_dated(self._facts[photo_id]), self._instants.of[photo_id]
        (self._weak if is_weak else self._firm).insert(instant, photo_id)
        touched[is_weak].add(instant)

    def _split_again(self, moved: set[int], touched: tuple[set[float], ...]) -> tuple[list[Moment], list[Moment]]:
        stale = {self.of_photo[photo_id] for photo_id in moved if photo_id in self.of_photo}
        fresh: dict[int, Moment] = {}
        uncertain = {photo_id for instant in touched[1] for photo_id in self._weak.find_copies(instant)}
        checks: tuple[Callable[[int], bool], ...] = (
            lambda _: True,
            lambda photo_id: photo_id in self.of_photo and photo_id not in uncertain,
        )
        for stream, instants, is_kept in zip((self._firm, self._weak), touched, checks, strict=True):
            for start, stop in stream.find_stretches(instants, is_kept):
                if start == stop:  # the last photo of its stream went
                    continue
                inside = stream.ids(start, stop)
                stale |= {self.of_photo[photo_id] for photo_id in inside if photo_id in self.of_photo}
                around = stream.ids(*stream.widen(start, stop, is_kept))
                fresh |= {moment.id: moment for moment in self._split(around, set(inside))}
        return self._exchange(stale, fresh)

    def _exchange(self, stale: set[int], fresh: dict[int, Moment]) -> tuple[list[Moment], list[Moment]]:
        starts = {moment_id: self.starts.pop(moment_id) for moment_id in stale}
        gone = {moment_id: self.moments.pop(moment_id) for moment_id in stale}
        for moment in gone.values():
            for photo_id in moment.photo_ids:
                del self.of_photo[photo_id]
        for moment in fresh.values():
            self.moments[moment.id] = moment
            self.starts[moment.id] = self._instants.of[moment.id]
            self.of_photo.update(dict.fromkeys(moment.photo_ids, moment.id))
        same = {one for one in stale if gone[one] == fresh.get(one) and starts[one] == self.starts[one]}
        return [one for one in gone.values() if one.id not in same], [
            one for one in fresh.values() if one.id not in same
        ]

    def _split(self, around: list[int], inside: set[int]) -> Iterator[Moment]:
        """Split a part of a stream, with the offsets that the whole library gives; yield the moments of `inside`."""
        photos = (self._with_offset(self._facts[photo_id]) for photo_id in around)
        return (moment for moment in split_moments(photos) if moment.photo_ids[0] in inside)

    def _with_offset(self, photo: PhotoFacts) -> PhotoFacts:
        taken = photo.taken
        if taken is None or taken.utc_offset_s is not None:
            return photo
        return replace(photo, taken=replace(taken, utc_offset_s=self._instants.offset_of(photo)))
