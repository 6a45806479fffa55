"""Plain English: counts, lists, articles, months. Nothing depends on the machine's locale."""

from __future__ import annotations

from collections.abc import Sequence

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def count_of(number: int, noun: str) -> str:
    """Return a count with its noun, in digits.

    Example:
        >>> count_of(1, "day"), count_of(1200, "photo")
        ('1 day', '1,200 photos')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def spell(number: int) -> str:
    """Return a number in words up to ten, in digits above.

    Example:
        >>> spell(4), spell(12)
        ('four', '12')
    """
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def join_and(words: Sequence[str]) -> str:
    """Return a list as one says it, without a comma before "and".

    Example:
        >>> join_and(["Rome", "Florence", "Venice"])
        'Rome, Florence and Venice'
    """
    return ", ".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} and {words[-1]}"


def capitalise(text: str) -> str:
    """Return a text with its first letter upper case and the rest as it is.

    Example:
        >>> capitalise("a week in Rome")
        'A week in Rome'
    """
    return text[:1].upper() + text[1:]


def say_exposure_time(seconds: float) -> str:
    """Return an exposure time as cameras write it.

    Example:
        >>> say_exposure_time(0.004), say_exposure_time(2.0)
        ('1/250 s', '2 s')
    """
    return f"{seconds:g} s" if seconds >= 0.4 else f"1/{round(1 / seconds)} s"


def describe_bytes(size_bytes: int) -> str:
    """Write a size as people do.

    Example:
        >>> describe_bytes(999), describe_bytes(4_200_000)
        ('999 B', '4.2 MB')
    """
    size, units = float(size_bytes), ["B", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:.0f} B" if units[0] == "B" else f"{size:.1f} {units[0]}"


def describe_duration(seconds: float) -> str:
    """Write a time span briefly.

    Example:
        >>> [describe_duration(s) for s in (2.34, 75, 7325)]
        ['2.3 s', '1 min 15 s', '2 h 2 min']
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes = int(seconds) // 60
    return f"{minutes} min {int(seconds) % 60} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
