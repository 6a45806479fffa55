"""Tags, objects and kinds are known by their names and synonyms; others are refused with the nearest."""

from __future__ import annotations

import pytest

from albumen.errors import UsageError
from albumen.store.records import CountRange, ObjectCount
from albumen.types import UtilityKind
from search.object_labels import OBJECT_LABELS
from search.signal_terms import name_kind, parse_count_range, parse_kind, parse_object, parse_share, parse_tag


def test_a_tag_is_found_by_any_of_its_names() -> None:
    assert parse_tag("Mobile-Phone") == parse_tag("smartphone")
    assert "smartphone" in parse_tag("smartphone")


def test_a_tag_brings_its_kinds() -> None:
    assert {"animal", "dog", "puppy"} <= parse_tag("animal")
    assert "animal" not in parse_tag("dog")


def test_an_object_may_be_counted() -> None:
    assert parse_object("person:3") == ObjectCount("person", 3)
    assert parse_object("Cell_Phone") == ObjectCount("cell phone")
    assert parse_object("people") == ObjectCount("person"), "a synonym of the taxonomy"


def test_every_label_is_known_by_its_own_name() -> None:
    assert len(set(OBJECT_LABELS)) == 80
    assert [parse_object(label).label for label in OBJECT_LABELS] == list(OBJECT_LABELS)


def test_kinds_are_read_as_they_are_written() -> None:
    assert [parse_kind(name_kind(kind)) for kind in UtilityKind] == list(UtilityKind)
    assert parse_kind("photo") is UtilityKind.NONE
    assert parse_kind("any") is None


def test_numbers_of_people_are_one_a_range_or_some_and_more() -> None:
    assert parse_count_range("2", "--people") == CountRange(2, 2)
    assert parse_count_range(" 2 - 4 ", "--people") == CountRange(2, 4)
    assert parse_count_range("0+", "--people") == CountRange(0, None)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: parse_tag("beech chair dog"), "there is no tag 'beech chair dog'; there are"),
        (lambda: parse_tag("beachh"), "nearest: beach"),
        (lambda: parse_object("persn:2"), "nearest: person"),
        (lambda: parse_object("person:"), "at least 1, as in person:2"),
        (lambda: parse_object("person:0"), "at least 1"),
        (lambda: parse_object("person:two"), "at least 1"),
        (lambda: parse_kind("none"), "the kinds are photo, receipt"),
        (lambda: parse_kind("bill"), "card and any"),
        (lambda: parse_count_range("", "--people"), "--people is ''; give a number, as in 2, 2-4 or 3+"),
        (lambda: parse_count_range("3-2", "--people"), "nothing is at least 3 and at most 2"),
        (lambda: parse_count_range("2-4+", "--people"), "give a number"),
        (lambda: parse_count_range("²", "--people"), "give a number"),
        (lambda: parse_count_range("9" * 30, "--people"), "give a number"),
        (lambda: parse_share(1.5, "--min-quality"), "--min-quality is 1.5; it must be between 0 and 1"),
        (lambda: parse_share(float("nan"), "--min-quality"), "between 0 and 1"),
    ],
)
def test_what_is_unknown_is_refused_with_what_is_near(call, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError) as caught:
        call()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
