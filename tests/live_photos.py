"""Make the halves of Live photos: tiny movies with headers as phones write them, and stills that name them."""

from __future__ import annotations

import struct

from PIL import ExifTags, Image

CONTENT_KEY = b"com.apple.quicktime.content.identifier"
_TIME_SCALE = 600  # QuickTime's usual ticks a second


def quicktime(
    duration_s: float = 2.8, identifier: str | None = None, *, is_iso: bool = False, is_long: bool = False
) -> bytes:
    """Make a movie without tracks: media first and header last, as phones write it.

    Args:
        duration_s: what its header says.
        identifier: the content identifier, under the second of two keys; none for None.
        is_iso: whether its metadata is as in ISO files, with a version before it.
        is_long: whether its header counts time in 64 bits.
    """
    inner = _movie_header(duration_s, is_long=is_long) + (_metadata(identifier, is_iso=is_iso) if identifier else b"")
    return atom(b"ftyp", b"qt  \0\0\0\0qt  ") + atom(b"wide", b"") + atom(b"mdat", b"frames") + atom(b"moov", inner)


def atom(kind: bytes, payload: bytes) -> bytes:
    """Make an atom."""
    return struct.pack(">L4s", 8 + len(payload), kind) + payload


def apple_note(identifier: str) -> bytes:
    """Make Apple's maker note with a version and a content identifier."""
    text = identifier.encode() + b"\0"
    entries = struct.pack(">HHLl", 1, 9, 1, 11) + struct.pack(">HHLL", 0x11, 2, len(text), 14 + 2 + 24 + 4)
    return b"Apple iOS\0\0\1MM" + struct.pack(">H", 2) + entries + bytes(4) + text


def with_note(exif_block: bytes, note: bytes) -> bytes:
    """Return an EXIF block with a maker note in it."""
    exif = Image.Exif()
    exif.load(exif_block)
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = note
    return exif.tobytes()


def _movie_header(duration_s: float, *, is_long: bool) -> bytes:
    ticks = round(duration_s * _TIME_SCALE)
    times = (
        struct.pack(">QQLQ", 0, 0, _TIME_SCALE, ticks) if is_long else struct.pack(">LLLL", 0, 0, _TIME_SCALE, ticks)
    )
    return atom(b"mvhd", bytes([is_long, 0, 0, 0]) + times + bytes(80))


def _metadata(identifier: str, *, is_iso: bool) -> bytes:
    values = {b"com.apple.quicktime.make": "Apple", CONTENT_KEY: identifier}
    keys = atom(b"keys", struct.pack(">LL", 0, len(values)) + b"".join(atom(b"mdta", key) for key in values))
    items = [
        atom(struct.pack(">L", index), atom(b"data", struct.pack(">LL", 1, 0) + value.encode()))
        for index, value in enumerate(values.values(), 1)
    ]
    handler = atom(b"hdlr", bytes(8) + b"mdta" + bytes(12))
    return atom(b"meta", (bytes(4) if is_iso else b"") + handler + keys + atom(b"ilst", b"".join(items)))
