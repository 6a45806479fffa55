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
    UtilityKind.RECEIPT: r"(?:till |shop |store )?receipts?",
    UtilityKind.DOCUMENT: r"(?:scanned )?documents?|paperwork|scans?",
    UtilityKind.SCREENSHOT: r"screen ?shots?|screen captures?|screengrabs?",
    UtilityKind.NOTES: r"(?:hand ?written |whiteboard )?notes|whiteboards?",
    UtilityKind.CODE: r"qr ?codes?|bar ?codes?",
    UtilityKind.MEME: r"memes?",
    UtilityKind.NONE: r"(?:photos|pictures|photographs) only|only (?:photos|pictures|photographs)|(?:real|actual) photos",
}
_KINDS = tuple((kind, re.compile(rf"(?:the |my )?(?:{words})(?!\S)")) for kind, words in _WORDS.items())


def find_kind(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find the name of a kind of picture."""
    del setting
    for kind, pattern in _KINDS:
        if matched := sentence.match(pattern, at):
            return _found(frozenset({kind}), name_kind(kind), matched[1])
    return None


def read_kind(text: str) -> Found | None:
    """Read the value of `kind:`: a kind, several with commas between, `photo`, or `any`."""
    try:
        kinds = [parse_kind(name) for name in text.split(",")]
    except UsageError:
        return None
    known = frozenset(kind for kind in kinds if kind is not None)
    if len(known) < len(set(kinds)):
        return _found(frozenset(), "any", 0)
    return _found(known, ",".join(name_kind(kind) for kind in UtilityKind if kind in known), 0)


def _found(kinds: frozenset[UtilityKind], name: str, end: int) -> Found:
    label = {"any": "any kind", "photo": "photos only"}.get(name, name.replace(",", " or "))
    return Found(ChipKind.KIND, KindValue(kinds), label, write_field("kind", name), end)
