"""Pictures that a browser sends: bounded, decoded as any photo is, and on a disk only meanwhile."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections import OrderedDict
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, HTTPException, Request

from albumen.errors import PhotoError
from indexer.decode import DecodedPhoto, decode_photo
from indexer.reader_pool import ReaderPool

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.config import Settings

# Raw files of 45-megapixel cameras come close; larger ones are scans, of which a copy does as well.
MAX_BYTES = 40 * 2**20

# Pictures of a preview's size: a few megabytes each.
_KEPT = 4

# For the OpenAPI document: the bytes are read as they come, so FastAPI cannot know of them.
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the picture is larger than {MAX_BYTES // 2**20} MB"
            )
    return bytes(body)


Upload = Annotated[bytes, Depends(_read_body)]
"""The endpoint's parameter type for the bytes of a picture."""


class UploadDecoder:
    """Decodes pictures, one at a time, and has the last few at hand: each page of their answer asks by them anew."""

    def __init__(self, settings: Settings, heavy_work: threading.Lock) -> None:
        """Decode as the settings say, under the lock of what takes much memory."""
        self._settings = settings
        self._heavy_work = heavy_work
        self._known: OrderedDict[bytes, Image] = OrderedDict()

    def decode(self, content: bytes) -> Image:
        """Decode a picture in a process of its own, which takes nothing along if it crashes, hangs or wants too much memory.

        Raises:
            PhotoError: it is no picture that is read here, or damaged, too large or too slow to decode.
        """
        digest = hashlib.sha256(content).digest()
        with self._heavy_work:
            if digest not in self._known:
                self._known[digest] = _decode_apart(content, self._settings)
            self._known.move_to_end(digest)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            return self._known[digest]


def _decode_apart(content: bytes, settings: Settings) -> Image:
    decode = partial(decode_photo, max_side_px=settings.preview_px, max_pixels=settings.max_pixels)
    with tempfile.TemporaryDirectory(prefix="albumen-") as folder:
        path = Path(folder, "picture")
        path.write_bytes(content)
        with ReaderPool[None](1, timeout_s=settings.decode_timeout_s) as pool:
            pool.submit(None, decode, path)
            finished = pool.next_finished()
    assert finished is not None
    decoded: DecodedPhoto | PhotoError = finished[1]
    if isinstance(decoded, PhotoError):
        raise decoded
    return decoded.image
