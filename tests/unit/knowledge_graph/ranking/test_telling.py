"""What a photo is said to be of: sure, narrow, and seldom in its library."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from albumen.types import Tag
from knowledge_graph.ranking.telling import NOT_TELLING, find_telling
from models.taxonomy import load_taxonomy
from tests.unit.knowledge_graph.ranking.owners import photo


def _tell(seldom: Mapping[str, float] | None = None, **scores: float) -> list[str]:
    facts = photo(1, concepts=tuple(Tag(concept, score) for concept, score in scores.items()))
    return [tag.concept for tag in find_telling(facts, lambda concept: (seldom or {}).get(concept, 0.5))]


def test_every_concept_that_is_not_said_is_one_of_the_taxonomy() -> None:
    assert {concept.id for concept in load_taxonomy().concepts} >= NOT_TELLING


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ({}, []),
        ({"person": 0.98, "man": 0.97, "shirt": 0.9, "sky": 0.9}, []),
        ({"coast": 0.99, "sea": 0.99, "water": 0.99, "beach": 0.94, "path": 0.93, "nature": 0.98}, ["beach"]),
        ({"vehicle": 1.0, "bus": 0.98}, ["bus"]),
        ({"food": 1.0, "meal": 0.99}, ["food"]),
        ({"food": 1.0, "waffle": 0.7}, ["food"]),
        ({"dog": 0.5}, []),
    ],
)
def test_leaves_come_before_what_they_are_kinds_of_and_grounds_are_left_out(
    scores: dict[str, float], told: list[str]
) -> None:
    assert _tell(**scores) == told


def test_what_is_seldom_in_the_library_tells_more() -> None:
    often = {"lake": 0.2, "waterfall": 0.6}
    assert _tell(often, lake=0.99, waterfall=0.85) == ["waterfall"]
    assert _tell({"lake": 0.6, "waterfall": 0.6}, lake=0.99, waterfall=0.85) == ["lake"]
