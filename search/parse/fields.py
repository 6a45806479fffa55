"""The query language's fields: `place:"New York"`, `date:2023-05..2023-07`, `-tag:dog`.

A field whose value cannot be read (`date:garbage`, `tag:nosuch`) is no error: it is looked for as words, in a chip of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from search.chips import ChipKind, WordsValue
from search.parse.concepts import found_concept, read_concept
from search.parse.counts import read_object, read_people
from search.parse.date_values import read_bound, read_date
from search.parse.devices import read_device
from search.parse.file_names import found_like, found_name
from search.parse.found import Found, Setting
from search.parse.hours import read_hours
from search.parse.kinds import read_kind
from search.parse.places import read_place
from search.parse.terms import clean, write_field
from search.parse.texts import read_text
from search.parse.tokens import Token


def read_field(token: Token, setting: Setting) -> Found:
    """Return what a field says; its end is that of the token alone."""
    found = _READERS[token.field](token, setting) if token.text else None
    return found or found_words(f"{token.field}:{token.text}")


def found_words(text: str, end: int = 0) -> Found:
    """Return the chip of words that are looked for by what they mean."""
    text = clean(text)
    term = write_field("words", text)
    return Found(ChipKind.WORDS, WordsValue(text), text, term, end, is_filter=False)


def _read_words(token: Token, setting: Setting) -> Found | None:
    del setting
    return found_words(token.text) if clean(token.text) else None


def _read_concept(token: Token, setting: Setting) -> Found | None:
    del setting
    concept = read_concept(token.text)
    return None if concept is None else found_concept(concept, 0, is_filter=True)


_Reader = Callable[[Token, Setting], Found | None]
_READERS: dict[str, _Reader] = {
    "words": _read_words,
    "tag": _read_concept,
    "date": lambda token, setting: read_date(token.text, setting),
    **{
        side: (lambda token, setting, side=side: read_bound(side, token.text, setting))  # type: ignore[misc]
        for side in ("before", "after", "since", "until")
    },
    "time": lambda token, _: read_hours(token.text),
    "place": lambda token, setting: read_place(token.text, setting),
    "camera": lambda token, _: read_device(ChipKind.CAMERA, token.text),
    "lens": lambda token, _: read_device(ChipKind.LENS, token.text),
    "name": lambda token, _: found_name(token.text, 0),
    "kind": lambda token, _: read_kind(token.text),
    "text": lambda token, _: read_text(token.text, is_prefix=token.is_prefix),
    "people": lambda token, _: read_people(token.text),
    "object": lambda token, _: read_object(token.text),
    "like": lambda token, _: found_like(token.text, 0),
}
