"""The content identifier in Apple's maker note."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from indexer.metadata.apple_notes import read_content_identifier
from indexer.metadata.read import load_tags
from tests.live_photos import apple_note, with_note

UUID = "1745E022-9712-43C7-B024-F308EC6413CB"


def test_identifier_is_read() -> None:
    assert read_content_identifier(apple_note(UUID)) == UUID


def test_identifier_comes_with_the_tags_of_a_photo(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Apple"
    stream = BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "JPEG", exif=with_note(exif.tobytes(), apple_note(UUID)))
    (tmp_path / "a.jpg").write_bytes(stream.getvalue())
    tags = load_tags(tmp_path / "a.jpg")
    assert tags.content_identifier == UUID
    assert 0x927C not in tags.exif


@pytest.mark.parametrize(
    "note", [None, "text", b"", b"Nikon\0\2", b"Apple iOS\0\0\1", b"Apple iOS\0\0\1XX\0\1" + bytes(20)]
)
def test_other_notes_have_none(note: object) -> None:
    assert read_content_identifier(note) is None


@pytest.mark.parametrize("length", range(0, 80, 3))
def test_damaged_notes_raise_nothing(length: int) -> None:
    found = read_content_identifier(apple_note(UUID)[:length])
    assert found is None or UUID.startswith(found)
