"""A library's names are arranged once, and a query is parsed in time to type by."""

from __future__ import annotations

from datetime import date
from statistics import median
from time import perf_counter

from albumen.types import Place
from search.lexicon import Lexicon
from search.parse.index import index_of
from search.parse.query import parse_query
from tests.documented_queries import EXAMPLES


def test_the_index_of_a_lexicon_is_made_once() -> None:
    lexicon = Lexicon(years=(2023,))
    assert index_of(lexicon) is index_of(lexicon)
    assert index_of(Lexicon(years=(2023,))) is not index_of(lexicon)


def test_old_indexes_are_let_go_and_never_mixed_up() -> None:
    lexicons = [Lexicon(years=(year,)) for year in range(2000, 2020)]
    for lexicon in (*lexicons, *reversed(lexicons)):
        assert index_of(lexicon).lexicon is lexicon


def test_a_query_takes_less_than_two_milliseconds_in_a_large_library() -> None:
    places = {Place(f"Town {n}", f"Region {n % 90}", "Portugal", "PT", 40.0, -8.0): 1 for n in range(3000)}
    names = {f"IMG_{n:06}": 1 for n in range(100_000)}
    lexicon = Lexicon(places=places, names=names, years=tuple(range(2000, 2027)))
    today = date(2026, 11, 20)
    for example in EXAMPLES:
        parse_query(example.text, lexicon, today)
    times_s = []
    for example in EXAMPLES:
        started = perf_counter()
        parse_query(example.text, lexicon, today)
        times_s.append(perf_counter() - started)
    assert median(times_s) < 0.002
