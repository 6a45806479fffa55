"""How photos stand in their library: ranks and counts among all photos of a subject or from a place.

Ranks are by worth. A photo that may not be shown is worth nothing, but counted: what is said of "your photos" is true of all.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from albumen.store.curation_records import PhotoFacts
from albumen.types import Place
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.places import name_country
from knowledge_graph.ranking.appeal import rate_people

# A statue is people to the segmenter, and less surely a person to the tagger.
_SURELY_A_PERSON = 0.9


@dataclass(frozen=True, slots=True)
class Standing:
    """A photo's rank among so many, 1 for the best; equal ones share the better rank."""

    rank: int
    count: int


@dataclass(slots=True)
class PlaceCounts:
    """The photos from a town or a country, their worth in ascending order, and the days of those with a date."""

    name: str
    photos: list[PhotoFacts] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    days: set[date] = field(default_factory=set)
    has_undated: bool = False

    def count(self, facts: PhotoFacts, worth: float) -> None:
        """Count one photo more."""
        self.photos.append(facts)
        self.worth.append(worth)
        day = taken_on(facts)
        if day is None:
            self.has_undated = True
        else:
            self.days.add(day)


class Standings:
    """The photos of a library, counted and ranked."""

    def __init__(self, library: Iterable[PhotoFacts], worth: Mapping[int, float]) -> None:
        """Count.

        Args:
            library: all photos.
            worth: how much each photo that may be shown is worth showing.
        """
        self._worth = worth
        self._all: list[float] = []
        self._tagged: dict[str, list[float]] = defaultdict(list)
        self._days: dict[date, list[float]] = defaultdict(list)
        self._months: dict[date, list[float]] = defaultdict(list)
        self._of_people: list[float] = []
        self._places: dict[Place | str, PlaceCounts] = {}
        for facts in library:
            self._count(facts)
        groups = itertools.chain(self._tagged.values(), self._days.values(), self._months.values())
        for ranked in (self._all, self._of_people, *groups, *(at.worth for at in self._places.values())):
            ranked.sort()

    @property
    def photos(self) -> int:
        """The number of photos."""
        return len(self._all)

    def among_all(self, facts: PhotoFacts) -> Standing:
        """Rank a photo among all."""
        return self._rank(facts, self._all)

    def among_tagged(self, facts: PhotoFacts, concept: str) -> Standing:
        """Rank a photo among those with a tag."""
        return self._rank(facts, self._tagged[concept])

    def among_people(self, facts: PhotoFacts) -> Standing | None:
        """Rank a photo among those of people; None where it is not of people."""
        return self._rank(facts, self._of_people) if is_of_people(facts) else None

    def among_day(self, facts: PhotoFacts, day: date) -> Standing:
        """Rank a photo among those of its day."""
        return self._rank(facts, self._days[day])

    def among_month(self, facts: PhotoFacts, day: date) -> Standing:
        """Rank a photo among those of its day's month."""
        return self._rank(facts, self._months[day.replace(day=1)])

    def among_those_from(self, facts: PhotoFacts, place: PlaceCounts) -> Standing:
        """Rank a photo among those from a place."""
        return self._rank(facts, place.worth)

    def places_of(self, facts: PhotoFacts) -> list[PlaceCounts]:
        """List where a photo is from: its town, and its country where the library is of several."""
        if facts.place is None:
            return []
        town, country = self._places[facts.place], self._places[facts.place.country_code]
        return [town, country] if len(town.photos) < len(country.photos) < len(self._all) else [town]

    def seldom(self, concept: str) -> float:
        """Rate how seldom a tag is: 0 where all photos have it, 1 where a single one has, by the logarithm between."""
        count = len(self._tagged[concept])
        return 1.0 - math.log(max(count, 1)) / math.log(self.photos) if self.photos > 1 else 0.0

    def _count(self, facts: PhotoFacts) -> None:
        worth = self._worth.get(facts.id, 0.0)
        self._all.append(worth)
        for tag in facts.concepts:
            self._tagged[tag.concept].append(worth)
        if is_of_people(facts):
            self._of_people.append(worth)
        if (day := taken_on(facts)) is not None:
            self._days[day].append(worth)
            self._months[day.replace(day=1)].append(worth)
        if (place := facts.place) is not None:
            self._places.setdefault(place, PlaceCounts(place.name)).count(facts, worth)
            country = self._places.get(place.country_code) or PlaceCounts(name_country(place))
            self._places.setdefault(place.country_code, country).count(facts, worth)

    def _rank(self, facts: PhotoFacts, ranked: list[float]) -> Standing:
        worth = self._worth.get(facts.id, 0.0)
        return Standing(len(ranked) - bisect_right(ranked, worth) + 1, len(ranked))


def is_of_people(facts: PhotoFacts) -> bool:
    """Tell whether people are seen well in a photo, by its masks and by its tags."""
    is_person = any(tag.concept == "person" and tag.score >= _SURELY_A_PERSON for tag in facts.concepts)
    return is_person and rate_people(facts) == 1.0
