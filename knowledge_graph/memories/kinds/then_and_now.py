"""Then and now: one place, photographed at two times at least two years apart; the two are shown side by side."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from albumen.calendar.spans import name_months
from albumen.english import count_of
from albumen.store.curation_records import Home, MemoryKind, MemoryPhoto, PhotoFacts
from albumen.types import GeoPoint
from knowledge_graph.distances import measure_km
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.memories.idea import MAX_PHOTOS, Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.mood import Mood
from knowledge_graph.memories.wording import count_photos
from knowledge_graph.place_keys import key_of

MIN_YEARS_APART = 2
_DAYS_APART = MIN_YEARS_APART * 365
# Photos of a place without a pause as long as this are of one visit, or of a time of living there.
_PAUSE_DAYS = 60
# Each time has at least so many photos.
MIN_OF_TIME = 4
# A longer visit is no "then": somebody lived there.
_LONGEST_VISIT_DAYS = 120
# Towns as near to home as this are part of everyday life.
HOME_KM = 25.0
_LEAST_STRENGTH, _LONG_YEARS = 0.5, 10.0


class ThenAndNowMaker:
    """Makes a memory of each place that was visited again after years."""

    kind = MemoryKind.THEN_AND_NOW

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the places with two visits long apart: the first and the last one that have photos enough."""
        by_place: dict[str, list[tuple[date, PhotoFacts]]] = defaultdict(list)
        for day, facts in material.dated:
            if facts.place is not None and not _is_home(facts, day, material.homes):
                by_place[key_of(facts.place)].append((day, facts))
        for key, entries in sorted(by_place.items()):
            visits = [visit for visit in _split_visits(entries) if len(visit) >= MIN_OF_TIME]
            if len(visits) >= 2 and (visits[-1][0][0] - visits[0][-1][0]).days >= _DAYS_APART:
                yield _make_idea(key, visits[0], visits[-1])

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose as many photos of both times, and put those beside each other that look most alike."""
        then, now = _split_times(material.facts_of(idea.photo_ids))
        sides = [
            choose_photos(material, replace(idea, photo_ids=tuple(facts.id for facts in side)), limit=MAX_PHOTOS // 2)
            for side in (then, now)
        ]
        return _pair_up(material, sides[0], sides[1])

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Name the place and both times; where one of them is gone, there is no then and now."""
        sides = _split_times(photos)
        if min(len(side) for side in sides) < MIN_OF_TIME or photos[0].place is None:
            return None
        days = [[day for facts in side if (day := taken_on(facts)) is not None] for side in sides]
        if (min(days[1]) - max(days[0])).days < _DAYS_APART:
            return None
        times = " and ".join(name_months(min(side), max(side)) for side in days)
        return Words(f"Then and now in {photos[0].place.name}", f"{times} · {count_photos(photos)}")


def _is_home(facts: PhotoFacts, day: date, homes: Sequence[Home]) -> bool:
    """Tell whether a photo is from around what was home at the time: that is no visit."""
    place = facts.place
    if place is None:
        return False
    town = GeoPoint(place.lat, place.lon)
    return any(
        home.since <= day and (home.until is None or day <= home.until) and measure_km(home.position, town) <= HOME_KM
        for home in homes
    )


def _split_visits(entries: Sequence[tuple[date, PhotoFacts]]) -> list[list[tuple[date, PhotoFacts]]]:
    """Split photos of a place, in the order of time, at long pauses; times of living there are left out."""
    starts = [0, *(at for at in range(1, len(entries)) if _pause(entries, at) >= _PAUSE_DAYS), len(entries)]
    visits = [list(entries[start:stop]) for start, stop in itertools.pairwise(starts) if start < stop]
    return [visit for visit in visits if (visit[-1][0] - visit[0][0]).days <= _LONGEST_VISIT_DAYS]


def _pause(entries: Sequence[tuple[date, PhotoFacts]], at: int) -> int:
    return (entries[at][0] - entries[at - 1][0]).days


def _split_times(photos: Sequence[PhotoFacts]) -> tuple[list[PhotoFacts], list[PhotoFacts]]:
    """Split photos at the longest pause between two of them; both parts are in the order of time."""
    dated = sorted(
        ((day, facts.id, facts) for facts in photos if (day := taken_on(facts)) is not None), key=lambda e: e[:2]
    )
    if len(dated) < 2:
        return [facts for *_, facts in dated], []
    cut = max(range(1, len(dated)), key=lambda at: (dated[at][0] - dated[at - 1][0]).days)
    return [facts for *_, facts in dated[:cut]], [facts for *_, facts in dated[cut:]]


def _pair_up(material: Material, then: Sequence[MemoryPhoto], now: Sequence[MemoryPhoto]) -> list[MemoryPhoto]:
    """Put photos of both times side by side, the likest first; without vectors in the order of time. The rest is left out."""
    vectors = [material.vectors.rows_of([photo.photo_id for photo in side]) for side in (then, now)]
    cosines = vectors[0] @ vectors[1].T  # (T, N)
    pairs = min(len(then), len(now))
    shown: list[MemoryPhoto] = []
    for _ in range(pairs):
        row, column = np.unravel_index(int(cosines.argmax()), cosines.shape)
        shown += [then[int(row)], now[int(column)]]
        cosines[row, :] = cosines[:, column] = -np.inf
    return shown


def _make_idea(key: str, then: Sequence[tuple[date, PhotoFacts]], now: Sequence[tuple[date, PhotoFacts]]) -> Idea:
    years = (now[0][0] - then[-1][0]).days / 365.25
    place = then[0][1].place
    assert place is not None  # photos were gathered by it
    ids = tuple(facts.id for _, facts in (*then, *now))
    return Idea(
        key=f"then_and_now:{key}",
        kind=MemoryKind.THEN_AND_NOW,
        photo_ids=ids,
        reason=f"You were in {place.name} in {name_months(then[0][0], then[-1][0])} and again in "
        f"{name_months(now[0][0], now[-1][0])}, {count_of(int(years), 'year')} later.",
        strength=_LEAST_STRENGTH + (1.0 - _LEAST_STRENGTH) * min(years / _LONG_YEARS, 1.0),
        whys={facts.id: "then" for _, facts in then} | {facts.id: "now" for _, facts in now},
        places=(key,),
        mood=Mood.NOSTALGIC,
    )
