from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import Place
from search.chips import ChipKind
from search.completion import Completer, Completion, complete
from search.completion.completer import completer_of
from search.lexicon import Lexicon
from search.parse.concepts import read_concept
from search.parse.query import parse_query

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7, -9.1)
PORTO = Place("Porto", "Porto", "Portugal", "PT", 41.2, -8.6)
NEW_YORK = Place("New York", "New York", "United States", "US", 40.7, -74.0)
LEXICON = Lexicon(
    places={LISBON: 40, PORTO: 25, NEW_YORK: 9},
    cameras={"Canon EOS R5": 30, "Apple iPhone 12": 80},
    lenses={"EF 50mm f/1.8": 12},
    names={"Doctor bills": 3, "dogs 2019": 70, "été": 2, 'odd "name"': 1},
    concepts={"dog": 50, "golden_retriever": 8, "document": 5, "swimming_pool": 6, "pigeon": 4},
    years=(2019, 2021),
)
TODAY = date(2026, 11, 20)


def _labels(text: str, limit: int = 8) -> list[str]:
    return [one.label for one in complete(text, len(text), LEXICON, limit)]


def _best(text: str) -> Completion:
    return complete(text, len(text), LEXICON)[0]


def test_names_of_most_photos_come_first() -> None:
    assert _labels("do")[:5] == ["dogs 2019", "dog", "document", "dove", "Doctor bills"]


def test_a_concept_is_found_by_any_of_its_names_and_suggested_once() -> None:
    assert _labels("dog").count("dog") == 0  # it is typed already, and "doggy" is the same concept
    assert _best("dov").apply("dov") == "dove"
    assert _best("tag:dov").apply("tag:dov") == "tag:pigeon"


def test_a_name_of_two_words_is_found_by_its_second() -> None:
    assert _best("poo").apply("poo") == "swimming pool"
    assert _best("lights in new y").apply("lights in new y") == 'lights in place:"New York"'


def test_a_blank_ends_a_word() -> None:
    assert _labels("new ")[0] == "New York"
    assert _labels("do ") == []


def test_places_count_the_photos_of_all_their_towns() -> None:
    assert (_best("portu").photos, _best("porto").photos) == (65, 25)


def test_a_field_suggests_its_own_names_alone() -> None:
    assert _labels("camera:") == ["Apple iPhone 12", "Canon EOS R5"]
    assert _best("place:new").apply("place:new") == 'place:"New York"'
    assert _best('dog place:"new y').apply('dog place:"new y') == 'dog place:"New York"'
    assert _labels("date:2021-1") == ["December 2021", "November 2021", "October 2021"]
    assert _labels("text:do") == []


def test_months_years_kinds_and_fields_are_suggested_though_nobody_counts_them() -> None:
    assert "March 2021" in _labels("mar")
    assert _best("march 2019").term == "date:2019-03"
    assert "receipt" in _labels("rec")
    assert "camera:" in _labels("cam")
    assert len(_labels("d", limit=3)) == 3


def test_the_word_at_the_cursor_is_replaced_as_a_whole_and_its_minus_stays() -> None:
    (first, *_) = complete("-lisxx dog", 4, LEXICON)
    assert first.apply("-lisxx dog") == "-place:Lisbon dog"


def test_quoted_words_are_looked_for_as_they_are() -> None:
    assert complete('"do', 3, LEXICON) == ()
    assert _labels('"invoice" do')[0] == "dogs 2019"


@pytest.mark.parametrize("text", ["", " ", "qqq", "place:", "-"])
def test_an_empty_library_suggests_only_what_every_library_has(text: str) -> None:
    assert all(one.photos is None for one in complete(text, len(text), Lexicon()))


def test_accents_and_case_do_not_matter() -> None:
    assert _best("ETE").apply("ETE") == "name:été"


def test_what_is_suggested_for_a_field_is_understood_as_its_chip() -> None:
    for kind in ChipKind:
        text = f"{kind.value}:"
        for one in complete(text, len(text), LEXICON, 100):
            chips = parse_query(one.apply(text), LEXICON, TODAY).chips
            assert [(chip.kind, chip.is_filter) for chip in chips] == [(kind, True)], one


def test_what_is_suggested_in_plain_words_is_understood() -> None:
    for first in "abcdefghijklmnopqrstuvwxyz":
        for one in complete(first, 1, LEXICON, 100):
            if one.kind is ChipKind.CONCEPT:
                assert read_concept(one.term) is not None
            elif one.kind is not None:
                assert [chip.kind for chip in parse_query(one.term, LEXICON, TODAY).chips] == [one.kind]


def test_nothing_that_was_typed_is_kept() -> None:
    completer = Completer(LEXICON)
    before = completer.complete("zebr", 4)
    completer.complete("zebra crossing", 14)
    assert completer.complete("zebr", 4) == before == ()


def test_a_lexicon_is_arranged_once() -> None:
    assert completer_of(LEXICON) is completer_of(LEXICON)
    assert completer_of(Lexicon()) is not completer_of(LEXICON)


@given(st.text(max_size=40), st.integers(-3, 45), st.integers(1, 12))
def test_every_suggestion_can_be_put_in_place(text: str, cursor: int, limit: int) -> None:
    found = complete(text, cursor, LEXICON, limit)
    assert len(found) <= limit
    assert len({one.term for one in found}) == len(found)
    for one in found:
        assert 0 <= one.start <= one.end <= len(text)
        assert one.apply(text) != text
