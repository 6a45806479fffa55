"""Queries as they are written by hand: read, and none in both sets."""

from __future__ import annotations

from datetime import date

import pytest

from models.taxonomy import load_taxonomy
from search.chips import ChipKind
from search.evaluation.spans import read_days, read_hours
from search.evaluation.wording import ASKED_ON, Meaning, load_wordings, read_wording

SETS = ("train", "test")


def _typed(name: str) -> list[str]:
    return ["".join(part.typed for part in wording.parts) for wording in load_wordings(name)]


def test_words_in_braces_have_meanings_and_the_rest_has_none() -> None:
    dogs, between, where = read_wording("{dogs|tag:dog} not in {Crete|!place:Crete}").parts
    assert dogs.meanings == (Meaning("tag", "dog"),)
    assert (between.typed, between.meanings) == (" not in ", ())
    assert where.meanings == (Meaning("place", "Crete", is_negated=True),)


def test_a_slip_knows_what_was_meant() -> None:
    (part,) = read_wording("{Hambrug>Hamburg|place:Hamburg}").parts
    assert (part.typed, part.meant) == ("Hambrug", "Hamburg")


def test_a_query_is_asked_on_its_day_or_on_the_usual_one() -> None:
    assert read_wording("{dogs|tag:dog} @2023-10-20").asked_on == date(2023, 10, 20)
    assert read_wording("{dogs|tag:dog}").asked_on == ASKED_ON


@pytest.mark.parametrize("name", SETS)
def test_each_set_has_what_was_asked_for(name: str) -> None:
    wordings = load_wordings(name)
    assert len(wordings) >= 200
    assert sum(wording.is_null for wording in wordings) >= 30
    assert sum(wording.section == "typo" for wording in wordings) >= 15


@pytest.mark.parametrize("name", SETS)
def test_meanings_are_of_known_fields_and_values(name: str) -> None:
    taxonomy = load_taxonomy()
    for wording in load_wordings(name):
        for meaning in (meaning for part in wording.parts for meaning in part.meanings):
            assert meaning.field == "none" or ChipKind(meaning.field)
            if meaning.field == "tag":
                assert all(taxonomy.get_concept(concept_id) for concept_id in meaning.value.split(","))
            elif meaning.field == "date":
                assert read_days(meaning.value).core <= read_days(meaning.value).allowed
            elif meaning.field == "time":
                assert read_hours(meaning.value).core <= read_hours(meaning.value).allowed


def test_no_query_for_the_final_figures_was_used_before() -> None:
    drawn = {"{caption}", "caption"}
    assert not (set(_typed("train")) & set(_typed("test"))) - drawn
