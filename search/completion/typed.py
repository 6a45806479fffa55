"""What stands at the cursor: the beginning of a field's value, or of one or several words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.chips import ChipKind
from search.parse.spelling import fold

_FIELD = re.compile(
    rf"""(?<!\w)(?P<field>{"|".join(kind.value for kind in ChipKind)}):(?:"(?P<quoted>[^"]*)|(?P<bare>[^\s"]*))$"""
)
_WORD = re.compile(r"\S+")
_OPENING = "-(\u2212\u2013"  # before a word, and no part of it
_MOST_WORDS = 4  # of a name that is typed in plain words


@dataclass(frozen=True, slots=True)
class Typed:
    """The beginning of a name, folded, and where it stands: from `start` to `end`, the end of the word that the cursor is in.

    `field` is the one that it is typed into.
    """

    prefix: str
    start: int
    end: int
    field: ChipKind | None = None


def iter_typed(text: str, cursor: int) -> Iterator[Typed]:
    """Yield what may be the beginning of a name, longest first; nothing in quoted text, whose words are looked for as they are.

    Example:
        >>> [typed.prefix for typed in iter_typed("dogs in new yo", 14)]
        ['dogs in new yo', 'in new yo', 'new yo', 'yo']
    """
    before = text[:cursor]
    found = _FIELD.search(before)
    if found:
        value = found["bare"] if found["quoted"] is None else found["quoted"]
        end = _end_of_word(text, cursor) if found["quoted"] is None else _end_of_quote(text, cursor)
        yield Typed(_fold(value), found.start(), end, ChipKind(found["field"]))
    elif before.count('"') % 2 == 0:
        yield from _iter_words(text, before)


def _iter_words(text: str, before: str) -> Iterator[Typed]:
    words = list(_WORD.finditer(before))[-_MOST_WORDS:]
    end = _end_of_word(text, len(before))
    for word in words:
        start = word.start() + len(word.group()) - len(word.group().lstrip(_OPENING))
        prefix = _fold(before[start:])
        if prefix.strip():
            yield Typed(prefix, start, end)


def _fold(typed: str) -> str:
    """Fold, keeping that a word is complete: "new " is the beginning of "new york" and not of "newark"."""
    return fold(typed) + (" " if typed[-1:].isspace() and typed.strip() else "")


def _end_of_word(text: str, cursor: int) -> int:
    if cursor == 0 or text[cursor - 1].isspace():
        return cursor
    rest = re.match(r"[^\s\"]*", text[cursor:])
    return cursor + (rest.end() if rest else 0)


def _end_of_quote(text: str, cursor: int) -> int:
    closing = text.find('"', cursor)
    return len(text) if closing < 0 else closing + 1
