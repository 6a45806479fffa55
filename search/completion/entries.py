"""Everything of a library that can be suggested, each with the words that it is found by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from albumen.english import MONTHS
from albumen.types import Place, UtilityKind
from models.taxonomy import load_taxonomy
from search.chips import ChipKind
from search.lexicon import Lexicon
from search.parse.spelling import fold
from search.parse.terms import write_field
from search.parse.tokens import FIELDS
from search.signal_terms import name_kind


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to suggest, found by its `key`; in its field also by its `value`, what stands there.

    `kind` is None for the name of a field, whose value is still to be typed.
    """

    kind: ChipKind | None
    label: str
    value: str
    key: str
    photos: int | None = None

    @property
    def field_term(self) -> str:
        """The term in the query language."""
        return self.label if self.kind is None else write_field(self.kind.value, self.value)

    @property
    def term(self) -> str:
        """The term among plain words: a concept stays words there, which rank, and is a filter in its field alone."""
        return self.label if self.kind is ChipKind.CONCEPT else self.field_term


def iter_counted(lexicon: Lexicon) -> Iterator[Entry]:
    """Yield what the library has photos of: places, concepts, cameras, lenses, names of folders and files."""
    for name, photos in _count_places(lexicon.places).items():
        yield _named(ChipKind.PLACE, name, photos)
    yield from _iter_concepts(lexicon.concepts)
    devices = (ChipKind.CAMERA, lexicon.cameras), (ChipKind.LENS, lexicon.lenses)
    for kind, names in (*devices, (ChipKind.NAME, lexicon.names)):
        for name, photos in names.items():
            yield _named(kind, name, photos)


def iter_uncounted(lexicon: Lexicon) -> Iterator[Entry]:
    """Yield what nobody counts: kinds, months and years that photos were taken in, newest first, and fields."""
    for kind in UtilityKind:
        yield _named(ChipKind.KIND, name_kind(kind), None)
    for year in reversed(lexicon.years):
        yield _dated(str(year), str(year))
        for number, month in reversed([*enumerate(MONTHS, 1)]):
            yield _dated(f"{month} {year}", f"{year}-{number:02}")
    for field in FIELDS:
        yield Entry(None, f"{field}:", "", field)


def _iter_concepts(counts: Mapping[str, int]) -> Iterator[Entry]:
    """Yield concepts by each of their names."""
    for concept in load_taxonomy().concepts:
        if photos := counts.get(concept.id, 0):
            for name in (concept.name, *concept.synonyms):
                yield Entry(ChipKind.CONCEPT, name, concept.name, fold(name), photos)


def _count_places(places: Mapping[Place, int]) -> Counter[str]:
    """Count the photos of each name: of a town, and of a region and country with all their towns."""
    counts: Counter[str] = Counter()
    for place, photos in places.items():
        for name in {place.name, place.region, place.country} - {""}:
            counts[name] += photos
    return counts


def _named(kind: ChipKind, name: str, photos: int | None) -> Entry:
    return Entry(kind, name, name, fold(name), photos)


def _dated(label: str, value: str) -> Entry:
    return Entry(ChipKind.DATE, label, value, fold(label))
