from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.errors import UsageError
from albumen.store.records import TextTerm
from search.text_terms import parse_text


def _terms(text: str) -> list[tuple[str, bool]]:
    return [(term.words, term.is_prefix) for term in parse_text(text)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("invoice", [("invoice", False)]),
        ("  invoice   2023 ", [("invoice", False), ("2023", False)]),
        ('"May 2023" total', [("May 2023", False), ("total", False)]),
        ("inv*", [("inv", True)]),
        ('"to be paid unt"*', [("to be paid unt", True)]),
        ('"no end', [("no end", False)]),
        ("„schöne Grüße“", [("schöne Grüße", False)]),
        ("a AND b NOT c", [(word, False) for word in ("a", "AND", "b", "NOT", "c")]),
        ("12.50 col:x -y", [("12.50", False), ("col:x", False), ("-y", False)]),
        ('say"hi"', [("say", False), ("hi", False)]),
        ('東京 * ( ) " "', [("東京", False)]),
    ],
)
def test_words_phrases_and_beginnings_are_told_apart(text: str, terms: list[tuple[str, bool]]) -> None:
    assert _terms(text) == terms


@pytest.mark.parametrize("text", ["", "  ", "*", '""', '"', "-", "***", "“ ”"])
def test_a_text_without_a_word_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="give words"):
        parse_text(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        terms = parse_text(text)
    except UsageError:
        return
    assert all(isinstance(term, TextTerm) and any(map(str.isalnum, term.words)) for term in terms)
