"""From the string of the box to chips and to the words that are embedded."""

from __future__ import annotations

from datetime import date

from search.chips import Chip, ParsedQuery
from search.lexicon import Lexicon
from search.parse.found import Setting
from search.parse.index import index_of
from search.parse.occasions import drop_occasions
from search.parse.pieces import Piece, cut_pieces
from search.parse.remainder import chips_of, minus_words_of, words_of
from search.parse.tokens import read_sentence


def parse_query(text: str, lexicon: Lexicon, today: date) -> ParsedQuery:
    """Understand what can be understood of a query; all else in it is words. No string is an error.

    Args:
        text: What stands in the box: plain English, the query language, or both (docs/query-language.md).
        lexicon: The names of the library. It is arranged for looking up once and must not change afterwards.
        today: What "last summer" counts from.

    Returns:
        Chips in the order of the string, none over another.

    Example:
        >>> query = parse_query("dogs on the beach since 2020", Lexicon(), date(2026, 11, 20))
        >>> query.words, [chip.label for chip in query.chips]
        ('dogs on the beach', ['dog', 'beach', 'since 2020'])
    """
    sentence = read_sentence(text)
    pieces: list[Piece] = drop_occasions(sentence, cut_pieces(sentence, Setting(index_of(lexicon), today)))
    chips: tuple[Chip, ...] = chips_of(sentence, pieces)
    return ParsedQuery(text, chips, words_of(sentence, pieces), minus_words_of(pieces))
