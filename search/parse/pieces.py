"""A sentence cut into pieces: what became a chip, what stays a word, and what says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from albumen.store.records import CountRange
from search.chips import ChipKind, ConceptValue
from search.parse.concepts import find_concept
from search.parse.counts import find_objects, find_people, found_people
from search.parse.dates import find_date
from search.parse.devices import find_camera, find_lens
from search.parse.fields import found_words, read_field
from search.parse.file_names import find_like, find_name
from search.parse.filler import skip_filler
from search.parse.found import Found, Matcher, Setting
from search.parse.function_words import CONJUNCTIONS, FUNCTION_WORDS, PREPOSITIONS
from search.parse.hours import find_hours, find_hours_after_date
from search.parse.kinds import find_kind
from search.parse.negation import skip_fixed, skip_joining, skip_negator
from search.parse.places import find_place
from search.parse.terms import clean
from search.parse.texts import find_text
from search.parse.tokens import Sentence, TokenKind

# In this order: what is more particular first. A matcher finds the longest that it knows.
_MATCHERS: tuple[Matcher, ...] = (
    *(
        find_like,
        find_text,
        find_name,
        find_people,
        find_date,
        find_hours,
        find_camera,
        find_lens,
        find_kind,
        find_place,
    ),
    *(find_objects, find_concept),
)
_THINGS = frozenset({ChipKind.CONCEPT, ChipKind.PEOPLE, ChipKind.WORDS, ChipKind.OBJECT, ChipKind.KIND})


@dataclass(frozen=True, slots=True)
class Piece:
    """The tokens from `start` to `end`, exclusive. Without `found` they are words that nothing is known of.

    `shown_from` is where the chip's span begins, before `start` where a "not" belongs to it alone.
    """

    start: int
    end: int
    found: Found | None = None
    is_negated: bool = False
    shown_from: int = 0


def cut_pieces(sentence: Sentence, setting: Setting) -> list[Piece]:
    """Cut a sentence from left to right."""
    pieces: list[Piece] = []
    at = 0
    while at < len(sentence):
        new, at = _cut_next(sentence, at, setting, pieces)
        pieces += new
    return pieces


def _cut_next(sentence: Sentence, at: int, setting: Setting, before: list[Piece]) -> tuple[list[Piece], int]:
    if (end := skip_fixed(sentence, at)) > at:
        return [Piece(place, place + 1) for place in range(at, end)], end
    if (begin := skip_negator(sentence, at)) > at:
        negated = _cut_negated(sentence, at, begin, setting)
        return negated, negated[-1].end if negated else begin
    previous = before[-1].found if before and before[-1].end == at else None
    if previous and previous.kind is ChipKind.DATE and (found := find_hours_after_date(sentence, at)):
        return [Piece(at, found.end, found, shown_from=at)], found.end
    if found := _find(sentence, at, setting):
        return [Piece(at, found.end, found, shown_from=at)], found.end
    if (end := skip_filler(sentence, at, is_first=not before, is_after_chip=previous is not None)) > at:
        return [], end
    return [Piece(at, at + 1)], at + 1


def _find(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    token = sentence.tokens[at]
    if token.kind is TokenKind.FIELD:
        return replace(read_field(token, setting), end=at + 1)
    if token.kind in (TokenKind.SIGN, TokenKind.MINUS):
        return None
    return next((found for matcher in _MATCHERS if (found := matcher(sentence, at, setting))), None)


def _cut_negated(sentence: Sentence, negator: int, begin: int, setting: Setting) -> list[Piece]:
    """Return what a "not" negates: one thing, or several of a kind with "and" or "or" between; a minus negates one.

    Of several, no span has the "not", so that it stays for the others when one is removed.
    """
    if begin >= len(sentence):
        return []
    if sentence.tokens[negator].kind is TokenKind.MINUS:
        found = _find(sentence, begin, setting) or _words(sentence, begin, begin + 1)
        return [_negate(found, begin, shown_from=negator)] if found else []
    pieces = list(_cut_list(sentence, begin, setting))
    return pieces if len(pieces) > 1 else [replace(piece, shown_from=negator) for piece in pieces]


def _cut_list(sentence: Sentence, begin: int, setting: Setting) -> Iterator[Piece]:
    shown_from, previous = begin, None
    while begin < len(sentence):
        found = _find_negated(sentence, begin, setting)
        if found is None or (previous is not None and not _are_alike(previous, found)):
            return
        yield _negate(found, begin, shown_from=shown_from)
        shown_from, previous = found.end, found
        begin = skip_joining(sentence, found.end)
        if begin == found.end:
            return


def _negate(found: Found, start: int, *, shown_from: int) -> Piece:
    """Negate what was found; "without people" is a number of people and no doubt of the tagger's."""
    if isinstance(found.value, ConceptValue) and found.value.name == "person" and not found.is_filter:
        return Piece(start, found.end, found_people(CountRange(0, 0), found.end), shown_from=shown_from)
    return Piece(start, found.end, found, is_negated=True, shown_from=shown_from)


def _find_negated(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find one thing, or a run of words that nothing is known of as a whole: "Rex's birthday"."""
    found = _find(sentence, at, setting)
    while found is None and sentence.low(at) in FUNCTION_WORDS and at + 1 < len(sentence):
        at += 1  # "not in the water"
        found = _find(sentence, at, setting)
    if found is not None and found.is_filter:
        return found
    end = found.end if found else at
    while end < len(sentence) and not _ends_run(sentence, end, at, setting):
        end += 1
    if found is not None and found.end == end:
        return found
    return _words(sentence, at, end)


def _words(sentence: Sentence, begin: int, end: int) -> Found | None:
    text = clean(" ".join(token.text for token in sentence.tokens[begin:end] if token.kind is TokenKind.WORD))
    return found_words(text, end) if text else None


def _ends_run(sentence: Sentence, at: int, start: int, setting: Setting) -> bool:
    if not sentence.is_word(at) or skip_negator(sentence, at) > at:
        return True
    if at > start and sentence.low(at) in PREPOSITIONS | CONJUNCTIONS:
        return True
    found = _find(sentence, at, setting)
    return found is not None and found.is_filter


def _are_alike(first: Found | None, second: Found) -> bool:
    return first is not None and (first.kind is second.kind or {first.kind, second.kind} <= _THINGS)
