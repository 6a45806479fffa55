"""Near prints are found without comparing all with all, and a crowd of alike photos does not make a crowd of pairs."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_graph.duplicates.candidates import NearPairs, PrintIndex
from knowledge_graph.duplicates.codes import count_differing, pack_codes
from tests.duplicates import random_print, with_flips


def _rows(prints: list[bytes]) -> np.ndarray:
    return np.array([[*one] for one in prints], np.uint8).reshape(-1, 32)


def _as_set(pairs: NearPairs) -> set[tuple[int, int]]:
    return set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))


def _brute_force(rows: np.ndarray, most_bits: int) -> set[tuple[int, int]]:
    codes = pack_codes(rows)
    pairs = combinations(range(len(rows)), 2)
    return {(i, j) for i, j in pairs if count_differing(codes[i : i + 1], codes[j : j + 1])[0] <= most_bits}


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 31)), min_size=2, max_size=25))
def test_within_31_bits_every_pair_is_found(copies: list[tuple[int, int]]) -> None:
    prints = [with_flips(random_print(one), flips, seed=at) for at, (one, flips) in enumerate(copies)]
    rows = _rows(prints)
    assert _as_set(PrintIndex(rows).find_near(31)) == _brute_force(rows, 31)


def test_most_pairs_within_46_bits_are_found_with_24_tables() -> None:
    prints = [code for at in range(300) for code in (random_print(at), with_flips(random_print(at), 46, seed=at))]
    found = _as_set(PrintIndex(_rows(prints), tables=24).find_near(46))
    assert len(found & {(2 * at, 2 * at + 1) for at in range(300)}) >= 295


def test_a_crowd_is_paired_with_its_first_alone() -> None:
    """5,000 black frames must not give 12.5 million pairs."""
    black = random_print(1)
    prints = [with_flips(black, at % 9, seed=at) for at in range(5_000)]
    pairs = PrintIndex(_rows(prints)).find_near(46)
    assert len(pairs) < 50_000
    assert {0} | set(pairs.left.tolist()) | set(pairs.right.tolist()) == set(range(5_000))


def test_no_photos_and_one_photo_give_no_pairs() -> None:
    for prints in ([], [random_print(1)]):
        assert len(PrintIndex(_rows(prints)).find_near(46)) == 0


def test_pairs_across_forms_are_found() -> None:
    rows, others = _rows([random_print(1), random_print(2)]), _rows([random_print(2), random_print(3)])
    assert _as_set(PrintIndex(rows).find_near_others(others, 20)) == {(0, 1)}
