"""Pictures that a browser sends: bounded, decoded as any photo is, and kept nowhere."""

from __future__ import annotations

import tempfile
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


def decode_upload(content: bytes, settings: Settings) -> Image:
    """Decode a picture in a process of its own, which takes nothing along if it crashes, hangs or wants too much memory.

    Raises:
        PhotoError: it is no picture that is read here, or damaged, too large or too slow to decode.
    """
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
