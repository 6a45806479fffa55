"""The set of a day: good, varied, other ones tomorrow, and nothing that may not be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from albumen.store.curation_records import PhotoFacts, Target, Verb, Wish
from albumen.types import CaptureTime, TimeSource, UtilityKind
from knowledge_graph.ranking.featured import LONGEST_ROUND, SET_SIZE, SPARE, Vectors, round_length
from knowledge_graph.ranking.showcase import Showcase, make_showcase
from knowledge_graph.wishes import Wishes
from tests.unit.knowledge_graph.ranking.owners import SUBJECTS, made_library, photo, shows

TODAY = date(2026, 11, 20)


def _open(library: Sequence[PhotoFacts], *wishes: Wish, pictures: dict[int, int] | None = None) -> Showcase:
    return make_showcase(library, Wishes(wishes), [], pictures or {})


def _ids(showcase: Showcase, day: date = TODAY, vectors: dict[int, Vectors] | None = None) -> list[int]:
    return [chosen.photo_id for chosen in showcase.choose(day, lambda photo_ids: vectors or {})]


def _on(library: Sequence[PhotoFacts], days: Sequence[int]) -> list[PhotoFacts]:
    start = datetime(2020, 1, 1, 12)
    times = [CaptureTime(start + timedelta(days=day), None, TimeSource.EXIF) for day in days]
    return [replace(facts, taken=taken) for facts, taken in zip(library, times, strict=True)]


def test_an_empty_library_and_one_of_receipts_feature_nothing() -> None:
    assert _ids(_open([])) == []
    assert _ids(_open([photo(1, utility=UtilityKind.RECEIPT)])) == []


def test_the_only_photo_is_featured_every_day() -> None:
    showcase = _open([photo(1)])
    assert _ids(showcase) == _ids(showcase, TODAY + timedelta(days=1)) == [1]


def test_photos_without_dates_places_and_tags_are_featured_too() -> None:
    assert len(_ids(_open([photo(n) for n in range(1, 101)]))) == SET_SIZE + SPARE


def test_a_day_has_one_set_however_often_and_in_whatever_order_it_is_made() -> None:
    library = made_library(500)
    assert _ids(_open(library)) == _ids(_open(library)) == _ids(_open(library[::-1]))


def test_photos_come_back_only_after_a_round_of_days() -> None:
    showcase = _open(made_library(2_000))
    days = round_length(len(showcase.pool))
    assert days == 25
    shown = Counter(chain for day in range(days) for chain in _ids(showcase, TODAY + timedelta(days=day)))
    assert max(shown.values()) == 1
    assert round_length(10**6) == LONGEST_ROUND


def test_a_new_photo_hardly_changes_a_day() -> None:
    library = made_library(2_000)
    more = [*library, photo(9_999, "dog", aesthetics=0.8)]
    before, after = set(_ids(_open(library))), set(_ids(_open(more)))
    assert len(before & after) >= len(before) - 4


def test_what_is_featured_is_of_the_best_part() -> None:
    library = made_library(1_000)
    scores = {appeal.photo_id: appeal.score for appeal in _open(library).appeals}
    featured = [scores[photo_id] for photo_id in _ids(_open(library))]
    assert np.mean(featured) > np.percentile([*scores.values()], 75)
    assert min(featured) >= np.percentile([*scores.values()], 59)


def test_days_places_and_subjects_are_mixed() -> None:
    looks = np.random.default_rng(0).uniform(0.85, 0.95, 301)
    photos = [photo(n, "beach" if n % 3 else "dog", aesthetics=float(looks[n])) for n in range(1, 301)]
    library = _on(photos, [0] * 100 + list(range(1, 201)))
    shown = set(_ids(_open(library))[:SET_SIZE])
    assert sum(facts.taken == library[0].taken for facts in library if facts.id in shown) <= 3
    assert sum(shows(facts, "dog") for facts in library if facts.id in shown) >= 4


def test_no_two_of_a_near_duplicate_set_and_none_like_a_hidden_photo() -> None:
    library = [photo(n) for n in range(1, 41)]
    pictures = {n: (n - 1) // 4 for n in range(1, 41)}
    hidden = Wish(Verb.HIDE, Target.PHOTO, library[0].content_hash, 0)
    chosen = _ids(_open(library, hidden, pictures=pictures))
    assert sorted({pictures[photo_id] for photo_id in chosen}) == sorted(pictures[photo_id] for photo_id in chosen)
    assert {pictures[photo_id] for photo_id in chosen} == set(range(1, 10))


def test_photos_that_look_the_same_are_taken_once() -> None:
    library = [photo(n) for n in range(1, 31)]
    axes = np.eye(10, dtype=np.float16)
    vectors = {facts.id: axes[facts.id % 10] for facts in library}
    chosen = _ids(_open(library), vectors=vectors)
    assert sorted(photo_id % 10 for photo_id in chosen) == list(range(10))


@pytest.mark.parametrize("subject", SUBJECTS[:3])
def test_what_is_hidden_is_never_featured_and_less_of_it_is_less(subject: str) -> None:
    library = made_library(600)
    by_id = {facts.id: facts for facts in library}

    def share(*wishes: Wish) -> float:
        days = [TODAY + timedelta(days=ahead) for ahead in range(5)]
        shown = [by_id[photo_id] for day in days for photo_id in _ids(_open(library, *wishes), day)[:SET_SIZE]]
        return float(np.mean([shows(facts, subject) for facts in shown]))

    assert share(Wish(Verb.HIDE, Target.CONCEPT, subject, 0)) == 0.0
    assert share(Wish(Verb.LESS, Target.CONCEPT, subject, 0)) < share()
    assert share(Wish(Verb.LIKE, Target.CONCEPT, subject, 0)) > share()
