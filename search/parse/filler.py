"""Words around what is looked for: "show me all photos of", "taken"."""

from __future__ import annotations

import re

from search.parse.function_words import ASKING, FUNCTION_WORDS, PICTURES
from search.parse.tokens import Sentence

_ASKING = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, ASKING), key=len, reverse=True))})(?: all| any| some| my| the)*(?!\S)"
)
_TAKING = re.compile(r"(?:that |which )?(?:i|we) (?:took|shot|made)(?!\S)")
_PICTURES = re.compile(
    rf"(?:(?:all|any|some|every|the|my|our|a|an) )*(?P<noun>{'|'.join(sorted(PICTURES))})(?: of| showing| that shows?)?(?!\S)"
)
_NEGATORS = frozenset({"not", "no", "without", "except", "excluding", "minus"})
_AFTER_PICTURES = FUNCTION_WORDS | frozenset(
    "taken shot that which containing saying like similar named not no without except excluding minus after before since "
    "until between where who i we last this ,".split()
)


def skip_filler(sentence: Sentence, at: int, *, is_first: bool, is_after_chip: bool) -> int:
    """Return the place after words that ask and tell nothing; the same place where there are none."""
    if is_first and (matched := sentence.match(_ASKING, at)):
        return matched[1]
    if matched := sentence.match(_TAKING, at):
        return matched[1]
    matched = sentence.match(_PICTURES, at)
    if matched is None:
        return at
    match, end = matched
    is_alone = match[0].endswith(match["noun"]) and sentence.is_word(end) and sentence.low(end) not in _AFTER_PICTURES
    return at if is_alone and not is_after_chip else end
