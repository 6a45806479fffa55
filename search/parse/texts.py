"""Text in the picture: whatever stands in quotes, with "with text", "saying" or nothing before it."""

from __future__ import annotations

import re

from albumen.store.records import TextTerm
from search.chips import ChipKind, TextValue
from search.parse.found import Found, Setting
from search.parse.function_words import FUNCTION_WORDS
from search.parse.tokens import Sentence, TokenKind

_LEAD = re.compile(
    r"(?:(?:with|containing|contains|showing|has|have|having|where) )?(?:the )?(?:words?|text|writing|phrase|inscription|caption)"
    r"(?: (?:that )?(?:says?|saying|reading|is|contains|containing))?(?!\S)"
    r"|(?:that |which |it )?(?:says?|saying|reads|contains|containing)(?!\S)"
)
_BARE_LEAD = re.compile(
    r"(?:(?:with|containing|contains|has|have) (?:the )?(?:text|words?)|(?:that |which )?says?|saying)(?!\S)"
)

_LONGEST = 6  # words


def find_text(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find quoted text, or the word after "with text" or "saying"."""
    del setting
    if sentence.tokens[at].kind is TokenKind.QUOTED:
        return read_text(sentence.tokens[at].text, is_prefix=False, end=at + 1)
    if matched := sentence.match(_LEAD, at):
        end = matched[1]
        if end < len(sentence) and sentence.tokens[end].kind is TokenKind.QUOTED:
            return read_text(sentence.tokens[end].text, is_prefix=False, end=end + 1)
    if matched := sentence.match(_BARE_LEAD, at):
        return _read_words(sentence, matched[1])
    return None


def _read_words(sentence: Sentence, begin: int) -> Found | None:
    """Take the words up to the next that joins or leads, as one phrase: "saying happy birthday in Rome"."""
    end = begin
    while end < begin + _LONGEST and sentence.is_word(end) and sentence.low(end) not in FUNCTION_WORDS:
        end += 1
    text = " ".join(token.text for token in sentence.tokens[begin:end])
    return read_text(text, is_prefix=False, end=end) if text else None


def read_text(text: str, *, is_prefix: bool, end: int = 0) -> Found | None:
    """Read what must stand in the picture, word after word; a star at the end lets the last word go on."""
    is_prefix = is_prefix or text.endswith("*")
    words = " ".join(re.sub('["“”„‟«»＂]', " ", text.strip().strip("'").rstrip("*")).split())
    if not any(map(str.isalnum, words)):
        return None
    star = "*" if is_prefix else ""
    value = TextValue((TextTerm(words, is_prefix=is_prefix),))
    return Found(ChipKind.TEXT, value, f"“{words}{star}”", f'text:"{words}"{star}', end)
