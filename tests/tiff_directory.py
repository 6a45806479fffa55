"""Lay out TIFF directories, of which camera raw files consist (TIFF 6.0, section 2)."""

from __future__ import annotations

import struct

BYTE, ASCII, SHORT, LONG, RATIONAL, SRATIONAL = 1, 2, 3, 4, 5, 10
_CODES = {BYTE: "B", SHORT: "H", LONG: "L", RATIONAL: "LL", SRATIONAL: "ll"}

Entry = tuple[int, int, list]


def pack_directory(offset: int, entries: list[Entry]) -> bytes:
    """Lay out one TIFF directory at an offset, its long values behind it."""
    heap_at = offset + 2 + 12 * len(entries) + 4
    body, heap = b"", b""
    for tag, kind, values in sorted(entries):
        count, data = _pack_values(kind, values)
        field = data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<L", heap_at + len(heap))
        heap += data + b"\0" * (len(data) % 2) if len(data) > 4 else b""
        body += struct.pack("<HHL", tag, kind, count) + field
    return struct.pack("<H", len(entries)) + body + bytes(4) + heap


def _pack_values(kind: int, values: list) -> tuple[int, bytes]:
    if kind == ASCII:
        data = values[0].encode() + b"\0"
        return len(data), data
    flat = [number for value in values for number in (value if isinstance(value, tuple) else (value,))]
    return len(values), struct.pack("<" + _CODES[kind] * len(values), *flat)
