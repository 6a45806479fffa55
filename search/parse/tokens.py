"""The parts of a query's string, with where they stand: words, signs, quoted text and `field:value`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from search.parse.spelling import plain


class TokenKind(StrEnum):
    """What a part of the string is."""

    WORD = "word"
    SIGN = "sign"
    MINUS = "minus"  # before a word, a quote or a field: not that
    QUOTED = "quoted"
    FIELD = "field"


# Each field, and how it is written in the query language.
FIELDS = tuple(
    "words tag date before after since until time place camera lens name kind text people object like".split()
)
_OPENING, _CLOSING = '"“„‟«＂', '"”“‟»＂'
_FIELD_NAMES = "|".join(FIELDS)
_TOKEN = re.compile(
    rf"""
    (?P<field>\b(?:{_FIELD_NAMES})):[ ]?
        (?:[{_OPENING}](?P<value_quoted>[^{_OPENING}{_CLOSING}]*)[{_CLOSING}]?(?P<star>\*)?|(?P<value>[^\s{_OPENING}]+))
    | [{_OPENING}](?P<quoted>[^{_OPENING}{_CLOSING}]*)[{_CLOSING}]
    | (?<!\w)['‘](?P<single>[^'‘’]{(3,)})['’](?!\w)
    | (?P<minus>(?<![^\s(])[-−–](?=[\w'‘{_OPENING}]))
    | (?P<word>'?\w+(?:['’.:/_&+@‐‑–-]+\w+)*(?:\+(?!\w))?)
    | (?P<sign>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the string: `text` as it stands there or inside the quotes, `low` as it is compared.

    `field` names a field and `text` is its value then; `is_prefix` is set by a star after the closing quote.
    """

    kind: TokenKind
    text: str
    low: str
    start: int
    end: int
    field: str = ""
    is_prefix: bool = False


# What stands in the joined line for tokens that no phrase goes over.
_GAP = "\x00"


@dataclass(frozen=True)
class Sentence:
    """A query's string and its tokens; `line` is their lower case forms with single blanks between them."""

    text: str
    tokens: tuple[Token, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def low(self, at: int) -> str:
        """Return a token's lower case form; empty outside the sentence, and for fields and quotes."""
        if not 0 <= at < len(self.tokens):
            return ""
        token = self.tokens[at]
        return token.low if token.kind in (TokenKind.WORD, TokenKind.SIGN) else ""

    def is_word(self, at: int) -> bool:
        """Whether there is a word at this place."""
        return 0 <= at < len(self.tokens) and self.tokens[at].kind is TokenKind.WORD

    def is_capital(self, at: int) -> bool:
        """Whether a word begins as a name does; where all is in capitals, none does."""
        return self.tokens[at].text[:1].isupper() and not self.is_shouted

    @cached_property
    def is_shouted(self) -> bool:
        """Whether there are several words, all in capitals."""
        return self.text.isupper() and len(self.tokens) > 1

    def match(self, pattern: re.Pattern[str], at: int) -> tuple[re.Match[str], int] | None:
        """Match whole tokens from a place on; return the match and the place after it."""
        match = pattern.match(self.line, self._offsets[at])
        if match is None or match.end() == match.start():
            return None
        end = self._place_after.get(match.end())
        return None if end is None else (match, end)

    @cached_property
    def line(self) -> str:
        """The tokens' lower case forms, joined."""
        return " ".join(self._shown)

    @cached_property
    def _shown(self) -> tuple[str, ...]:
        return tuple(t.low if t.kind in (TokenKind.WORD, TokenKind.SIGN) else _GAP for t in self.tokens)

    @cached_property
    def _offsets(self) -> tuple[int, ...]:
        offsets, offset = [], 0
        for shown in self._shown:
            offsets.append(offset)
            offset += len(shown) + 1
        return tuple(offsets)

    @cached_property
    def _place_after(self) -> dict[int, int]:
        return {offset + len(self._shown[at]): at + 1 for at, offset in enumerate(self._offsets)}


def read_sentence(text: str) -> Sentence:
    """Split any string into tokens; white space, brackets and other empty signs part them and are dropped.

    Example:
        >>> [token.text for token in read_sentence('dogs, -tag:cat "at home"').tokens]
        ['dogs', ',', '-', 'cat', 'at home']
    """
    return Sentence(text, tuple(token for match in _TOKEN.finditer(text) if (token := _make_token(match))))


def _make_token(match: re.Match[str]) -> Token | None:
    start, end = match.span()
    if match["field"]:
        return _make_field(match)
    if match["quoted"] is not None or match["single"] is not None:
        inner = match["quoted"] if match["quoted"] is not None else match["single"]
        return Token(TokenKind.QUOTED, inner.strip(), plain(inner.strip()), start, end)
    if match["minus"]:
        return Token(TokenKind.MINUS, match["minus"], "-", start, end)
    if match["word"]:
        return Token(TokenKind.WORD, match["word"], plain(match["word"]), start, end)
    return _make_sign(match["sign"], start, end)


def _make_field(match: re.Match[str]) -> Token:
    start, end = match.span()
    value = match["value_quoted"] if match["value_quoted"] is not None else match["value"]
    if match["value"]:
        kept = value.rstrip(",;")
        end -= len(value) - len(kept)
        value = kept
    field = match["field"].lower()
    return Token(TokenKind.FIELD, value.strip(), plain(value.strip()), start, end, field, bool(match["star"]))


def _make_sign(sign: str, start: int, end: int) -> Token | None:
    if sign in ",;-–—":
        return Token(TokenKind.SIGN, sign, "," if sign in ",;" else "-", start, end)
    if unicodedata.category(sign)[0] in "PZC":
        return None
    return Token(TokenKind.WORD, sign, sign, start, end)  # an emoji means something to the text tower
