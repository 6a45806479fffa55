"""One chip less: the string of a query without it, such that all others stay what they were."""

from __future__ import annotations

from datetime import date

from search.chips import Chip, ParsedQuery
from search.lexicon import Lexicon
from search.parse.query import parse_query


def remove_chip(parsed: ParsedQuery, chip: Chip, lexicon: Lexicon, today: date) -> str:
    """Return the string without a chip's part, or, where the rest would be understood otherwise, the other chips' terms.

    Without "on Sunday", the "morning" of "on Sunday morning" is a word like any other; as `time:05:00-12:00` it stays.

    Example:
        >>> query = parse_query("on Sunday morning", Lexicon(), date(2026, 11, 20))
        >>> remove_chip(query, query.chips[0], Lexicon(), date(2026, 11, 20))
        'time:05:00-12:00'
    """
    others = [other for other in parsed.chips if other is not chip]
    shorter = parsed.without(chip)
    if [*map(_meaning, parse_query(shorter, lexicon, today).chips)] == [*map(_meaning, others)]:
        return shorter
    return " ".join(other.term for other in others)


def _meaning(chip: Chip) -> tuple[object, ...]:
    return chip.kind, chip.value, chip.is_negated, chip.is_filter
