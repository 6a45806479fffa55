"""The column types say of photos what a loop over them says."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.columns.lexicon import count_names
from search.columns.names import NONE, Named
from search.columns.paths import Paths
from search.columns.postings import Postings

_PART = st.text(st.sampled_from("aAbß12. é\udce9"), min_size=1, max_size=4)
_PATH = st.lists(_PART, min_size=1, max_size=3).map("/".join)


def _rows(*rows: int) -> np.ndarray:
    return np.array(rows, np.int64)


def test_a_named_column_knows_the_values_of_those_that_have_one() -> None:
    cameras = Named.build(4, _rows(0, 2, NONE, 3), ["Canon", "Sony", "Leica", "Canon"])
    assert cameras.match(lambda name: name == "Canon").tolist() == [True, False, False, True]
    assert [cameras.value_of(row) for row in range(4)] == ["Canon", None, "Sony", "Canon"]
    assert cameras.counts() == {"Canon": 2, "Sony": 1}, "of a photo that is left out nobody asks"


def test_a_named_column_of_no_photos_matches_none() -> None:
    assert Named.build(0, _rows(), []).match(lambda _: True).tolist() == []


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(-1, 5), st.integers(0, 9))))
def test_postings_say_what_a_loop_over_the_entries_says(entries: list[tuple[int, int, int]]) -> None:
    names = {number: f"k{number}" for number in range(1, 5)}
    columns = [np.array([entry[at] for entry in entries], np.int64) for at in range(3)]
    postings = Postings.build(names, *columns, row_count=6)
    for number, key in names.items():
        own = [(row, value) for at, row, value in entries if at == number and row >= 0]
        assert postings.sums(key).tolist() == [sum(v for r, v in own if r == row) for row in range(6)]
        assert postings.holds([key]).tolist() == [any(r == row for r, _ in own) for row in range(6)]
        assert postings.counts().get(key, 0) == len({row for row, _ in own})
    both = postings.largest(["k1", "k2", "unknown"])
    assert both.tolist() == [max([0, *(v for n, r, v in entries if n < 3 and r == row)]) for row in range(6)]


@given(st.lists(st.tuples(st.integers(-1, 3), _PATH), max_size=8), _PART)
def test_paths_are_found_by_any_part_of_them_in_any_case(files: list[tuple[int, str]], name: str) -> None:
    paths = Paths.build(4, _rows(*(row for row, _ in files)), [path for _, path in files])
    holders = {row for row, path in files if row >= 0 and name.casefold() in path.casefold()}
    assert np.flatnonzero(paths.match(name)).tolist() == sorted(holders)


@given(st.lists(st.tuples(st.integers(-1, 3), _PATH), max_size=8), _PART)
def test_a_word_is_found_where_neither_letters_nor_digits_go_on(files: list[tuple[int, str]], word: str) -> None:
    paths = Paths.build(4, _rows(*(row for row, _ in files)), [path for _, path in files])
    word = word.casefold()

    def is_alone(path: str, at: int) -> bool:
        sides = ((path[at - 1 : at], word[0]), (path[at + len(word) :][:1], word[-1]))
        return not any(side and _sort(side) == _sort(own) != "sign" for side, own in sides)

    holders = {
        row
        for row, path in ((row, path.casefold()) for row, path in files)
        if row >= 0 and any(path.startswith(word, at) and is_alone(path, at) for at in range(len(path)))
    }
    assert np.flatnonzero(paths.match_word(word)).tolist() == sorted(holders)


def _sort(char: str) -> str:
    return "digit" if char.isdigit() else "letter" if char.isalpha() or not char.isascii() else "sign"


@given(st.lists(st.tuples(st.integers(-1, 3), _PATH), max_size=8), _PART)
def test_a_file_is_found_by_its_name_with_its_ending_or_without(files: list[tuple[int, str]], name: str) -> None:
    paths = Paths.build(4, _rows(*(row for row, _ in files)), [path for _, path in files])
    wanted = name.casefold()
    last = [(row, path.rpartition("/")[2].casefold()) for row, path in files if row >= 0]
    holders = {row for row, file in last if file == wanted or file.startswith(f"{wanted}.")}
    assert paths.find_file(name).tolist() == sorted(holders)


def test_numbered_files_have_no_names_and_folders_do() -> None:
    names = [f"Trip/IMG_{at}.jpg" for at in range(9)] + ["Trip/Rex/birthday cake.jpg"]
    paths = Paths.build(1, np.zeros(len(names), np.int64), names)
    assert count_names(paths) == {"trip": 10, "rex": 1, "birthday cake": 1}
