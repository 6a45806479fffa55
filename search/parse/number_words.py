"""Small numbers in words or digits."""

from __future__ import annotations

_WORDS = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17},
    **{"eighteen": 18, "nineteen": 19, "twenty": 20, "a": 1, "an": 1, "a couple of": 2},
}
NUMBER = r"(?:\d{1,3}|" + "|".join(sorted((word for word in _WORDS if len(word) > 2), key=len, reverse=True)) + ")"


def read_number(word: str) -> int | None:
    """Read a number up to 999, as digits or a word up to twenty.

    Example:
        >>> read_number("two"), read_number("17"), read_number("many")
        (2, 17, None)
    """
    if word.isascii() and word.isdecimal() and len(word) <= 3:
        return int(word)
    return _WORDS.get(word)
