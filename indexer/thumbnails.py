"""Thumbnails: small pictures for a grid, made from previews when they are first asked for, and kept up to a size.

They are all derived, so the ones that nobody has asked for lately may go at any time.
"""

from __future__ import annotations

import io
import logging
import os
import threading
import time
from collections.abc import Collection, Iterator
from enum import IntEnum
from pathlib import Path

from PIL import Image

from indexer.cache_files import LEFT_BEHIND, folder_of, mark_as_cache, replace_file

log = logging.getLogger(__name__)

MEDIA_TYPE = "image/jpeg"

# WebP takes two thirds of the bytes, ten times as long to write and three times as long to read: on the same machine, where most
# pages are looked at, that is the slower one (benchmarks/results/thumbnails.md).
_QUALITY = 80

# Some 80,000 thumbnails of 320 px.
MAX_BYTES = 2_000_000_000
_KEPT_SHARE = 0.8  # of that, after the oldest had to go: so it seldom happens

# A thumbnail that is asked for is marked as used at most so often: reading must not mean writing.
_MARK_AFTER_S = 86_400.0


class ThumbnailHeight(IntEnum):
    """The heights that there are, in pixels: of a row of photos on a plain screen, and on one with two pixels for each."""

    PLAIN = 160
    DENSE = 320


def encode_thumbnail(image: Image.Image, height_px: int) -> bytes:
    """Reduce an image to a height, its shape kept, and encode it as JPEG without metadata.

    Args:
        image: RGB, upright, sRGB; it is not enlarged.
        height_px: At least 1.
    """
    height = min(height_px, image.height)
    size = max(1, round(image.width * height / image.height)), height
    small = image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
    small.info = {}
    stream = io.BytesIO()
    small.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()


class ThumbnailCache:
    """A folder of small JPEGs, by photo and variant: `ab/abcdef....320.jpg`. Safe for several threads.

    Other processes may use the folder too; each keeps to the size by what it has written itself.
    """

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self.folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None  # not measured yet

    def find(self, content_hash: str, variant: str) -> bytes | None:
        """Return a picture; None where it has not been made, or is damaged."""
        path = self._path_of(content_hash, variant)
        try:
            content = path.read_bytes()
            if not _is_whole(content):
                return None
            if time.time() - path.stat().st_mtime > _MARK_AFTER_S:
                os.utime(path)
        except OSError:
            return None
        return content

    def keep(self, content_hash: str, variant: str, content: bytes) -> None:
        """Keep a picture; a folder that cannot be written costs time only."""
        try:
            with self._lock:
                self._make_room(len(content))
            replace_file(self._path_of(content_hash, variant), lambda file: file.write(content))
        except OSError as error:
            log.warning("the thumbnail cannot be kept in %s: %s", self.folder, error.strerror or error)

    def iter_hashes(self) -> Iterator[str]:
        """Yield the content hashes of the photos that have pictures here."""
        yield from {path.name.partition(".")[0] for path in self._files()}

    def remove_orphans(self, wanted: Collection[str]) -> None:
        """Delete pictures of photos that are not wanted, and what an interrupted write left.

        Args:
            wanted: Content hashes to keep; a set, for speed. No other process may be saving meanwhile.
        """
        for path in self._files():
            if path.name.partition(".")[0] not in wanted:
                path.unlink(missing_ok=True)
        for path in self.folder.glob(LEFT_BEHIND):
            path.unlink(missing_ok=True)

    def _path_of(self, content_hash: str, variant: str) -> Path:
        return folder_of(self.folder, content_hash) / f"{content_hash}.{variant}.jpg"

    def _files(self) -> list[Path]:
        return list(self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]*.jpg"))

    def _make_room(self, size_bytes: int) -> None:
        if self._bytes is None:
            mark_as_cache(self.folder)
            self._bytes = sum(status.st_size for _, status in self._stats())
        self._bytes += size_bytes
        if self._bytes > self._max_bytes:
            self._bytes = self._drop_oldest() + size_bytes

    def _drop_oldest(self) -> int:
        """Delete what was not used for longest; return the bytes that are left."""
        found = sorted(self._stats(), key=lambda one: one[1].st_mtime_ns)
        left = sum(status.st_size for _, status in found)
        for path, status in found:
            if left <= _KEPT_SHARE * self._max_bytes:
                break
            path.unlink(missing_ok=True)
            left -= status.st_size
        return left

    def _stats(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self._files():
            try:
                yield path, path.stat()
            except FileNotFoundError:  # another process has dropped it
                continue


def _is_whole(content: bytes) -> bool:
    """Say whether a JPEG has its beginning and its end."""
    return content.startswith(b"\xff\xd8") and content.endswith(b"\xff\xd9")
