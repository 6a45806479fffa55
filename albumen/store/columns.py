"""Column types that SQL lacks: file paths of any bytes, fractions in two bytes, and enums by value."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Dialect, Enum, Integer, Text, TypeDecorator

# A byte that is not UTF-8 is kept as one character of this private-use block (plane 16), byte value added. A real
# character of the block is kept as its own four bytes, each so escaped: decoding is exact for every name there is.
_ESCAPE_BASE = 0x10DC00
_ESCAPE_LAST = _ESCAPE_BASE + 0xFF


def escape_path(path: str) -> str:
    r"""Make a path of any bytes storable as UTF-8 text.

    Example:
        >>> unescape_path(escape_path("caf\udce9.jpg")) == "caf\udce9.jpg"
        True
    """
    if path.isascii():
        return path
    return "".join(_escape_char(char) for char in path)


def unescape_path(text: str) -> str:
    """Undo `escape_path`."""
    if text.isascii():
        return text
    raw = b"".join(_unescape_char(char) for char in text)
    return raw.decode("utf-8", "surrogateescape")


def _escape_char(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF or _ESCAPE_BASE <= code <= _ESCAPE_LAST:
        return "".join(chr(_ESCAPE_BASE + byte) for byte in char.encode("utf-8", "surrogateescape"))
    return char


def _unescape_char(char: str) -> bytes:
    code = ord(char)
    return bytes([code - _ESCAPE_BASE]) if _ESCAPE_BASE <= code <= _ESCAPE_LAST else char.encode("utf-8")


class FilePath(TypeDecorator[str]):
    """A path as `os.fsdecode` gives it, undecodable bytes included."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Escape on the way in."""
        return None if value is None else escape_path(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Unescape on the way out."""
        return None if value is None else unescape_path(value)


# SQLite keeps a whole number up to 32,767 in two bytes and a float in eight.
FRACTION_STEPS = 10_000


class Fraction(TypeDecorator[float]):
    """A number in [0, 1], to the nearest ten-thousandth."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> int | None:
        """Count the steps; not a number raises ValueError."""
        return None if value is None else round(value * FRACTION_STEPS)

    def process_result_value(self, value: int | None, dialect: Dialect) -> float | None:
        """Undo it."""
        return None if value is None else value / FRACTION_STEPS


E_ = TypeVar("E_", bound=StrEnum)


def enum_column(kind: type[E_]) -> Enum:
    """Store a StrEnum by its value, as plain text: a new member needs no migration."""

    def values(members: Any) -> list[str]:
        return [member.value for member in members]

    return Enum(kind, values_callable=values, native_enum=False, length=32)
