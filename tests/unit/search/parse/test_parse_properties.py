"""Whatever stands in the box: chips lie in order within it, their terms mean the same, and one can be taken away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.chips import Chip, ParsedQuery
from search.lexicon import Lexicon
from search.parse.query import parse_query
from search.parse.removal import remove_chip
from tests.documented_queries import EXAMPLES

_PIECES = [word for example in EXAMPLES for word in (*example.text.split(), *example.terms)]
_PIECES += [
    "",
    ",",
    "-",
    "“",
    '"',
    "'",
    "*",
    "..",
    "not",
    "and",
    "or",
    "in",
    "0",
    "9999",
    "date:",
    "text:",
    "99999999999",
    "İ",
    "\x00",
]
# Terms that stay apart when they stand side by side; "night" and "sky" would become one.
_TERMS = ["dogs", "words:red", "-words:blue", *(term for example in EXAMPLES for term in example.terms if ":" in term)]

any_text = st.text() | st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=9).map(" ".join)


def _meanings(parsed: ParsedQuery) -> list[tuple[object, ...]]:
    return [_meaning(chip) for chip in parsed.chips]


def _meaning(chip: Chip) -> tuple[object, ...]:
    return chip.kind, chip.value, chip.is_negated, chip.is_filter


@given(any_text)
def test_no_string_is_an_error_and_chips_lie_in_order_within_it(parse, text: str) -> None:
    parsed = parse(text)
    assert parsed.text == text
    bounds = [0, *(bound for chip in parsed.chips for bound in (chip.start, chip.end)), len(text)]
    assert bounds == sorted(bounds)
    assert all(chip.start < chip.end for chip in parsed.chips)


@given(any_text)
def test_a_chip_s_term_means_what_the_chip_means(parse, text: str) -> None:
    for chip in parse(text).chips:
        assert _meanings(parse(chip.term)) == [_meaning(chip)], chip.term


@given(any_text)
def test_words_that_are_embedded_are_shown_in_chips(parse, text: str) -> None:
    parsed = parse(text)
    assert bool(parsed.words) <= any(not chip.is_filter and not chip.is_negated for chip in parsed.chips)


@given(st.lists(st.sampled_from(_TERMS), min_size=1, max_size=5), st.data())
def test_terms_in_a_row_mean_what_each_means_and_one_can_be_taken_away(
    parse, lexicon: Lexicon, today, terms: list[str], data: st.DataObject
) -> None:
    parsed = parse(" ".join(terms))
    assert _meanings(parsed) == [meaning for term in terms for meaning in _meanings(parse(term))]
    removed = data.draw(st.sampled_from(parsed.chips))
    others = [_meaning(chip) for chip in parsed.chips if chip is not removed]
    assert _meanings(parse(remove_chip(parsed, removed, lexicon, today))) == others


@pytest.mark.parametrize("text", [example.text for example in EXAMPLES if len(example.terms) > 1])
def test_each_chip_of_an_example_can_be_taken_away(parse, lexicon: Lexicon, today, text: str) -> None:
    parsed = parse(text)
    for removed in parsed.chips:
        shorter = remove_chip(parsed, removed, lexicon, today)
        assert _meanings(parse(shorter)) == [_meaning(chip) for chip in parsed.chips if chip is not removed]


@pytest.mark.parametrize(
    ("text", "at", "left"),
    [
        ("dogs on the beach", 1, "dogs"),
        ("dogs on the beach with cats", 1, "dogs with cats"),
        ("beach with dogs", 0, "dogs"),
        ("dogs and cats", 1, "dogs"),
        ("dogs, cats and birds", 1, "dogs and birds"),
        ("without dogs and cats", 1, "without dogs"),
        ("dogs in Lisbon, not snow", 1, "dogs, not snow"),
        ("dogs", 0, ""),
        ('text:" ," dogs', 1, 'text:" ,"'),
    ],
)
def test_no_small_word_is_left_hanging(parse, lexicon: Lexicon, today, text: str, at: int, left: str) -> None:
    parsed = parse(text)
    assert remove_chip(parsed, parsed.chips[at], lexicon, today) == left


def test_a_chip_can_be_replaced_by_another_term(parse) -> None:
    parsed = parse("dogs in Lisbon")
    assert parse(parsed.replaced(parsed.chips[1], "place:Nice")).chips[1].label == "Nice"


@given(any_text)
def test_an_empty_library_understands_as_well(text: str) -> None:
    assert parse_query(text, Lexicon(), date(2026, 11, 20)).text == text
