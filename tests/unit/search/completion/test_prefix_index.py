from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.completion.prefix_index import PrefixIndex

KEYS = st.lists(st.tuples(st.text("abé ", max_size=4), st.integers(0, 3)), max_size=30)


@given(KEYS, st.text("abé ", max_size=3), st.integers(1, 8))
def test_what_is_found_is_what_a_scan_of_all_keys_finds(rows: list[tuple[str, int]], prefix: str, count: int) -> None:
    index = PrefixIndex([(key, number) for number, (key, _) in enumerate(rows)], [worth for _, worth in rows])
    begins = [number for number, (key, _) in enumerate(rows) if key.startswith(prefix)]
    assert (
        index.find(prefix, count)
        == sorted(begins, key=lambda number: (-rows[number][1], rows[number][0], number))[:count]
    )


def test_an_entry_of_several_keys_is_found_once() -> None:
    assert PrefixIndex([("dog", 0), ("doggy", 0), ("dot", 1)], [5, 9]).find("do", 8) == [1, 0]


def test_an_empty_index_finds_nothing() -> None:
    assert PrefixIndex([], []).find("a", 3) == []
