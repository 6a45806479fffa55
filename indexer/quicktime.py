"""The few facts of a QuickTime or MP4 movie that tell whether it is half of a Live photo, read without touching its media.

Sources: Apple, QuickTime File Format (movie header atom, metadata atoms); ISO/IEC 14496-12, 4.2 and 8.11.1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

# https://developer.apple.com/documentation/avfoundation/avmetadataidentifier/quicktimemetadatacontentidentifier
CONTENT_IDENTIFIER = b"com.apple.quicktime.content.identifier"

# A movie has a handful of atoms at each level and some dozen metadata items; the limits stop loops and garbage.
_MAX_ATOMS = 256
_MAX_VALUE_BYTES = 4_096
_UTF8 = 1  # QuickTime's well-known type 1


@dataclass(frozen=True, slots=True)
class MovieHeader:
    """How long a movie is, and the identifier that it shares with its still; None where it does not say."""

    duration_s: float | None = None
    content_identifier: str | None = None


@dataclass(frozen=True, slots=True)
class _Atom:
    """A piece of a movie: its four-letter kind, and where its payload lies."""

    kind: bytes
    start: int
    end: int


def read_movie_header(file: BinaryIO) -> MovieHeader:
    """Read a movie's header; what is damaged or absent is None. A file need not start with `ftyp`: some exports do not.

    Args:
        file: seekable; its position moves.

    Raises:
        OSError: the file cannot be read.
    """
    duration_s = identifier = None
    try:
        for atom in _iter_movie_atoms(file):
            if atom.kind == b"mvhd":
                duration_s = _read_duration(file, atom)
            elif atom.kind == b"meta":
                identifier = identifier or _read_identifier(file, atom)
    except (struct.error, ValueError, OverflowError):
        pass  # what was read before the damage holds
    return MovieHeader(duration_s, identifier)


def _iter_movie_atoms(file: BinaryIO) -> Iterator[_Atom]:
    whole = _Atom(b"", 0, file.seek(0, 2))
    for atom in _iter_atoms(file, whole):
        if atom.kind == b"moov":
            yield from _iter_atoms(file, atom)


def _iter_atoms(file: BinaryIO, outer: _Atom) -> Iterator[_Atom]:
    """Yield the atoms inside another, as far as they are whole."""
    at = outer.start
    for _ in range(_MAX_ATOMS):
        if at + 8 > outer.end:
            return
        size, kind = struct.unpack(">L4s", _read(file, at, 8))
        start = at + 8
        if size == 1:  # too large for 32 bits
            (size,) = struct.unpack(">Q", _read(file, start, 8))
            start += 8
        end = at + size if size else outer.end  # 0: up to the end
        if not start <= end <= outer.end:
            return
        yield _Atom(kind, start, end)
        at = end


def _read_duration(file: BinaryIO, atom: _Atom) -> float | None:
    """Read the duration in seconds; all bits set mean that it is unknown."""
    is_long = _read(file, atom.start, 1) == b"\1"
    layout = ">16xLQ" if is_long else ">8xLL"  # creation and modification time, then the two that count
    scale, duration = struct.unpack(layout, _read(file, atom.start + 4, struct.calcsize(layout)))
    is_unknown = duration == (2**64 - 1 if is_long else 2**32 - 1)
    return None if is_unknown or not scale else duration / scale


def _read_identifier(file: BinaryIO, meta: _Atom) -> str | None:
    # In ISO files four bytes of version and flags come first, in QuickTime's own the handler atom.
    is_bare = _read(file, meta.start + 4, 4) == b"hdlr"
    inner = _Atom(b"meta", meta.start if is_bare else meta.start + 4, meta.end)
    parts = {atom.kind: atom for atom in _iter_atoms(file, inner)}
    if b"keys" not in parts or b"ilst" not in parts:
        return None
    index = _find_key(file, parts[b"keys"])
    item = next((atom for atom in _iter_atoms(file, parts[b"ilst"]) if atom.kind == index), None)
    return _read_text(file, item) if item is not None else None


def _find_key(file: BinaryIO, keys: _Atom) -> bytes | None:
    """Return the identifier's index, from 1, as items are called by it. Each key has an atom's shape."""
    listed = _Atom(b"keys", keys.start + 8, keys.end)  # after version, flags and count
    for index, key in enumerate(_iter_atoms(file, listed), 1):
        if key.kind == b"mdta" and _read(file, key.start, key.end - key.start) == CONTENT_IDENTIFIER:
            return struct.pack(">L", index)
    return None


def _read_text(file: BinaryIO, item: _Atom) -> str | None:
    for data in _iter_atoms(file, item):
        if data.kind == b"data" and _read(file, data.start, 4) == struct.pack(">L", _UTF8):
            value = _read(file, data.start + 8, data.end - data.start - 8)  # after type and locale
            return value.decode("utf-8").strip("\0 ") or None
    return None


def _read(file: BinaryIO, at: int, count: int) -> bytes:
    if not 0 <= count <= _MAX_VALUE_BYTES:
        return b""
    file.seek(at)
    return file.read(count)
