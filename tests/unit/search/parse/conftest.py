"""A library's names, and the day the examples of docs/query-language.md are asked on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from albumen.types import Place
from search.chips import ParsedQuery
from search.lexicon import Lexicon
from search.parse.query import parse_query

Parse = Callable[[str], ParsedQuery]


@pytest.fixture(scope="session")
def today() -> date:
    """A Friday."""
    return date(2026, 11, 20)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The library that the document speaks of."""
    nice = Place("Nice", "Provence-Alpes-Côte d'Azur", "France", "FR", 43.7, 7.27)
    return Lexicon(
        places={Place("Lisbon", "Lisbon", "Portugal", "PT", 38.72, -9.13): 3, nice: 3},
        cameras={"Apple iPhone 12 Pro": 3, "Canon EOS R5": 2},
        lenses={"RF 50mm F1.2 L USM": 2},
        names={"Summer trip": 2, "rome_2019": 1},
        years=(2022, 2023, 2024, 2025, 2026),
    )


@pytest.fixture(scope="session")
def parse(lexicon: Lexicon, today: date) -> Parse:
    """Parse in that library, on that day."""
    return lambda text: parse_query(text, lexicon, today)
