from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.offers.edits import edit_distance

WORDS = st.text("abcd", max_size=7)


@given(WORDS, WORDS)
def test_the_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert edit_distance(one, other, 9) == edit_distance(other, one, 9)


@given(WORDS, WORDS, st.integers(0, 4))
def test_a_distance_above_the_most_is_one_more(one: str, other: str, most: int) -> None:
    assert edit_distance(one, other, most) == min(edit_distance(one, other, 9), most + 1)


@given(WORDS)
def test_only_the_same_word_is_at_no_distance(word: str) -> None:
    assert edit_distance(word, word, 2) == 0
    assert edit_distance(word, word + "x", 2) == 1
    assert edit_distance(word + "xy", word + "yx", 2) == 1
