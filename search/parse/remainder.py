"""What the pieces of a sentence come to: chips for what is shown, and the words that are embedded."""

from __future__ import annotations

from collections.abc import Iterator

from search.chips import Chip, ChipKind, WordsValue
from search.parse.fields import found_words
from search.parse.found import Found
from search.parse.function_words import ARTICLES, CONJUNCTIONS, FUNCTION_WORDS, PREPOSITIONS
from search.parse.pieces import Piece
from search.parse.tokens import Sentence, TokenKind

# What stands before a filter and is left without it: "photos taken in Rome".
_DANGLING = FUNCTION_WORDS | {"taken", "shot", "that", "which", "was", "were"}
_NUMBERS = frozenset({ChipKind.PEOPLE, ChipKind.OBJECT})
_LEADING = PREPOSITIONS | CONJUNCTIONS | ARTICLES


def chips_of(sentence: Sentence, pieces: list[Piece]) -> tuple[Chip, ...]:
    """Return the chips in order: those that were found, and one for each run of other words that mean something."""
    chips: list[Chip] = []
    run: list[Piece] = []
    for piece in pieces:
        if piece.found is None and sentence.is_word(piece.start) and (not run or run[-1].end == piece.start):
            run.append(piece)
            continue
        chips += _chip_of_words(sentence, run)
        run = [piece] if piece.found is None and sentence.is_word(piece.start) else []
        if piece.found is not None:
            chips.append(_chip_of(sentence, piece, piece.found))
    return (*chips, *_chip_of_words(sentence, run))


def words_of(sentence: Sentence, pieces: list[Piece]) -> str:
    """Return what is embedded: words and evidence in their order, without what filters leave hanging."""
    parts: list[str] = []
    for segment in _segments(pieces):
        words = [word for piece in segment for word in _texts_of(sentence, piece)]
        while words and words[-1].lower() in _DANGLING | {","}:
            words.pop()
        parts += words
    while parts and parts[0].lower() in _LEADING | {","}:
        parts.pop(0)
    return " ".join(parts).replace(" ,", ",")


def minus_words_of(pieces: list[Piece]) -> tuple[str, ...]:
    """Return negated words that are no concept."""
    values = (piece.found.value for piece in pieces if piece.found and piece.is_negated)
    return tuple(value.text for value in values if isinstance(value, WordsValue))


def _chip_of(sentence: Sentence, piece: Piece, found: Found) -> Chip:
    start, end = sentence.tokens[piece.shown_from].start, sentence.tokens[piece.end - 1].end
    label = f"not {found.label}" if piece.is_negated else found.label
    if piece.is_negated:
        is_filter, term = found.kind is not ChipKind.WORDS, f"-{found.term}"
    elif found.is_filter or found.kind is ChipKind.WORDS:
        is_filter, term = found.is_filter, found.term
    else:
        is_filter, term = False, " ".join(token.text for token in sentence.tokens[piece.start : piece.end])
    return Chip(found.kind, found.value, label, term, start, end, piece.is_negated, is_filter)


def _chip_of_words(sentence: Sentence, run: list[Piece]) -> list[Chip]:
    tokens = [sentence.tokens[piece.start] for piece in run]
    while tokens and tokens[-1].low in _DANGLING:
        tokens.pop()
    while tokens and tokens[0].low in _DANGLING:
        tokens.pop(0)
    if not tokens:
        return []
    found = found_words(" ".join(token.text for token in tokens))
    return [
        Chip(ChipKind.WORDS, found.value, found.label, found.term, tokens[0].start, tokens[-1].end, is_filter=False)
    ]


def _segments(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yield the runs of pieces between those that are taken out."""
    segment: list[Piece] = []
    for piece in pieces:
        if piece.found is not None and (piece.found.is_filter or piece.is_negated):
            yield segment
            segment = []
        else:
            segment.append(piece)
    yield segment


def _texts_of(sentence: Sentence, piece: Piece) -> list[str]:
    if piece.found is not None and isinstance(piece.found.value, WordsValue):
        return [piece.found.value.text]
    tokens = sentence.tokens[piece.start : piece.end]
    words = [token.text if token.kind is TokenKind.WORD else sentence.low(piece.start) for token in tokens]
    words = [word for word in words if word not in ("", "-")]
    is_number = piece.found is not None and piece.found.kind in _NUMBERS
    return [" ".join(words)] if is_number else words  # no "at least" without its "at"
