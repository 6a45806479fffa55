"""What speaks against photos: other numbers of people, people where nobody is wanted, and things that no photo was ever tagged with."""

from __future__ import annotations

import numpy as np
import pytest

from albumen.store.records import CountRange
from albumen.types import UtilityKind
from search.chips import Chip, ChipKind, ConceptValue, ObjectValue, ParsedQuery, PeopleValue
from search.columns.columns import Columns
from search.columns.names import Named
from search.columns.postings import Postings
from search.doubts import counted_concepts, doubt_unseen, gather_doubts

PHOTOS = 5


class Shown(Columns):
    """Columns of photos by what networks see in them; the last one was not looked at."""

    def __init__(self, *, people: list[int], tags: dict[str, list[int]], objects: dict[str, list[int]]) -> None:
        codes = np.array([0] * (PHOTOS - 1) + [-1], np.int32)
        vars(self).update(
            ids=np.arange(PHOTOS),
            people=np.array(people, np.int32),
            tags=_postings(tags, 1_000),
            objects=_postings(objects, 1),
            utility=Named(codes, (UtilityKind.NONE,)),
        )


def _postings(holders: dict[str, list[int]], value: int) -> Postings:
    pairs = [(number, row) for number, rows in enumerate(holders.values()) for row in rows]
    numbers, rows = np.array(pairs, np.int64).reshape(-1, 2).T
    return Postings.build(dict(enumerate(holders)), numbers, rows, np.full(len(pairs), value), PHOTOS)


@pytest.fixture
def columns() -> Columns:
    return Shown(people=[2, 1, 0, 5, -1], tags={"person": [0, 1], "dog": [2]}, objects={"bottle": [3]})


def _doubt(
    columns: Columns, value: object, kind: ChipKind, *, words: int = 1, is_filter: bool = False
) -> np.ndarray | None:
    chip = Chip(kind, value, "", "", 0, 1, is_filter=is_filter)  # type: ignore[arg-type]
    return gather_doubts(columns, ParsedQuery("?", (chip,), "?"), words)


def _concept(name: str) -> ConceptValue:
    return ConceptValue(name, frozenset({name}))


def test_one_more_or_less_hardly_counts_and_others_count_for_less(columns: Columns) -> None:
    doubts = _doubt(columns, PeopleValue(CountRange(2, 2)), ChipKind.PEOPLE)
    assert doubts is not None
    assert doubts[0] == 1.0 > doubts[1] == doubts[4] > doubts[2] == doubts[3]


def test_at_least_so_many_has_no_upper_end(columns: Columns) -> None:
    doubts = _doubt(columns, PeopleValue(CountRange(2, None)), ChipKind.PEOPLE)
    assert doubts is not None
    assert doubts[0] == doubts[3] == 1.0


def test_where_nobody_is_wanted_what_is_tagged_with_people_is_doubted(columns: Columns) -> None:
    doubts = _doubt(columns, PeopleValue(CountRange(0, 0)), ChipKind.PEOPLE, is_filter=True)
    assert doubts is not None
    assert doubts[0] < 1.0 == doubts[2]


def test_a_concept_that_no_photo_shows_is_doubted_in_all_that_were_looked_at(columns: Columns) -> None:
    doubts = _doubt(columns, _concept("giraffe"), ChipKind.CONCEPT)
    assert doubts is not None
    assert doubts[:-1] == pytest.approx(doubt_unseen(PHOTOS - 1))
    assert doubts[-1] == 1.0, "nobody looked at it"


def test_the_more_photos_show_nothing_of_it_the_less_is_left() -> None:
    left = [doubt_unseen(count) for count in (0, 1, 5, 100, 1_250, 100_000)]
    assert left == sorted(left, reverse=True)
    assert (left[0], left[-1]) == (1.0, left[-2])
    assert left[-1] < 0.27, "below the floor, however near"


def test_what_a_photo_shows_or_the_detector_found_or_a_filter_asks_for_is_not_doubted(columns: Columns) -> None:
    assert _doubt(columns, _concept("dog"), ChipKind.CONCEPT) is None
    assert _doubt(columns, _concept("bottle"), ChipKind.CONCEPT) is None
    assert _doubt(columns, _concept("giraffe"), ChipKind.CONCEPT, is_filter=True) is None


def test_in_a_long_sentence_one_concept_never_seen_is_no_reason_to_doubt(columns: Columns) -> None:
    assert _doubt(columns, _concept("giraffe"), ChipKind.CONCEPT, words=8) is None


def test_things_that_are_counted_are_concepts_too() -> None:
    two = CountRange(2, None)
    dogs = Chip(ChipKind.OBJECT, ObjectValue("dog", two), "", "", 0, 1, is_filter=False)
    assert "puppy" in (counted_concepts(dogs) or ())
    people = Chip(ChipKind.PEOPLE, PeopleValue(two), "", "", 0, 1, is_filter=False)
    assert "person" in (counted_concepts(people) or ())
    assert counted_concepts(Chip(ChipKind.PEOPLE, PeopleValue(two), "", "people:2", 0, 1)) is None
