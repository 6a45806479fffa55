"""Values written in the query language, so that reading them gives the values again."""

from __future__ import annotations

import re

from albumen.store.records import CountRange

_BARE = re.compile(r"[\w.](?:[\w.:/+*@&,_-]*[\w.+*])?")
_QUOTES = re.compile('["“”„‟«»＂]')


def write_field(field: str, value: str) -> str:
    """Write a field and its value, in quotes where it needs them.

    Example:
        >>> write_field("place", "New York"), write_field("tag", "dog")
        ('place:"New York"', 'tag:dog')
    """
    value = clean(value)
    return f"{field}:{value}" if _BARE.fullmatch(value) else f'{field}:"{value}"'


def clean(value: str) -> str:
    """Return a value as a field can hold it: without double quotes, with single blanks."""
    return " ".join(_QUOTES.sub(" ", value).split())


def write_counts(count: CountRange) -> str:
    """Write a number or range of numbers.

    Example:
        >>> write_counts(CountRange(2, 2)), write_counts(CountRange(2, 4)), write_counts(CountRange(3, None))
        ('2', '2-4', '3+')
    """
    if count.at_most is None:
        return f"{count.at_least}+"
    return f"{count.at_least}" if count.at_least == count.at_most else f"{count.at_least}-{count.at_most}"


def write_minutes(minutes: int) -> str:
    """Write a minute of the day as a clock shows it.

    Example:
        >>> write_minutes(1110)
        '18:30'
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"
