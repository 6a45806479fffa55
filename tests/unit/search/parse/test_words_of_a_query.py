"""What is embedded reads as English, what is negated stays out of it, and filler is no part of a question."""

from __future__ import annotations

import pytest

from search.chips import Chip, ChipKind


def _kinds(chips: tuple[Chip, ...]) -> list[tuple[ChipKind, bool]]:
    return [(chip.kind, chip.is_negated) for chip in chips]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("   ", ""),
        ("in", ""),
        ("photos", ""),
        ("show me all pictures of my dog", "dog"),
        ("find all photos where there are 2 people hugging", "2 people hugging"),
        ("2 people in the park", "2 people in the park"),
        ("photos that I took in Lisbon of boats", "boats"),
        ("a walk with 2 people in the park in May", "walk with 2 people in the park"),
        ("coffee, cake and a book in Lisbon", "coffee, cake and a book"),
        ("DOGS ON THE BEACH", "DOGS ON THE BEACH"),
        ("海滩 in Portugal", "海滩"),
        ("photo collage", "photo collage"),
        ("black and white photos of boats", "black and white photos of boats"),
    ],
)
def test_the_words_read_as_english(parse, text: str, words: str) -> None:
    assert parse(text).words == words


def test_each_run_of_unknown_words_is_a_chip_of_its_own(parse) -> None:
    chips = parse("tall red dogs in funny hats").chips
    assert [chip.label for chip in chips] == ["tall red", "dog", "funny", "hat"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("not dogs", [(ChipKind.CONCEPT, True)]),
        ("without any dogs or cats", [(ChipKind.CONCEPT, True), (ChipKind.CONCEPT, True)]),
        ("no dogs, cats", [(ChipKind.CONCEPT, True), (ChipKind.CONCEPT, False)]),
        ("not dog food", [(ChipKind.WORDS, True)]),
        ("without my shiny car at sunset", [(ChipKind.WORDS, True), (ChipKind.CONCEPT, False)]),
        ("not in Portugal or France", [(ChipKind.PLACE, True), (ChipKind.PLACE, True)]),
        ("not in Portugal but in France", [(ChipKind.PLACE, True), (ChipKind.PLACE, False)]),
        ("without people", [(ChipKind.PEOPLE, False)]),
        ("people without hats", [(ChipKind.CONCEPT, False), (ChipKind.CONCEPT, True)]),
        ("snow -dog and cats", [(ChipKind.CONCEPT, False), (ChipKind.CONCEPT, True), (ChipKind.CONCEPT, False)]),
        ("-red car", [(ChipKind.WORDS, True), (ChipKind.CONCEPT, False)]),
        ("-people:0", [(ChipKind.PEOPLE, True)]),
        ("-tag:person", [(ChipKind.CONCEPT, True)]),
        ("-people", [(ChipKind.PEOPLE, False)]),
        ("without anyone", [(ChipKind.PEOPLE, False)]),
        ("without", []),
        ("not not dogs", [(ChipKind.CONCEPT, True)]),
        ("why not", [(ChipKind.WORDS, False)]),
        ("e-mail well-known -dog", [(ChipKind.WORDS, False), (ChipKind.CONCEPT, True)]),
    ],
)
def test_a_negation_reaches_as_far_as_people_mean(parse, text: str, kinds: list[tuple[ChipKind, bool]]) -> None:
    assert _kinds(parse(text).chips) == kinds


def test_negated_concepts_are_filters_and_negated_words_are_looked_away_from(parse) -> None:
    parsed = parse("beach without dogs, not Rex's birthday")
    assert [chip.is_filter for chip in parsed.chips] == [False, True, False]
    assert (parsed.words, parsed.minus_words) == ("beach", ("Rex's birthday",))


def test_what_is_left_of_a_list_of_negated_things_is_negated(parse) -> None:
    assert _kinds(parse("without and cats").chips) == [(ChipKind.CONCEPT, True)]


@pytest.mark.parametrize(
    ("text", "plural"),
    [("dog", "dogs"), ("wolf", "wolves"), ("birthday party", "birthday parties"), ("child", "children")],
)
def test_a_concept_is_the_same_in_the_plural(parse, text: str, plural: str) -> None:
    assert parse(text).chips[0].value == parse(plural).chips[0].value


@pytest.mark.parametrize("text", ["it looks like rain", "like a bird", "something like a castle", "more like this"])
def test_like_without_a_photo_is_a_word(parse, text: str) -> None:
    assert ChipKind.LIKE not in [chip.kind for chip in parse(text).chips]


@pytest.mark.parametrize(
    "text", ["two mountains", "a group of four dogs", "photo of 3 mountains", "one dog", "seven wonders"]
)
def test_numbers_of_other_things_are_no_numbers_of_people(parse, text: str) -> None:
    assert ChipKind.PEOPLE not in [chip.kind for chip in parse(text).chips]
