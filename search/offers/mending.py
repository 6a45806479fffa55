"""Words that nobody writes so, and what was probably meant: offered, never put in their place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from search.chips import ChipKind, ParsedQuery
from search.offers.edits import edit_distance
from search.offers.vocabulary import Vocabulary
from search.parse.spelling import fold
from search.query import Offer, OfferKind

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters: a shorter word is too near to too many
_LONG = 7  # letters from which two slips are believed
_SLIP = 3.5  # what a slip costs, in nats of how often a word is written; 4 mends 1 % more random slips, and "elefant" to "elegant"
_SWAP = 0.5  # of a slip is given back where the letters are the same ones


def offer_spelling(parsed: ParsedQuery, vocabulary: Vocabulary) -> Offer | None:
    """Offer the query with its unknown words mended, or None where all are right or nothing is near.

    Only words that were understood as nothing else are looked at: not what stands in quotes or in fields.
    """
    parts: list[str] = []
    at = 0
    for start, end, mended in _iter_mended(parsed, vocabulary):
        parts += [parsed.text[at:start], mended]
        at = end
    if not parts:
        return None
    query = "".join([*parts, parsed.text[at:]])
    return Offer(OfferKind.SPELLING, query, query)


def mend_word(word: str, vocabulary: Vocabulary) -> str | None:
    """Return the likeliest word that a slip or two away, or None for a word that is right or far from all others.

    Fewer slips are likelier, and so are the same letters in another order, names of the library, concepts, and what captions use
    most. A suggestion begins with the word's first or second letter.

    Example:
        >>> from search.offers.vocabulary import load_vocabulary
        >>> [mend_word(word, load_vocabulary()) for word in ("baech", "elefant", "beach", "qxzvw")]
        ['beach', 'elephant', None, None]
    """
    word = fold(word)
    if len(word) < _SHORTEST:
        return None
    if vocabulary.knows(word):
        return vocabulary.find_swapped(word)
    most = 2 if len(word) >= _LONG else 1
    near = [
        (edit_distance(word, other, most), other)
        for first in dict.fromkeys((word[0], word[1]))
        for other in vocabulary.suggestions(first, len(word), most)
    ]
    found = [pair for pair in near if pair[0] <= most]
    return min(found, key=lambda pair: (_rate(word, pair[0], pair[1], vocabulary), pair[1]))[1] if found else None


def _rate(word: str, slips: int, other: str, vocabulary: Vocabulary) -> float:
    """Rate how unlikely a word was meant: a noisy channel (Kernighan, Church and Gale, 1990)."""
    is_swap = sorted(word) == sorted(other)
    return _SLIP * (slips - _SWAP * is_swap) - math.log(vocabulary.weight_of(other))


def _iter_mended(parsed: ParsedQuery, vocabulary: Vocabulary) -> Iterator[tuple[int, int, str]]:
    for chip in parsed.chips:
        if chip.kind is ChipKind.WORDS:
            for match in _WORD.finditer(parsed.text, chip.start, chip.end):
                mended = mend_word(match.group(), vocabulary)
                if mended is not None:
                    yield match.start(), match.end(), mended
