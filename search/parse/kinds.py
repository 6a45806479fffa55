"""Pictures that are kept for use: "receipts", "screenshots of maps", "QR codes"; and "photos only".

Only words that name a kind and hardly anything else are filters. A sign, a label and a card are seen in photos too, so they
stay concepts.
"""

from __future__ import annotations

import re

from albumen.errors import UsageError
from albumen.types import UtilityKind
from search.chips import ChipKind, KindValue
from search.parse.found import Found, Setting
from search.parse.terms import write_field
from search.parse.tokens import Sentence
from search.signal_terms import name_kind, parse_kind

_WORDS: dict[UtilityKind, str] = {
    UtilityKind.RECEIPT: r"(?:till |shop |store )?receipts?|bills",
    UtilityKind.DOCUMENT: r"(?:scanned )?documents?|paperwork|scans?",
    UtilityKind.SCREENSHOT: r"screen ?shots?|screen captures?|screengrabs?",
    UtilityKind.NOTES: r"(?:hand ?written |whiteboard )?notes|whiteboards?",
    UtilityKind.CODE: r"qr ?codes?|bar ?codes?",
    UtilityKind.MEME: r"memes?",
    UtilityKind.NONE: r"(?:photos|pictures|photographs) only|only (?:photos|pictures|photographs)|(?:real|actual) photos",
}
_AND = re.compile(r"(?:, )?(?:and|or|,)(?!\S)")
_KINDS = tuple((kind, re.compile(rf"(?:the |my )?(?:{words})(?!\S)")) for kind, words in _WORDS.items())


def find_kind(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find the name of a kind of picture, or several with "and" or "or": a picture is of one of them."""
    del setting
    kinds: set[UtilityKind] = set()
    begin = end = at
    while placed := _kind_at(sentence, begin):
        kind, end = placed
        kinds.add(kind)
        joined = sentence.match(_AND, end) if end < len(sentence) else None
        begin = joined[1] if joined else len(sentence)
    return _found(frozenset(kinds), end) if kinds else None


def read_kind(text: str) -> Found | None:
    """Read the value of `kind:`: a kind, several with commas between, `photo`, or `any`."""
    try:
        kinds = [parse_kind(name) for name in text.split(",")]
    except UsageError:
        return None
    known = frozenset(kind for kind in kinds if kind is not None)
    return _found(known if len(known) == len(set(kinds)) else frozenset(), 0)  # "any" is all of them


def _kind_at(sentence: Sentence, at: int) -> tuple[UtilityKind, int] | None:
    if at >= len(sentence):
        return None
    places = ((kind, sentence.match(pattern, at)) for kind, pattern in _KINDS)
    return next(((kind, matched[1]) for kind, matched in places if matched), None)


def _found(kinds: frozenset[UtilityKind], end: int) -> Found:
    name = ",".join(name_kind(kind) for kind in UtilityKind if kind in kinds) or "any"
    label = {"any": "any kind", "photo": "photos only"}.get(name, name.replace(",", " or "))
    return Found(ChipKind.KIND, KindValue(kinds), label, write_field("kind", name), end)
