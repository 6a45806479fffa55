"""How much a photo is worth showing, and of what parts that is made."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.store.curation_records import PhotoFacts
from albumen.types import CaptureTime, Place, TimeSource, UtilityKind
from knowledge_graph.ranking.appeal import WEIGHTS, rank_appeal
from knowledge_graph.ranking.rarity import Rarity
from knowledge_graph.ranking.taste import Taste
from tests.unit.knowledge_graph.ranking.owners import made_library, photo


def _best(*library: PhotoFacts) -> int:
    return rank_appeal(library)[0].photo_id


def test_an_empty_library_has_no_ranking() -> None:
    assert rank_appeal([]) == []


def test_the_parts_sum_up_to_the_score() -> None:
    library = made_library(50)
    for appeal in rank_appeal(library, taste=Taste({facts.id: 0.1 for facts in library})):
        assert sum(appeal.parts.values()) == pytest.approx(appeal.score)
        assert 0.0 <= appeal.score <= 1.0


def test_the_weights_of_the_parts_sum_to_one() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"aesthetics": 0.9}, {"aesthetics": 0.4}),
        ({"technical": 0.95}, {"technical": 0.3}),
        ({"subject": 0.9}, {"subject": 0.1}),
        ({"people": 2, "person_share": 0.3}, {"people": 0, "person_share": 0.0}),
        ({"people": 2, "person_share": 0.3}, {"people": 4, "person_share": 0.1}),
        ({"people": 2, "person_share": 0.3}, {"people": 1, "person_share": 0.01}),
        ({"people": 4, "person_share": 0.3}, {"people": 1, "person_share": 0.95}),
        ({"width_px": 4000}, {"width_px": 800, "height_px": 600}),
        ({"utility_score": 0.99}, {"utility": UtilityKind.RECEIPT, "utility_score": 0.6}),
    ],
)
def test_the_better_photo_comes_first(better: dict[str, object], worse: dict[str, object]) -> None:
    assert _best(photo(1, **worse), photo(2, **better)) == 2


def test_photos_that_are_alike_come_in_the_order_of_their_ids() -> None:
    assert [appeal.photo_id for appeal in rank_appeal([photo(2), photo(1), photo(3)])] == [1, 2, 3]


def test_what_was_not_seen_counts_as_middling() -> None:
    blank = PhotoFacts(1, "a" * 64, 10)
    (appeal,) = rank_appeal([blank])
    middling = {name: weight / 2 for name, weight in WEIGHTS.items() if name != "rarity"}
    assert appeal.parts == pytest.approx(middling, abs=1e-4)


def test_what_is_seldom_in_this_library_is_rarer() -> None:
    lisbon, home = (Place(name, "", "", "PT", 0, 0) for name in ("Lisbon", "Home"))
    day = CaptureTime(datetime(2023, 5, 1), None, TimeSource.EXIF)
    library = [photo(n, "dog", place=home, taken=day) for n in range(1, 20)]
    usual, snow, away = library[0], photo(20, "snow", place=home), photo(21, "dog", place=lisbon)
    rarity = Rarity([*library, snow, away, photo(22, "snow", place=home)])
    assert 0 <= rarity.of(usual) < min(rarity.of(snow), rarity.of(away)) <= 1


def test_a_tag_of_a_single_photo_is_no_find() -> None:
    library = [photo(1, "unicorn"), photo(2, "dog"), photo(3, "dog")]
    assert Rarity(library).of(library[0]) == 0.0


@given(st.lists(st.sampled_from(["dog", "beach", "snow"]), min_size=1, max_size=8))
def test_rarity_is_between_nothing_and_one(concepts: list[str]) -> None:
    library = [photo(n, concept) for n, concept in enumerate(concepts, 1)]
    assert all(0.0 <= Rarity(library).of(facts) <= 1.0 for facts in library)
