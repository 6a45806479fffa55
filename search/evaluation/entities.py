"""Whether a parser understood what was meant: its chips against a query's parts."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from albumen.store.records import CountRange
from models.taxonomy import load_taxonomy
from search.chips import (
    Chip,
    ChipKind,
    ConceptValue,
    ContainsValue,
    DateValue,
    HoursValue,
    KindValue,
    LikeValue,
    ObjectValue,
    PeopleValue,
    PlaceValue,
    TextValue,
)
from search.evaluation.judging import read_days_once
from search.evaluation.pictures import MadeLibrary
from search.evaluation.queries import CAPTION, JudgedQuery
from search.evaluation.spans import days_of, minutes_between, read_hours
from search.evaluation.wording import Meaning, Part

# In somebody's description of a photo these are no mistakes: it may count people and name things and times of the day.
_FREE_IN_CAPTIONS = frozenset({ChipKind.CONCEPT, ChipKind.PEOPLE, ChipKind.OBJECT, ChipKind.HOURS})


@dataclass(frozen=True, slots=True)
class Understood:
    """What of a query was understood: how many of its entities, which not, and chips that mean what was not meant."""

    right: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


class ChipReader:
    """Knows the names of a library, by which two ways to write a camera or a folder are the same."""

    def __init__(self, library: MadeLibrary) -> None:
        pictures = library.pictures
        self._names = {
            ChipKind.CAMERA: {picture.camera for picture in pictures if picture.camera},
            ChipKind.LENS: {picture.lens for picture in pictures if picture.lens},
            ChipKind.NAME: {name for picture in pictures for name in picture.names},
        }

    def compare(self, query: JudgedQuery, chips: Sequence[Chip]) -> Understood:
        """Pair a query's entities with chips, each chip once."""
        left = [chip for chip in chips if chip.kind is not ChipKind.WORDS]
        missed: list[str] = []
        for part in query.entities:
            found = next((chip for chip in left if self.is_meant(chip, part)), None)
            if found is None:
                missed.append(_tell(part))
            else:
                left.remove(found)
        is_free = _FREE_IN_CAPTIONS if query.section == CAPTION else frozenset()
        wrong = tuple(chip.term for chip in left if chip.kind not in is_free)
        return Understood(len(query.entities) - len(missed), tuple(missed), wrong)

    def is_meant(self, chip: Chip, part: Part) -> bool:
        """Say whether a chip is of the right kind and value for one of a part's meanings."""
        return any(
            (chip.kind.value, chip.is_negated) == (meaning.field, meaning.is_negated)
            and self._is_value(chip, meaning, part.meant)
            for meaning in part.meanings
        )

    def _is_value(self, chip: Chip, meaning: Meaning, words: str) -> bool:
        value, meant = chip.value, meaning.value
        match value:
            case ConceptValue():
                concept = load_taxonomy().find(value.name)
                return concept is not None and concept.id in meant.split(",")
            case DateValue():
                return read_days_once(meant).admits(days_of(value.spans))
            case HoursValue():
                return read_hours(meant).admits(minutes_between(value.first_minute, value.last_minute))
            case PlaceValue():
                return _fold(value.name) in {_fold(name) for name in (words, *meant.split(","))}
            case ContainsValue():
                return self._select(chip.kind, value.text) == self._select(chip.kind, meant)
            case KindValue():
                return {kind.value for kind in value.kinds} == set(meant.split(","))
            case TextValue():
                return _fold(" ".join(term.words for term in value.terms)) == _fold(meant)
            case PeopleValue():
                return _tell_count(value.count) == meant
            case ObjectValue():
                return f"{value.label} {_tell_count(value.count)}" == meant
            case LikeValue():
                return value.photo.casefold() == meant.casefold()
            case _:
                return False

    def _select(self, kind: ChipKind, text: str) -> set[str]:
        found = {name for name in self._names[kind] if text.casefold() in name.casefold()}
        return found or {text.casefold()}


def _tell(part: Part) -> str:
    return f"{part.typed.strip()} ({' or '.join(map(str, part.meanings))})"


def _tell_count(count: CountRange) -> str:
    return f"{count.at_least}-{'' if count.at_most is None else count.at_most}"


def _fold(text: str) -> str:
    """Fold case, accents and blanks: Chaniá and chania are one name."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())
