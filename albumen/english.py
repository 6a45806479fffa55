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
