"""Any file name there is can be stored as text and comes back exactly; an enum is stored by its value."""

from __future__ import annotations

import os

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from albumen.store.columns import enum_column, escape_path, unescape_path
from albumen.types import TimeSource

names = st.one_of(
    st.binary(max_size=40).map(os.fsdecode),
    st.text(max_size=40).map(lambda text: os.fsdecode(text.encode("utf-8"))),
    st.text(st.characters(min_codepoint=0x10DB00, max_codepoint=0x10DDFF), max_size=8),
)


@given(names)
@example("café/été.jpg")
@example(os.fsdecode(b"caf\xe9.jpg"))
@example("\U0010dce9")
@example(os.fsdecode("\U0010dce9".encode()[:3]))
@example(os.fsdecode(b"\xf4\x8d\xb3") + "\U0010dc80")
def test_any_name_of_a_file_comes_back_exactly(name: str) -> None:
    stored = escape_path(name)
    assert stored.encode("utf-8").decode("utf-8") == stored
    assert unescape_path(stored) == name


@given(st.lists(names, min_size=2, max_size=2, unique=True))
def test_two_names_are_never_stored_as_one(pair: list[str]) -> None:
    assert escape_path(pair[0]) != escape_path(pair[1])


@given(names, names)
def test_a_path_below_a_folder_is_stored_below_it(folder: str, name: str) -> None:
    assert escape_path(f"{folder}/{name}") == f"{escape_path(folder)}/{escape_path(name)}"


@pytest.mark.parametrize("name", ["IMG_1.jpg", "2018 北京/ü.jpg", "😀.png"])
def test_an_ordinary_name_is_stored_as_it_is(name: str) -> None:
    assert escape_path(name) == name


def test_an_enum_is_stored_by_its_value() -> None:
    assert enum_column(TimeSource).enums == [source.value for source in TimeSource]
