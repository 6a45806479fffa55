"""What is known of photos that speaks against their being meant: nobody where people are asked for, and things never seen here."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from albumen.store.records import CountRange
from models.taxonomy import load_taxonomy
from search.chips import Chip, ConceptValue, ObjectValue, ParsedQuery, PeopleValue
from search.columns.columns import UNKNOWN, Columns
from search.columns.names import NONE

Floats = npt.NDArray[np.float32]

# Of the concepts that no photo of a library was tagged with, one in five is there by the truth of two made libraries of train photos
# (58 of 295 and 58 of 285), mostly in one photo; and the best cosine is as high whether it is there or not.
_UNSEEN, _UNSEEN_AMONG = 0.2, 1_250
# Counts are right or one off: of two people in front of others who is told apart is chance. Assumed, and checked on the train queries.
_ONE_OFF, _FURTHER_OFF = 0.95, 0.5
# A query of more words says more than the concept that was never seen, which may be beside the point there.
_FEW_WORDS = 3
_PERSON = "person"


def gather_doubts(columns: Columns, parsed: ParsedQuery, word_count: int) -> Floats | None:
    """Say what is left of the probability of each photo (N,), from 0 to 1; None where nothing speaks against any.

    Args:
        columns: those of the library.
        parsed: the query.
        word_count: how many words that mean something it has.
    """
    parts = [part for chip in parsed.chips for part in _iter_doubts(columns, chip, word_count)]
    return np.prod(parts, axis=0, dtype=np.float32) if parts else None


def doubt_unseen(photo_count: int) -> float:
    """Say what is left of a probability where none of so many photos was tagged with what is asked for.

    In few photos a thing is in one or none, and a tagger misses one easily: between one photo, which tells nothing, and as many as it was
    measured on, the doubt grows with the logarithm. That shape is assumed.

    Example:
        >>> [round(doubt_unseen(count), 2) for count in (1, 17, 1250, 100_000)]
        [1.0, 0.53, 0.2, 0.2]
    """
    return float(_UNSEEN ** min(1.0, np.log(max(photo_count, 1)) / np.log(_UNSEEN_AMONG)))


def counted_concepts(chip: Chip) -> frozenset[str] | None:
    """Give the concept, with its kinds, whose number a chip of evidence tells, by id; None for other chips."""
    if chip.is_filter or chip.is_negated:
        return None
    name = {PeopleValue: _PERSON, ObjectValue: getattr(chip.value, "label", "")}.get(type(chip.value))
    concept = load_taxonomy().find(name) if name else None
    return None if concept is None else load_taxonomy().descendants(concept.id) | {concept.id}


def _iter_doubts(columns: Columns, chip: Chip, word_count: int) -> Iterator[Floats]:
    value = chip.value
    if isinstance(value, PeopleValue) and value.count.at_most == 0:
        yield 1.0 - columns.tag_scores(_person())  # masks miss people that tags see
    elif chip.is_filter or chip.is_negated:
        return
    elif isinstance(value, PeopleValue):
        yield _weigh_counts(columns.people, value.count, columns.people != UNKNOWN)
    elif isinstance(value, ObjectValue):
        yield _weigh_counts(columns.objects.sums(value.label), value.count, _looked_at(columns))
    elif isinstance(value, ConceptValue) and word_count <= _FEW_WORDS and _is_unseen(columns, value):
        is_known = _looked_at(columns)
        yield np.where(is_known, np.float32(doubt_unseen(int(is_known.sum()))), np.float32(1.0))


def _weigh_counts(counts: npt.NDArray[np.integer], wanted: CountRange, is_known: npt.NDArray[np.bool_]) -> Floats:
    above = 0 if wanted.at_most is None else counts - wanted.at_most
    off = np.maximum(np.maximum(wanted.at_least - counts, above), 0)
    weights = np.array([1.0, _ONE_OFF, _FURTHER_OFF], np.float32)[np.minimum(off, 2)]
    return np.where(is_known, weights, np.float32(_ONE_OFF))


def _is_unseen(columns: Columns, value: ConceptValue) -> bool:
    """Whether neither tagger nor detector ever saw a concept."""
    return not columns.tags.holds(value.ids).any() and not columns.objects.holds([value.name]).any()


def _looked_at(columns: Columns) -> npt.NDArray[np.bool_]:
    return columns.utility.codes != NONE


def _person() -> frozenset[str]:
    return load_taxonomy().descendants(_PERSON) | {_PERSON}
