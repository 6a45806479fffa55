"""What one box of words consists of: chips, each a part of the query that was understood, and what it asks of a photo.

A chip can be shown, removed and changed by itself: `term` writes it in the query language (docs/query-language.md), and
parsing the term gives the chip again. The string is the whole state of a search.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from albumen.store.records import CountRange, TextTerm
from albumen.types import UtilityKind


class ChipKind(StrEnum):
    """What a part of a query speaks of. The value is the field's name in the query language: `place:Lisbon`."""

    WORDS = "words"
    CONCEPT = "tag"
    DATE = "date"
    HOURS = "time"
    PLACE = "place"
    CAMERA = "camera"
    LENS = "lens"
    NAME = "name"  # of a file or folder
    KIND = "kind"
    TEXT = "text"
    PEOPLE = "people"
    OBJECT = "object"
    LIKE = "like"


class PlaceLevel(StrEnum):
    """How large a named place is."""

    TOWN = "town"
    REGION = "region"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class WordsValue:
    """Words that are looked for by what they mean."""

    text: str


@dataclass(frozen=True, slots=True)
class ConceptValue:
    """A concept of the taxonomy, and the ids that count as it: its own and its kinds'."""

    name: str
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class DateValue:
    """Spans of the wall clock's time, half open, in order; a photo's capture time lies in one of them."""

    spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class HoursValue:
    """From one minute of the day to another, half open; over midnight where the first is the later one."""

    first_minute: int
    last_minute: int


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """A name, and the levels at which it names something; `country_codes` None stands for any country."""

    name: str
    levels: frozenset[PlaceLevel]
    country_codes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class ContainsValue:
    """Text that the camera's or lens's name, or the path below its root, contains, in any case."""

    text: str


@dataclass(frozen=True, slots=True)
class KindValue:
    """Kinds of pictures; a photo is of one of them. Empty: of any, utility content too."""

    kinds: frozenset[UtilityKind]


@dataclass(frozen=True, slots=True)
class TextValue:
    """Text that stands in the picture."""

    terms: tuple[TextTerm, ...]


@dataclass(frozen=True, slots=True)
class PeopleValue:
    """How many people are told apart."""

    count: CountRange


@dataclass(frozen=True, slots=True)
class ObjectValue:
    """So many objects of one label."""

    label: str
    count: CountRange


@dataclass(frozen=True, slots=True)
class LikeValue:
    """A photo of the library, by id, path or file name, that the photos should be like."""

    photo: str


ChipValue = (
    WordsValue
    | ConceptValue
    | DateValue
    | HoursValue
    | PlaceValue
    | ContainsValue
    | KindValue
    | TextValue
    | PeopleValue
    | ObjectValue
    | LikeValue
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of a query.

    `label` is for people ("summer 2025", "not birthday"), `term` is the query language's. `start` and `end` are where it
    stands in the query's string, in characters. A filter lets no photo through that does not hold it; other chips are
    evidence, which ranks. A negated one keeps photos out.
    """

    kind: ChipKind
    value: ChipValue
    label: str
    term: str
    start: int
    end: int
    is_negated: bool = False
    is_filter: bool = True


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query's string, its chips in order, and `words`: what is embedded, without what the filters took out of it.

    `words` keeps the concepts where they stood ("dogs on the beach"), and is empty where filters say everything.
    `minus_words` are looked away from.
    """

    text: str
    chips: tuple[Chip, ...]
    words: str
    minus_words: tuple[str, ...] = ()

    def replaced(self, chip: Chip, term: str) -> str:
        """Return the query's string with another term in place of one of its chips."""
        return " ".join(f"{self.text[: chip.start]} {term} {self.text[chip.end :]}".split())
