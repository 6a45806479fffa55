"""The header of a movie: length and content identifier, from whole, odd and damaged files."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.quicktime import MovieHeader, read_movie_header
from tests.live_photos import atom, quicktime

UUID = "EE6D649E-788F-4E3A-BCD2-483651BF7B34"


def _read(content: bytes) -> MovieHeader:
    return read_movie_header(BytesIO(content))


@pytest.mark.parametrize("is_iso", [False, True])
@pytest.mark.parametrize("is_long", [False, True])
def test_length_and_identifier_are_read(is_iso: bool, is_long: bool) -> None:
    header = _read(quicktime(2.5, UUID, is_iso=is_iso, is_long=is_long))
    assert header == MovieHeader(2.5, UUID)


def test_movie_without_an_identifier_has_a_length() -> None:
    assert _read(quicktime(600.0)) == MovieHeader(600.0, None)


def test_file_need_not_start_with_its_type() -> None:
    whole = quicktime(2.5, UUID)
    assert _read(whole[whole.index(b"wide") - 4 :]) == MovieHeader(2.5, UUID)


def test_media_of_more_than_four_gigabytes_is_stepped_over() -> None:
    whole = quicktime(2.5, UUID)
    at = whole.index(b"mdat") - 4
    media = (1).to_bytes(4, "big") + b"mdat" + (16 + 6).to_bytes(8, "big") + b"frames"
    assert _read(whole[:at] + media + whole[at + 14 :]) == MovieHeader(2.5, UUID)


@pytest.mark.parametrize("ticks", [b"\xff\xff\xff\xff", b"\0\0\0\0"])
def test_unknown_length_is_none_and_no_length_is_zero(ticks: bytes) -> None:
    header = atom(b"mvhd", bytes(12) + (600).to_bytes(4, "big") + ticks)
    assert _read(atom(b"moov", header)).duration_s == (None if ticks[0] else 0.0)


def test_header_without_ticks_a_second_has_no_length() -> None:
    assert _read(atom(b"moov", atom(b"mvhd", bytes(20)))).duration_s is None


@pytest.mark.parametrize(
    "content", [b"", b"frames", b"\0" * 64, atom(b"moov", b""), b"\0\0\0\0moov", b"\xff\xd8\xff\xe0" * 9]
)
def test_what_is_no_movie_says_nothing(content: bytes) -> None:
    assert _read(content) == MovieHeader()


@given(st.integers(0, 400), st.integers(0, 255))
def test_damage_anywhere_raises_nothing(at: int, value: int) -> None:
    content = bytearray(quicktime(2.5, UUID))
    content[at % len(content)] = value
    _read(bytes(content))
    _read(bytes(content[: at % len(content)]))
