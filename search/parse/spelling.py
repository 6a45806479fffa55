"""One spelling for names that people write in several ways: case, accents, hyphens and quotes do not matter."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart, as one writes them without.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
# What keyboards and phones put for the plain signs.
_PLAIN = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-"})


def plain(text: str) -> str:
    """Return a text in lower case with plain apostrophes and hyphens; not always as long as it was.

    Example:
        >>> plain("New Year’s Eve, 2019–20")
        "new year's eve, 2019-20"
    """
    return text.lower().translate(_PLAIN)


def fold(text: str) -> str:
    """Return a name without case, accents, hyphens and doubled blanks.

    Example:
        >>> fold("Puerto  Aysén"), fold("Saint-Denis"), fold("Wrocław")
        ('puerto aysen', 'saint denis', 'wroclaw')
    """
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", plain(text).translate(_LETTERS))
        text = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(text.lower().replace("-", " ").replace("_", " ").split())
