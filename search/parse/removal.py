"""One chip less: the string of a query without it, such that all others stay what they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from search.chips import Chip, ParsedQuery
from search.lexicon import Lexicon
from search.parse.function_words import CONJUNCTIONS, FUNCTION_WORDS
from search.parse.query import parse_query

_HANGING = FUNCTION_WORDS | {","}


def remove_chip(parsed: ParsedQuery, chip: Chip, lexicon: Lexicon, today: date) -> str:
    """Return the string without a chip's part and the small words that it leaves hanging.

    Where the rest would be understood otherwise, these are the other chips' terms: without "on Sunday", the "morning" of
    "on Sunday morning" is a word like any other; as `time:05:00-12:00` it stays.

    Example:
        >>> def remove(text, at):
        ...     query = parse_query(text, Lexicon(), date(2026, 11, 20))
        ...     return remove_chip(query, query.chips[at], Lexicon(), date(2026, 11, 20))
        >>> remove("dogs on the beach, not snow", 1), remove("beach with dogs", 0), remove("on Sunday morning", 0)
        ('dogs, not snow', 'dogs', 'time:05:00-12:00')
    """
    others = [other for other in parsed.chips if other is not chip]
    meanings = [*map(_meaning, others)]
    first = max((other.end for other in others if other.end <= chip.start), default=0)
    last = min((other.start for other in others if other.start >= chip.end), default=len(parsed.text))
    led, followed = parsed.text[:first].split(), parsed.text[last:].split()
    for before, after in _iter_gaps(parsed.text[first : chip.start].split(), parsed.text[chip.end : last].split()):
        shorter = _join(led + before, (after if led or before else _trim(after, _HANGING)) + followed)
        if [*map(_meaning, parse_query(shorter, lexicon, today).chips)] == meanings:
            return shorter
    return " ".join(other.term for other in others)


def _iter_gaps(before: list[str], after: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield what may stay between the chips on both sides: without the words that hang on what goes, and all of it."""
    yield _trim(before[::-1], _HANGING)[::-1], after
    yield before, _trim(after, CONJUNCTIONS)
    yield before, after


def _trim(words: list[str], hanging: frozenset[str]) -> list[str]:
    kept = (at for at, word in enumerate(words) if word.casefold() not in hanging)
    return words[next(kept, len(words)) :]


def _join(before: list[str], after: list[str]) -> str:
    if after and after[0].startswith(","):
        return f"{' '.join(before).rstrip(',')}{' '.join(after)}".strip(" ,")
    return " ".join(before + after).strip(" ,")


def _meaning(chip: Chip) -> tuple[object, ...]:
    return chip.kind, chip.value, chip.is_negated, chip.is_filter
