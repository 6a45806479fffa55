"""Queries as they were written by hand: the words that a person types, with what some of them mean in braces.

`{dogs|tag:dog} in {Crete|place:Crete} without {snow|!tag:snow} @2023-10-20` is asked on that day. Where several
meanings stand, any will do, and the first one is judged by. `{Hambrug>Hamburg|place:Hamburg}` is a slip and what was meant. `{caption}` and
`{file|like:dog}` are filled in from a library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ASKED_ON = date(2024, 1, 20)
_FOLDER = Path(__file__).parent / "wordings"
_BRACES = re.compile(r"\{([^}]*)\}")
_DAY = re.compile(r"\s*@(\d{4}-\d\d-\d\d)\s*")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words mean: the field of the query language, and a value (docs/search-evaluation.md lists their forms)."""

    field: str
    value: str
    is_negated: bool = False

    def __str__(self) -> str:
        return f"{'!' if self.is_negated else ''}{self.field}:{self.value}"


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a query with their meanings; none for words that are only looked for. `meant` differs in a slip."""

    typed: str
    meant: str
    meanings: tuple[Meaning, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """A query before a library is known. `section` says of what kind it is."""

    section: str
    parts: tuple[Part, ...]
    asked_on: date = ASKED_ON

    @property
    def is_null(self) -> bool:
        """Whether no library of this kind has an answer."""
        return self.section.startswith("null")


def load_wordings(name: str) -> list[Wording]:
    """Return the queries of `train` or of `test`, which share none."""
    return list(read_wordings((_FOLDER / f"{name}.txt").read_text(encoding="utf-8")))


def read_wordings(text: str) -> Iterator[Wording]:
    """Read queries under headings in brackets."""
    section = ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line and not line.startswith("#"):
            yield read_wording(line, section)


def read_wording(line: str, section: str = "") -> Wording:
    """Read one query.

    Example:
        >>> [part.typed for part in read_wording("{dogs|tag:dog} in {Rome|place:Rome}").parts]
        ['dogs', ' in ', 'Rome']
    """
    asked = _DAY.search(line)
    words = _DAY.sub("", line)
    parts: list[Part] = []
    start = 0
    for found in _BRACES.finditer(words):
        parts += _plain(words[start : found.start()])
        parts.append(_read_part(found.group(1)))
        start = found.end()
    parts += _plain(words[start:])
    return Wording(section, tuple(parts), date.fromisoformat(asked.group(1)) if asked else ASKED_ON)


def _plain(words: str) -> list[Part]:
    return [Part(words, words)] if words else []


def _read_part(text: str) -> Part:
    words, *meanings = text.split("|")
    typed, _, meant = words.partition(">")
    return Part(typed, meant or typed, tuple(_read_meaning(meaning) for meaning in meanings))


def _read_meaning(text: str) -> Meaning:
    field, _, value = text.removeprefix("!").partition(":")
    return Meaning(field, value, is_negated=text.startswith("!"))
