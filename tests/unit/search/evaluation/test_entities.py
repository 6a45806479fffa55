"""Which chips are what was meant."""

from __future__ import annotations

from datetime import datetime

import pytest

from albumen.store.records import CountRange, TextTerm
from albumen.types import UtilityKind
from search.chips import (
    Chip,
    ChipKind,
    ChipValue,
    ConceptValue,
    ContainsValue,
    DateValue,
    HoursValue,
    KindValue,
    PeopleValue,
    PlaceLevel,
    PlaceValue,
    TextValue,
    WordsValue,
)
from search.evaluation.entities import ChipReader
from search.evaluation.queries import make_queries
from search.evaluation.wording import read_wording
from tests.unit.search.evaluation.test_queries import LIBRARY

READER = ChipReader(LIBRARY)
SUMMER = DateValue(((datetime(2023, 6, 1), datetime(2023, 9, 1)),))
YEAR = DateValue(((datetime(2023, 1, 1), datetime(2024, 1, 1)),))


def _chip(kind: ChipKind, value: ChipValue, *, is_negated: bool = False) -> Chip:
    return Chip(kind, value, "label", f"{kind.value}:term", 0, 1, is_negated)


@pytest.mark.parametrize(
    ("line", "kind", "value", "is_right"),
    [
        ("{dogs|tag:dog}", ChipKind.CONCEPT, ConceptValue("dog", frozenset({"dog", "puppy"})), True),
        ("{dogs|tag:dog}", ChipKind.CONCEPT, ConceptValue("animal", frozenset({"animal", "dog"})), False),
        ("{summer|date:2023-06-21..2023-08-31~2023-06-01..2023-09-23}", ChipKind.DATE, SUMMER, True),
        ("{summer|date:2023-06-21..2023-08-31~2023-06-01..2023-09-23}", ChipKind.DATE, YEAR, False),
        ("{at night|time:22-4~18-8}", ChipKind.HOURS, HoursValue(20 * 60, 6 * 60), True),
        ("{at night|time:22-4~18-8}", ChipKind.HOURS, HoursValue(12 * 60, 6 * 60), False),
        ("{Chania|place:Chaniá}", ChipKind.PLACE, PlaceValue("Chaniá", frozenset({PlaceLevel.TOWN})), True),
        ("{Chania|place:Chaniá}", ChipKind.PLACE, PlaceValue("Crete", frozenset({PlaceLevel.REGION})), False),
        ("{iPhone|camera:iPhone}", ChipKind.CAMERA, ContainsValue("apple"), True),
        ("{iPhone|camera:iPhone}", ChipKind.CAMERA, ContainsValue("pixel"), False),
        ("{memes|kind:meme}", ChipKind.KIND, KindValue(frozenset({UtilityKind.MEME})), True),
        ('"{Not again|text:not again}"', ChipKind.TEXT, TextValue((TextTerm("not"), TextTerm("again"))), True),
        ("{2 people|people:2-2}", ChipKind.PEOPLE, PeopleValue(CountRange(2, 2)), True),
        ("{2 people|people:2-2}", ChipKind.PEOPLE, PeopleValue(CountRange(2, None)), False),
        ("{no people|!tag:person|people:0-0}", ChipKind.PEOPLE, PeopleValue(CountRange(0, 0)), True),
    ],
)
def test_a_chip_is_right_by_its_kind_and_value(line: str, kind: ChipKind, value: ChipValue, is_right: bool) -> None:
    (part,) = (part for part in read_wording(line).parts if part.meanings)
    assert READER.is_meant(_chip(kind, value), part) is is_right


def test_a_chip_of_the_wrong_sign_is_wrong() -> None:
    (part,) = read_wording("{dogs|!tag:dog}").parts
    dog = ConceptValue("dog", frozenset({"dog"}))
    assert READER.is_meant(_chip(ChipKind.CONCEPT, dog, is_negated=True), part)
    assert not READER.is_meant(_chip(ChipKind.CONCEPT, dog), part)


def test_what_is_missed_and_what_is_wrong_are_told_and_words_are_neither() -> None:
    (query,) = make_queries(LIBRARY, [read_wording("{dogs|tag:dog} in {Crete|place:Crete}", "concept")], 1).queries
    chips = [
        _chip(ChipKind.CONCEPT, ConceptValue("dog", frozenset({"dog"}))),
        _chip(ChipKind.CAMERA, ContainsValue("Crete")),
        _chip(ChipKind.WORDS, WordsValue("in")),
    ]
    found = READER.compare(query, chips)
    assert (found.right, found.missed, found.wrong) == (1, ("Crete (place:Crete)",), ("camera:term",))
