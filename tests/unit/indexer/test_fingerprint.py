"""Content hashes."""

from __future__ import annotations

import hashlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.errors import EmptyFileError, UnreadableFileError
from indexer.fingerprint import hash_content


@given(st.binary(min_size=1))
def test_hash_is_sha256_of_the_bytes(tmp_path, content) -> None:
    (tmp_path / "photo.jpg").write_bytes(content)
    assert hash_content(tmp_path / "photo.jpg") == hashlib.sha256(content).hexdigest()


def test_large_file_is_hashed_in_constant_memory(tmp_path) -> None:
    with (tmp_path / "large.tif").open("wb") as file:
        file.truncate(64 * 1024 * 1024)
    tracemalloc.start()
    try:
        hash_content(tmp_path / "large.tif")
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak_bytes < 2 * 1024 * 1024


def test_empty_file_has_no_identity(tmp_path) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(EmptyFileError):
        hash_content(tmp_path / "empty.jpg")


def test_absent_file_and_folder_are_unreadable(tmp_path) -> None:
    for path in (tmp_path / "gone.jpg", tmp_path):
        with pytest.raises(UnreadableFileError):
            hash_content(path)
