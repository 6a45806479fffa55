"""Where a query says no: "not", "without", "-dog", "but not in Spain", "except 2020"."""

from __future__ import annotations

import re

from search.parse.tokens import Sentence, TokenKind

# What a negation word is part of and does not negate.
_FIXED = re.compile(
    r"(?:forget me nots?|why not|or not|not only|not just|no (?:entry|smoking|parking|swimming|trespassing|man's land|exit))(?!\S)"
)
_NO_ONE = re.compile(r"(?:no one|(?:no|without) (?:anyone|anybody))(?!\S)")  # a number of people
_NEGATOR = re.compile(
    r"(?:(?:but|and|or|nor|though) )?"
    r"(?:not|without|no|except(?: for)?|excluding|minus|apart from|other than|but for|never|(?:don't|do not|dont) show(?: me)?)"
    r"(?: (?:any|a|an|the|some|photos of|pictures of|taken|and|or|nor))*(?!\S)"
)
_JOINING = re.compile(r"(?:, )?(?:and|or|nor)(?: (?:any|a|an|the|no|not|without))*(?!\S)")


def skip_negator(sentence: Sentence, at: int) -> int:
    """Return the place after a word or minus that negates what follows; the same place where there is none."""
    if sentence.tokens[at].kind is TokenKind.MINUS:
        return at + 1
    if skip_fixed(sentence, at) > at or sentence.match(_NO_ONE, at):
        return at
    matched = sentence.match(_NEGATOR, at)
    return at if matched is None else matched[1]


def skip_fixed(sentence: Sentence, at: int) -> int:
    """Return the place after a phrase with a "no" in it that negates nothing."""
    matched = sentence.match(_FIXED, at)
    return at if matched is None else matched[1]


def skip_joining(sentence: Sentence, at: int) -> int:
    """Return the place after an "and" or "or", over which a negation may reach."""
    matched = sentence.match(_JOINING, at) if at < len(sentence) else None
    return at if matched is None else matched[1]
