"""Words of when and where one was: "our trip to", "the weeks we spent in". They say nothing of what a picture shows.

Beside a place, a date or another fact they are only how people speak of it, and looking for them hides what was asked for. Alone
they are all that was said, and stay.
"""

from __future__ import annotations

from collections.abc import Sequence

from search.chips import ChipKind
from search.parse.function_words import FUNCTION_WORDS
from search.parse.pieces import Piece
from search.parse.tokens import Sentence

_FACTS = frozenset(
    {ChipKind.DATE, ChipKind.HOURS, ChipKind.PLACE, ChipKind.CAMERA, ChipKind.LENS, ChipKind.NAME, ChipKind.LIKE}
)
_NOUNS = frozenset(
    """
    trip trips holiday holidays vacation vacations journey journeys visit visits album albums stay weekend weekends week weeks day days
    month months time times getaway travels memories moments things stuff
    """.split()
)
_VERBS = frozenset(
    """
    spent spend went go going gone been being stayed staying visited visiting took taken travelled traveled travelling traveling had did
    happened was were
    """.split()
)
_PERSONS = frozenset("i we you us me he she they it everyone everybody what when where who how".split())


def drop_occasions(sentence: Sentence, pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out such words where a fact that is asked for stands beside them.

    A noun before another word stays, which it describes: an "album cover", a "holiday home".
    """
    if not any(piece.found and piece.found.kind in _FACTS and not piece.is_negated for piece in pieces):
        return list(pieces)
    followers = [*pieces[1:], None]
    return [piece for piece, after in zip(pieces, followers, strict=True) if not _is_occasion(sentence, piece, after)]


def _is_occasion(sentence: Sentence, piece: Piece, after: Piece | None) -> bool:
    if piece.found is not None or not sentence.is_word(piece.start):
        return False
    word = sentence.low(piece.start)
    return word in _VERBS | _PERSONS or (word in _NOUNS and not _is_described(sentence, piece, after))


def _is_described(sentence: Sentence, piece: Piece, after: Piece | None) -> bool:
    """Whether a thing follows at once, that the noun says more about."""
    if after is None or after.start != piece.end:
        return False
    if after.found is not None:
        return not after.found.is_filter and not after.is_negated
    word = sentence.low(after.start)
    return sentence.is_word(after.start) and word not in FUNCTION_WORDS | _NOUNS | _VERBS | _PERSONS
