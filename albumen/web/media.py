"""Which bytes a photo's picture consists of, what kind they are, and how a browser knows that it has them already.

Photos are named by id alone: no path comes from outside. A thumbnail is kept once it was made; a preview that was lost is
decoded again from the original, one photo at a time, for that takes memory.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.errors import NotFoundError, PhotoError
from albumen.printable import clean_path
from albumen.store.records import PhotoRecord
from indexer.decode import decode_photo
from indexer.formats import PhotoFormat, sniff_format
from indexer.photo_file import open_photo_file
from indexer.previews import JPEG_QUALITY
from indexer.thumbnails import MEDIA_TYPE, ThumbnailHeight, encode_thumbnail

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.app import Library

# What browsers show and cannot run; everything else is only ever saved to a file.
_SHOWN_TYPES = {
    PhotoFormat.JPEG: "image/jpeg",
    PhotoFormat.PNG: "image/png",
    PhotoFormat.WEBP: "image/webp",
    PhotoFormat.GIF: "image/gif",
    PhotoFormat.AVIF: "image/avif",
}
_SAVED_TYPE = "application/octet-stream"
# Of QuickTime's movies too, which are of the same family: browsers refuse those by name, and play them by this one.
_MOVIE_TYPE = "video/mp4"

# Of the content hash in tags and addresses: 64 bits, which no two photos of a library share by chance.
_HASH_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may have to be made. `etag` is known beforehand, so that one who has it already costs nothing."""

    media_type: str
    etag: str
    load: Callable[[], bytes]

    def is_of(self, version: str) -> bool:
        """Say whether it is a picture of the content of that version."""
        return self.etag.startswith(f'"{version}-')


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """A file of a photo, as it lies on its disk. `is_shown` says that browsers may show it rather than save it."""

    path: Path
    status: os.stat_result
    media_type: str
    etag: str
    name: str
    is_shown: bool


class PhotoMedia:
    """The pictures of a library's photos; all threads of a server share it."""

    def __init__(self, library: Library, heavy_work: threading.Lock) -> None:
        """Serve a library; what takes all cores or much memory is done under the lock."""
        self._library = library
        self._heavy_work = heavy_work

    def thumbnail(self, photo_id: int, height_px: ThumbnailHeight) -> Picture:
        """Give a photo's thumbnail, at most so high.

        Raises:
            NotFoundError: there is no such photo. `load` raises it too, where nothing of the photo can be read.
        """
        photo = self.get(photo_id)
        return Picture(
            MEDIA_TYPE, make_etag(photo, f"t{height_px.value}"), lambda: self._load_thumbnail(photo, height_px)
        )

    def preview(self, photo_id: int) -> Picture:
        """Give a photo's preview.

        Raises:
            NotFoundError: there is no such photo. `load` raises it too, where nothing of the photo can be read.
        """
        photo = self.get(photo_id)
        return Picture("image/jpeg", make_etag(photo, "p"), lambda: self._load_preview(photo))

    def original(self, photo_id: int) -> OriginalFile:
        """Find a file of a photo that is there, and still is what was indexed.

        Raises:
            NotFoundError: there is no such photo, or no such file of it.
        """
        photo = self.get(photo_id)
        path, status, photo_format = self._find_file(photo)
        media_type = _SHOWN_TYPES.get(photo_format)
        etag = make_etag(photo, f"o{status.st_mtime_ns:x}")  # with its time: bytes that change later are no part of it
        return OriginalFile(path, status, media_type or _SAVED_TYPE, etag, path.name, media_type is not None)

    def movie(self, photo_id: int) -> OriginalFile:
        """Find the moving half of a Live photo that is there, and still is what was indexed.

        Raises:
            NotFoundError: there is no such photo, or no such movie of it.
        """
        photo = self.get(photo_id)
        with self._library.store.read() as tx:
            movies = [file.movie for file in tx.duplicates.files([photo.id]) if file.movie is not None]
        for movie in movies:
            try:
                with open_photo_file(movie.path) as file:
                    status = os.fstat(file.fileno())
            except PhotoError:
                continue
            if (status.st_size, status.st_mtime_ns) == (movie.size_bytes, movie.mtime_ns):
                etag = make_etag(photo, f"l{status.st_mtime_ns:x}")
                return OriginalFile(movie.path, status, _MOVIE_TYPE, etag, movie.path.name, is_shown=True)
        raise NotFoundError(f"photo {photo_id} has no movie, or it is not there as it was indexed: mount its disk")

    def find_original(self, photo: PhotoRecord) -> Path:
        """Find a file of a photo, as `original` does."""
        return self._find_file(photo)[0]

    def get(self, photo_id: int) -> PhotoRecord:
        """Look a photo up.

        Raises:
            NotFoundError: there is none.
        """
        with self._library.store.read() as tx:
            photo = tx.photos.get([photo_id]).get(photo_id)
        if photo is None:
            raise NotFoundError(f"there is no photo {photo_id} in this library")
        return photo

    def load_small(self, photo: PhotoRecord, *, min_height_px: int | None = None) -> Image:
        """Load a photo's preview, or decode the photo where it was lost.

        Raises:
            NotFoundError: nothing of it can be read.
        """
        try:
            return self._library.previews.load(photo.content_hash, min_height_px=min_height_px)
        except OSError:
            return self._decode(photo)

    def _load_thumbnail(self, photo: PhotoRecord, height_px: ThumbnailHeight) -> bytes:
        variant = str(height_px.value)
        kept = self._library.thumbnails.find(photo.content_hash, variant)
        if kept is not None:
            return kept
        made = encode_thumbnail(self.load_small(photo, min_height_px=height_px), height_px)
        self._library.thumbnails.keep(photo.content_hash, variant, made)
        return made

    def _load_preview(self, photo: PhotoRecord) -> bytes:
        try:
            return self._library.previews.path_of(photo.content_hash).read_bytes()
        except OSError:
            return encode_jpeg(self._decode(photo), JPEG_QUALITY)

    def _decode(self, photo: PhotoRecord) -> Image:
        settings = self._library.settings
        path = self.find_original(photo)
        with self._heavy_work:
            try:
                return decode_photo(path, max_side_px=settings.preview_px, max_pixels=settings.max_pixels).image
            except PhotoError as error:
                raise NotFoundError(f"photo {photo.id} has no picture: {error}") from error

    def _find_file(self, photo: PhotoRecord) -> tuple[Path, os.stat_result, PhotoFormat]:
        with self._library.store.read() as tx:
            paths = tx.files.paths_of([photo.id])[photo.id]
        for path in paths:
            try:
                with open_photo_file(path) as file:
                    status, photo_format = os.fstat(file.fileno()), sniff_format(file)
            except (PhotoError, OSError):
                continue
            if photo_format is not None and status.st_size == photo.size_bytes:
                return path, status, photo_format
        where = f"it was {clean_path(paths[0])}" if paths else "its files were deleted"
        raise NotFoundError(f"no file of photo {photo.id} is there as it was indexed ({where}): mount its disk")


def is_shown_by_browsers(photo_format: str) -> bool:
    """Say whether browsers show originals of a format, as `indexer.formats` names it."""
    return photo_format in _SHOWN_TYPES


def version_of(photo: PhotoRecord) -> str:
    """Name a photo's content in the addresses of its pictures, which then hold for good: `/media/12/thumb?h=160&v=...`."""
    return photo.content_hash[:_HASH_DIGITS]


def make_etag(photo: PhotoRecord, variant: str) -> str:
    """Name the bytes of one variant of a photo's picture, as RFC 9110, 8.8.3 has it."""
    return f'"{version_of(photo)}-{variant}"'


def encode_jpeg(image: Image, quality: int) -> bytes:
    """Encode an RGB image without metadata."""
    bare = image.copy()
    bare.info = {}
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
