from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import Place
from search.lexicon import Lexicon
from search.offers import Vocabulary, load_vocabulary, offer_spelling
from search.offers.count_words import count_words
from search.offers.mending import mend_word
from search.parse.query import parse_query
from search.query import OfferKind

TODAY = date(2026, 11, 20)
LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7, -9.1)
LEXICON = Lexicon(places={LISBON: 40}, cameras={"FUJIFILM X-T4": 9}, names={"kvitfjell": 3})


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(LEXICON)


def _mended(text: str, vocabulary: Vocabulary) -> str | None:
    offer = offer_spelling(parse_query(text, LEXICON, TODAY), vocabulary)
    return None if offer is None else offer.query


def test_a_slip_is_mended_where_it_stands(vocabulary: Vocabulary) -> None:
    assert _mended("dogs on the baech since 2020", vocabulary) == "dogs on the beach since 2020"


def test_every_wrong_word_is_mended_at_once(vocabulary: Vocabulary) -> None:
    assert _mended("elefant swiming", vocabulary) == "elephant swimming"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reciepts", "receipts"),
        ("mountians", "mountains"),
        ("bicylces", "bicycles"),
        ("horsess", "horses"),
        ("from Septmber", "from september"),
        ("childern on the baech", "children on the beach"),
        ("Lisbno bulidings", "lisbon buildings"),
    ],
)
def test_plurals_kinds_months_and_places_are_mended_in_a_sentence(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    assert _mended(typed, vocabulary) == meant


def test_a_rare_word_that_is_another_with_letters_swapped_is_right_if_it_is_short_or_common(
    vocabulary: Vocabulary,
) -> None:
    for text in ("diary", "dairy", "trial", "casual", "glasses"):
        assert _mended(text, vocabulary) is None, text


def test_a_place_of_the_library_is_meant_before_a_common_word(vocabulary: Vocabulary) -> None:
    assert _mended("lisbom", vocabulary) == "lisbon"
    assert load_vocabulary().names == {}


def test_what_is_right_is_left_alone(vocabulary: Vocabulary) -> None:
    for text in ("", "two dogs rollerblading", "kvitfjell", "X-T4", "puppies petting", "photos of 2019", "zoë's café"):
        assert _mended(text, vocabulary) is None, text


def test_quotes_and_fields_are_left_as_they_were_written(vocabulary: Vocabulary) -> None:
    assert _mended('"baech" name:baech', vocabulary) is None


def test_letters_drawn_at_random_are_no_slip_and_no_word(vocabulary: Vocabulary) -> None:
    assert _mended("qxzvwk", vocabulary) is None
    assert not vocabulary.knows_any("qxzvwk")
    assert vocabulary.knows_any("a dog and qxzvwk")
    assert vocabulary.knows_any("")


def test_an_offer_is_labelled_as_the_query_that_it_asks(vocabulary: Vocabulary) -> None:
    offer = offer_spelling(parse_query("baech", LEXICON, TODAY), vocabulary)
    assert offer is not None
    assert (offer.kind, offer.label, offer.photos) == (OfferKind.SPELLING, offer.query, None)


def test_letters_in_another_order_go_before_a_likelier_word() -> None:
    assert mend_word("trhee", Vocabulary({"tree": 300, "three": 900}, {})) == "three"


def test_rare_words_are_right_and_never_suggested() -> None:
    rare = Vocabulary({"quokka": 0}, {})
    assert rare.knows("quokkas")
    assert mend_word("quokkk", rare) is None


@given(st.text(max_size=30))
def test_no_text_breaks_the_mending(text: str) -> None:
    _mended(text, load_vocabulary(LEXICON))


@given(st.sampled_from(["beach", "mountain", "elephant", "birthday"]), st.data())
def test_what_is_offered_is_never_wrong_itself(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 1))
    slip = word[:at] + data.draw(st.sampled_from("xqz")) + word[at:]
    mended = mend_word(slip, load_vocabulary())
    assert mended is None or load_vocabulary().knows(mended)


def test_words_written_once_are_not_counted() -> None:
    assert count_words(["a dgo, a dog", "Dog!"], []) == {"dog": 2}
