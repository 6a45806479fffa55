"""Tell a camera's raw file from an ordinary TIFF.

DNG, NEF, ARW, CR2, PEF, SRW and 3FR are all TIFF containers with the plain TIFF signature. What sets them apart is a
directory whose pixels are a colour filter array, or a DNG version. Source: TIFF 6.0; TIFF/EP (ISO 12234-2); the
Adobe DNG specification 1.7, chapter 4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

_COMPRESSION = 0x0103
_PHOTOMETRIC = 0x0106
_MAKE = 0x010F
_SUB_IFDS = 0x014A
_DNG_VERSION = 0xC612

_COLOUR_FILTER_ARRAY = 32803
_LINEAR_RAW = 34892
# Compressions that only raw files use: Sony ARW, Nikon NEF, Samsung SRW (two), Kodak DCR and KDC, Pentax PEF.
_RAW_COMPRESSIONS = frozenset({32767, 34713, 32769, 32770, 65000, 65535})

# A camera's file has fewer than ten directories of about fifty entries; the limits stop loops and garbage.
_MAX_DIRECTORIES = 16
_MAX_ENTRIES = 256
_TYPE_SIZES = {1: 1, 3: 2, 4: 4, 13: 4}


def tiff_holds_sensor_data(file: BinaryIO) -> bool:
    """Say whether a TIFF is a camera's raw file. Malformed directories count as no.

    Args:
        file: Seekable, with a TIFF signature at 0; its position moves.
    """
    file.seek(0)
    header = file.read(16)
    if header[8:10] == b"CR":  # Canon CR2 writes its own mark behind the header.
        return True
    if header[2:3] == b"+" or header[3:4] == b"+":  # BigTIFF: no camera writes it.
        return False
    try:
        return any(_is_raw_directory(tags) for tags in _iter_directories(file, header))
    except (OSError, struct.error, ValueError, OverflowError):
        return False


def _is_raw_directory(tags: dict[int, tuple[int, ...]]) -> bool:
    if _DNG_VERSION in tags:
        return True
    photometric = tags.get(_PHOTOMETRIC, (0,))
    if photometric[:1] in ((_COLOUR_FILTER_ARRAY,), (_LINEAR_RAW,)):
        return True
    return _MAKE in tags and tags.get(_COMPRESSION, (0,))[0] in _RAW_COMPRESSIONS


def _iter_directories(file: BinaryIO, header: bytes) -> Iterator[dict[int, tuple[int, ...]]]:
    order = "<" if header.startswith(b"II") else ">"
    waiting = [struct.unpack_from(order + "L", header, 4)[0]]
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_DIRECTORIES:
        offset = waiting.pop(0)
        if offset in seen or offset == 0:
            continue
        seen.add(offset)
        tags, following = _read_directory(file, offset, order)
        yield tags
        waiting.extend(tags.get(_SUB_IFDS, ()))
        waiting.append(following)


def _read_directory(file: BinaryIO, offset: int, order: str) -> tuple[dict[int, tuple[int, ...]], int]:
    """Return the tags' integer values, empty where a value is of another type, and the next directory's offset."""
    file.seek(offset)
    (count,) = struct.unpack(order + "H", file.read(2))
    if count > _MAX_ENTRIES:
        return {}, 0
    entries = file.read(count * 12)
    (following,) = struct.unpack(order + "L", file.read(4).ljust(4, b"\0"))
    tags: dict[int, tuple[int, ...]] = {}
    for at in range(0, len(entries) - 11, 12):
        tag, kind, number = struct.unpack_from(order + "HHL", entries, at)
        tags[tag] = _read_integers(file, entries[at + 8 : at + 12], kind, number, order)
    return tags, following


def _read_integers(file: BinaryIO, field: bytes, kind: int, number: int, order: str) -> tuple[int, ...]:
    size = _TYPE_SIZES.get(kind)
    if size is None or not 0 < number <= _MAX_DIRECTORIES:
        return ()
    if size * number > 4:
        file.seek(struct.unpack(order + "L", field)[0])
        field = file.read(size * number)
    code = {1: "B", 2: "H", 4: "L"}[size]
    return struct.unpack_from(f"{order}{number}{code}", field)
