"""Words of when and where one was are no part of what a picture shows, once the place or the date is known."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "text",
    ["our trip to Lisbon", "where is the album from Lisbon", "the days we spent in Lisbon", "when we went to Nice"],
)
def test_words_of_an_occasion_say_nothing_beside_a_place(parse, text: str) -> None:
    parsed = parse(text)
    assert (parsed.words, len(parsed.chips)) == ("", 1)


def test_they_are_looked_for_where_they_are_all_that_was_said(parse) -> None:
    assert parse("our trip").words == "trip"
    assert parse("our trip, not Lisbon").words == "trip"


def test_what_happened_there_is_still_looked_for(parse) -> None:
    assert parse("a walk on our holiday in Lisbon").words == "walk"
    assert parse("the dogs we saw in 2022").words == "dogs saw"


def test_a_noun_before_another_word_describes_it_and_stays(parse) -> None:
    assert parse("holiday homes in Lisbon").words == "holiday homes"
    assert parse("vacation dogs in Lisbon").words == "vacation dogs"
