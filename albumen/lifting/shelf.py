"""Mattes that a library keeps, so that a photo is looked at once."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PIL import Image

from albumen.errors import StoreError
from albumen.store.records import Matte
from models.segmenter import SubjectMatte

if TYPE_CHECKING:
    from numpy.typing import NDArray

logger = logging.getLogger(__name__)


class MatteLibrary(Protocol):
    """What a shelf needs of a library."""

    def find_original(self, name: str) -> Path:
        """Return a file of the photo with that path or id.

        Raises:
            UsageError: there is no such photo, or all its files are offline.
        """

    def find_photo_id(self, path: Path) -> int | None:
        """Find the photo that has a file's content, wherever the file lies."""

    def find_matte(self, photo_id: int) -> Matte | None:
        """Find what the lifter in use has made of a photo."""

    def keep_matte(self, photo_id: int, matte: Matte) -> None:
        """Keep what the lifter in use has made of a photo."""


class MatteShelf:
    """Finds and keeps mattes by the content of a photo's file."""

    def __init__(self, library: MatteLibrary) -> None:
        self._library = library

    def find_original(self, name: str) -> Path:
        """Return a file of the photo with that path or id.

        Raises:
            UsageError: there is no such photo, or all its files are offline.
        """
        return self._library.find_original(name)

    def find_or_make(self, path: Path, make: Callable[[], SubjectMatte]) -> SubjectMatte:
        """Return the kept matte of a photo's file; else make it and, if the photo is of the library, keep it."""
        photo_id = self._library.find_photo_id(path)
        if photo_id is None:
            return make()
        kept = self._library.find_matte(photo_id)
        if kept is not None and kept.png is not None:
            return SubjectMatte(decode_matte(kept.png), kept.confidence)
        matte = make()
        self._keep(photo_id, matte)
        return matte

    def _keep(self, photo_id: int, matte: SubjectMatte) -> None:
        """Keep a matte; a store that refuses costs time only."""
        try:
            self._library.keep_matte(photo_id, Matte(matte.confidence, encode_matte(matte.alpha)))
        except StoreError as error:
            logger.info("matte not kept: %s", error)


def encode_matte(alpha: NDArray[np.float32]) -> bytes:
    """Write a matte, (S, S) in [0, 1], as a grey PNG of 8 bits."""
    stream = io.BytesIO()
    Image.fromarray((alpha * 255 + 0.5).astype(np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def decode_matte(png: bytes) -> NDArray[np.float32]:
    """Read what `encode_matte` wrote.

    Example:
        >>> decode_matte(encode_matte(np.array([[0, 1]], np.float32))).tolist()
        [[0.0, 1.0]]
    """
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        return np.asarray(image, np.float32) / np.float32(255)
