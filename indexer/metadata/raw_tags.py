"""Tags of camera raw files, without decoding them.

DNG, NEF, ARW, CR2, PEF, SRW: a TIFF. ORF and RW2: a TIFF with another signature. RAF: a JPEG preview with the camera's
EXIF. CR3: TIFF blocks in `CMT` boxes. What is none of these has no tags here.
Sources: https://exiftool.org/TagNames/ (per format); https://github.com/lclevy/canon_cr3 for CR3's boxes.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any, BinaryIO

from PIL import ExifTags, Image

from indexer.decoder_errors import DECODER_ERRORS
from indexer.metadata.embedded import MAX_XMP_BYTES, EmbeddedTags, collect_tags, merge_directories

_TIFF_SIGNATURES = {b"IIRO": b"II*\0", b"IIRS": b"II*\0", b"MMOR": b"MM\0*", b"IIU\0": b"II*\0"}
_XMP_TAG = 0x02BC
# RAF: where the preview starts, big-endian (https://libopenraw.freedesktop.org/formats/raf/).
_RAF_PREVIEW_OFFSET = 84
# CR3 keeps its `CMT` boxes in the first kilobytes, before the pixels.
_CR3_HEAD_BYTES = 128 * 1024


def collect_raw_tags(file: BinaryIO) -> EmbeddedTags:
    """Read what a raw file says of itself; empty where nothing can be read. The file's position moves."""
    file.seek(0)
    header = file.read(16)
    read: Callable[[BinaryIO], EmbeddedTags] = _read_tiff
    if header.startswith(b"FUJIFILM"):
        read = _read_raf
    elif header.startswith(b"ftyp", 4):
        read = _read_cr3
    try:
        return read(file)
    except DECODER_ERRORS:
        return EmbeddedTags()


class _TiffView(io.RawIOBase):
    """A raw file seen with the plain TIFF signature; only the first four bytes differ."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        file.seek(0)
        head = file.read(4)
        self._head = _TIFF_SIGNATURES.get(head, head)
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        start = self._file.tell()
        data = self._file.read(size)
        return self._head[start : start + len(data)] + data[max(0, 4 - start) :] if start < 4 else data

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _read_tiff(file: BinaryIO) -> EmbeddedTags:
    exif = Image.Exif()
    exif.load_from_fp(_TiffView(file))  # type: ignore[arg-type]
    xmp = exif.get(_XMP_TAG)
    return EmbeddedTags(
        exif=merge_directories(exif),
        gps=dict(exif.get_ifd(ExifTags.IFD.GPSInfo)),
        xmp=xmp if isinstance(xmp, bytes) and len(xmp) <= MAX_XMP_BYTES else None,
    )


def _read_raf(file: BinaryIO) -> EmbeddedTags:
    file.seek(_RAF_PREVIEW_OFFSET)
    offset, length = struct.unpack(">LL", file.read(8))
    file.seek(offset)
    with Image.open(io.BytesIO(file.read(length)), formats=("JPEG",)) as preview:
        return collect_tags(preview)


def _read_cr3(file: BinaryIO) -> EmbeddedTags:
    file.seek(0)
    head = file.read(_CR3_HEAD_BYTES)
    exif = _read_cmt(head, b"CMT1") | _read_cmt(head, b"CMT2")
    return EmbeddedTags(exif=exif, gps=_read_cmt(head, b"CMT4"))


def _read_cmt(head: bytes, name: bytes) -> dict[int, Any]:
    at = head.find(name)
    if at < 4:
        return {}
    (size,) = struct.unpack_from(">L", head, at - 4)
    exif = Image.Exif()
    exif.load_from_fp(io.BytesIO(head[at + 4 : at - 4 + size]))
    return dict(exif)
