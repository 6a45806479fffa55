"""The content identifier in Apple's maker note, which a Live photo's still shares with its movie.

The note is a TIFF directory behind 14 bytes: `Apple iOS`, a version and the byte order. Its offsets count from the note's
own start. Source: https://exiftool.org/TagNames/Apple.html; checked on the samples of metadata-extractor.
"""

from __future__ import annotations

import struct

_SIGNATURE = b"Apple iOS\0"
_ORDERS = {b"MM": ">", b"II": "<"}
_DIRECTORY_AT = 14
_MAX_ENTRIES = 256
_CONTENT_IDENTIFIER = 0x0011
_ASCII = 2


def read_content_identifier(maker_note: object) -> str | None:
    """Return the identifier, a UUID as text; None where the note is not Apple's, has none, or is damaged.

    Args:
        maker_note: the bytes of EXIF tag 0x927C, or whatever stands there.
    """
    if not isinstance(maker_note, bytes) or not maker_note.startswith(_SIGNATURE):
        return None
    order = _ORDERS.get(maker_note[12:14])
    if order is None:
        return None
    try:
        (count,) = struct.unpack_from(f"{order}H", maker_note, _DIRECTORY_AT)
        for number in range(min(count, _MAX_ENTRIES)):
            tag, kind, length, offset = struct.unpack_from(f"{order}HHLL", maker_note, _DIRECTORY_AT + 2 + 12 * number)
            if (tag, kind) == (_CONTENT_IDENTIFIER, _ASCII):
                return maker_note[offset : offset + length].split(b"\0", 1)[0].decode("ascii").strip() or None
    except (struct.error, UnicodeDecodeError):
        pass
    return None
