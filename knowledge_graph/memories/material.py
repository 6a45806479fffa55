"""What memories are made from: the photos that may be shown, and what is known of them, loaded once for all kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from albumen.store.curation_records import Home, Moment, PhotoFacts, Trip
from knowledge_graph.eligibility import why_not
from knowledge_graph.memories.dating import in_time_order, taken_on
from knowledge_graph.memories.personal import Lift, lift_concepts
from knowledge_graph.memories.vectors import NO_VECTORS, PhotoVectors
from knowledge_graph.memories.worth import rate
from knowledge_graph.wishes import Wishes


@dataclass(frozen=True)
class Material:
    """The photos that may be shown, in the order of time, and what is known of them.

    `worth` says how good each is to look at, in [0, 1]. `duplicate_sets` gives photos of one near-duplicate set the same
    number. `today` is the day that memories look back from.
    """

    photos: Mapping[int, PhotoFacts]
    today: date
    worth: Mapping[int, float]
    moments: Sequence[Moment] = ()
    trips: Sequence[Trip] = ()
    homes: Sequence[Home] = ()
    duplicate_sets: Mapping[int, int] = field(default_factory=dict)
    vectors: PhotoVectors = NO_VECTORS

    @cached_property
    def moment_of(self) -> Mapping[int, int]:
        """The moment of each photo that is in one."""
        return {photo_id: moment.id for moment in self.moments for photo_id in moment.photo_ids}

    @cached_property
    def dated(self) -> tuple[tuple[date, PhotoFacts], ...]:
        """The photos with a date, and that date."""
        return tuple((day, facts) for facts in self.photos.values() if (day := taken_on(facts)) is not None)

    @cached_property
    def moment_sizes(self) -> Mapping[Hashable, int]:
        """How many photos that may be shown each moment has; those that are in none count with their folder."""
        return Counter(map(self.group_of, self.photos))

    @cached_property
    def lifts(self) -> Mapping[str, Lift]:
        """How often each concept is seen here, beside elsewhere."""
        return lift_concepts(((facts, self._part(facts.id)) for facts in self.photos.values()), len(self.moment_sizes))

    def matters(self, photo_id: int) -> float:
        """Say how much what a photo shows matters here, in [0, 1]: 0.5 where it is nothing special."""
        return max((self.lifts[tag.concept].strength for tag in self.photos[photo_id].concepts), default=0.5)

    def count_moments(self, photo_ids: Iterable[int]) -> float:
        """Count the moments that photos are of, each for the part of its photos that are among them."""
        return sum(map(self._part, photo_ids))

    def _part(self, photo_id: int) -> float:
        return 1.0 / self.moment_sizes[self.group_of(photo_id)]

    def group_of(self, photo_id: int) -> Hashable:
        """Return what a photo was taken or put together with: its moment, else its folder."""
        moment_id = self.moment_of.get(photo_id)
        return self.photos[photo_id].folders[:1] if moment_id is None else moment_id

    @cached_property
    def _rank(self) -> Mapping[int, int]:
        return {photo_id: rank for rank, photo_id in enumerate(self.photos)}

    def in_order(self, photo_ids: Iterable[int]) -> tuple[int, ...]:
        """Return those of the photos that may be shown, each once, in the order of time."""
        return tuple(sorted({*photo_ids} & self.photos.keys(), key=self._rank.__getitem__))

    def facts_of(self, photo_ids: Iterable[int]) -> list[PhotoFacts]:
        """Return the facts of photos that may be shown."""
        return [self.photos[photo_id] for photo_id in photo_ids]


def may_be_shown(photos: Iterable[PhotoFacts], wishes: Wishes, hidden: Set[int] = frozenset()) -> dict[int, PhotoFacts]:
    """Keep the photos that may be shown unasked, by id, in the order of time; `hidden` ones may not, whatever they are."""
    shown = [facts for facts in photos if facts.id not in hidden and why_not(facts, wishes) is None]
    return {facts.id: facts for facts in in_time_order(shown)}


def weigh_all(photos: Iterable[PhotoFacts], appeals: Mapping[int, float], wishes: Wishes) -> dict[int, float]:
    """Say how good each photo is to look at, with its owner's wishes for more and less.

    Args:
        photos: The photos.
        appeals: What the ranking made of them, where it has looked.
        wishes: What was asked for.
    """
    return {facts.id: rate(facts, appeals.get(facts.id)) * wishes.weight(facts) for facts in photos}
