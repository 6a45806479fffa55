"""docs/query-language.md says what the parser does: each example's chips and words, and no form is left out."""

from __future__ import annotations

import pytest

from search.chips import ChipKind
from search.parse.tokens import FIELDS
from tests.documented_queries import DOCUMENT, EXAMPLES, DocumentedQuery


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.text for example in EXAMPLES])
def test_an_example_becomes_the_chips_and_words_beside_it(parse, example: DocumentedQuery) -> None:
    parsed = parse(example.text)
    assert tuple(chip.term for chip in parsed.chips) == example.terms
    assert parsed.words == example.words


def test_every_row_of_the_tables_is_an_example() -> None:
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("| ") and not line.startswith(("| You", "| ---"))]
    assert len(rows) == len(EXAMPLES) >= 180


def test_every_field_is_documented_and_so_is_its_negation() -> None:
    typed = [example.text for example in EXAMPLES]
    assert {field for field in FIELDS if any(text.startswith(f"{field}:") for text in typed)} == set(FIELDS)
    assert any(text.startswith("-place:") for text in typed)


def test_every_kind_of_chip_has_an_example(parse) -> None:
    assert {chip.kind for example in EXAMPLES for chip in parse(example.text).chips} == set(ChipKind)
