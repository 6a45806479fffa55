"""Thumbnails, and the folder that they are kept in."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest
from PIL import Image

from indexer.scanner import CACHE_MARKER
from indexer.thumbnails import ThumbnailCache, encode_thumbnail

HASH, OTHER = "ab" * 32, "0f" * 32


@pytest.fixture
def cache(library: Path) -> ThumbnailCache:
    return ThumbnailCache(library / "thumbs")


def _picture(size_px: tuple[int, int] = (768, 576)) -> Image.Image:
    return Image.linear_gradient("L").resize(size_px).convert("RGB")


def _size_of(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


@pytest.mark.parametrize(
    ("size_px", "expected"),
    [
        ((768, 576), (427, 320)),
        ((576, 768), (240, 320)),
        ((768, 10), (768, 10)),
        ((3, 768), (1, 320)),
        ((1, 1), (1, 1)),
    ],
)
def test_a_thumbnail_keeps_the_shape_and_is_never_enlarged(size_px: tuple[int, int], expected: tuple[int, int]) -> None:
    assert _size_of(encode_thumbnail(_picture(size_px), 320)) == expected


def test_a_thumbnail_carries_no_metadata() -> None:
    image = _picture()
    image.info.update(exif=b"Exif\0\0secret", icc_profile=b"secret", xmp=b"secret")
    assert b"secret" not in encode_thumbnail(image, 160)


def test_what_was_kept_is_found_again(cache: ThumbnailCache) -> None:
    content = encode_thumbnail(_picture(), 160)
    assert cache.find(HASH, "160") is None
    cache.keep(HASH, "160", content)
    assert cache.find(HASH, "160") == content
    assert cache.find(HASH, "320") is None
    assert ThumbnailCache(cache.folder).find(HASH, "160") == content
    assert (cache.folder / CACHE_MARKER).is_file()


@pytest.mark.parametrize("damage", [b"", b"\xff\xd8 half", b"no picture at all"])
def test_a_damaged_thumbnail_is_as_good_as_none(cache: ThumbnailCache, damage: bytes) -> None:
    cache.keep(HASH, "160", encode_thumbnail(_picture(), 160))
    (path,) = cache.folder.rglob("*.jpg")
    path.write_bytes(damage)
    assert cache.find(HASH, "160") is None


def test_the_folder_stays_below_its_size_and_keeps_what_was_used_last(library: Path) -> None:
    content = encode_thumbnail(_picture(), 160)
    cache = ThumbnailCache(library / "thumbs", max_bytes=10 * len(content))
    names = [f"{number:064x}" for number in range(25)]
    for number, name in enumerate(names):
        cache.keep(name, "160", content)
        for path in cache.folder.rglob(f"{name}*"):
            os.utime(path, (number, number))
    cache.keep(names[-1], "160", content)
    assert sum(path.stat().st_size for path in cache.folder.rglob("*.jpg")) <= 10 * len(content)
    assert cache.find(names[0], "160") is None
    assert cache.find(names[-1], "160") == content


def test_what_is_looked_at_is_marked_as_used(cache: ThumbnailCache) -> None:
    cache.keep(HASH, "160", encode_thumbnail(_picture(), 160))
    (path,) = cache.folder.rglob("*.jpg")
    os.utime(path, (1, 1))
    cache.find(HASH, "160")
    assert path.stat().st_mtime > 1


def test_threads_that_keep_the_same_picture_leave_one_whole_file(cache: ThumbnailCache) -> None:
    content = encode_thumbnail(_picture(), 160)
    threads = [threading.Thread(target=cache.keep, args=(HASH, "160", content)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.find(HASH, "160") == content
    assert len([path for path in cache.folder.rglob("*") if path.is_file()]) == 2  # and the marker


def test_a_folder_that_cannot_be_written_costs_no_more_than_time(library: Path) -> None:
    (library / "thumbs").write_text("in the way")
    cache = ThumbnailCache(library / "thumbs")
    cache.keep(HASH, "160", b"RIFF")
    assert cache.find(HASH, "160") is None


def test_pictures_of_unknown_photos_are_removed(cache: ThumbnailCache) -> None:
    content = encode_thumbnail(_picture(), 160)
    cache.keep(HASH, "160", content)
    cache.keep(OTHER, "160", content)
    (cache.folder / HASH[:2] / ".x.part").touch()
    assert set(cache.iter_hashes()) == {HASH, OTHER}
    cache.remove_orphans({HASH})
    assert set(cache.iter_hashes()) == {HASH}
    assert not list(cache.folder.rglob("*.part"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "AB" * 32, "", "ab", "ab\0" * 9])
def test_only_a_content_hash_names_a_file(cache: ThumbnailCache, name: str) -> None:
    with pytest.raises(ValueError, match="content hash"):
        cache.find(name, "160")
