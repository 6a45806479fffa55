"""What this library can be asked: its places, concepts, years and kinds, each with a photo, and sentences that find something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from albumen.types import Place, UtilityKind
from albumen.web.tiles import PhotoTile, load_tiles
from models.taxonomy import Concept, load_taxonomy
from search.chips import ChipKind
from search.joining import match_all
from search.parse.query import parse_query
from search.parse.terms import write_field
from search.signal_terms import name_kind

if TYPE_CHECKING:
    from datetime import date

    from albumen.store.store import Transaction
    from search.columns.columns import Columns

_PLACES, _CONCEPTS, _YEARS, _SENTENCES = 6, 12, 6, 4
# A concept that nearly every photo shows tells nothing apart.
_COMMON_SHARE = 0.25
_RARE = 3  # photos; fewer are as likely a slip of the tagger
# Probabilities of a tag: for its card, and for a sentence, in which the tag only ranks. Of 78 sentences of three libraries none
# found nothing from 0.9 on, one of 89 from 0.8 on.
_LIKELY, _SURE = 0.8, 0.9

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Example:
    """A query that finds something. `photo` is one of what it finds, None where nobody is to see one unasked."""

    query: str
    label: str
    photos: int
    photo: PhotoTile | None = None


@dataclass(frozen=True, slots=True)
class Examples:
    """Queries by what they ask."""

    sentences: tuple[Example, ...] = ()
    places: tuple[Example, ...] = ()
    concepts: tuple[Example, ...] = ()
    years: tuple[Example, ...] = ()
    kinds: tuple[Example, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.places or self.concepts or self.years or self.kinds)


def find_examples(tx: Transaction, columns: Columns, asked_on: date) -> Examples:
    """Find what can be asked, most photos first; hidden photos count for nothing."""
    shown = np.ones(len(columns), np.bool_)
    shown[[*columns.find_rows(tx.feedback.hidden_ids().tolist()).values()]] = False
    world = shown & columns.utility.match(lambda kind: kind is UtilityKind.NONE)
    if not len(columns.utility.values):  # nobody has looked yet
        world = shown
    finder = _Finder(columns, world, asked_on)
    return Examples(
        sentences=tuple(finder.make(text) for text in finder.sentences()),
        places=_with_photos(tx, finder.places()),
        concepts=_with_photos(tx, finder.concepts()),
        years=tuple(finder.years()),
        kinds=tuple(_iter_kinds(columns, shown)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Finder:
    columns: Columns
    world: Mask
    asked_on: date

    def places(self) -> list[tuple[Example, int]]:
        """List towns, each with its newest photo."""
        towns = _merge({place: place.name for place in self.columns.places.values}, self.columns.places.counts())
        found = (self._newest(write_field(ChipKind.PLACE, name), name) for name in towns)
        return [*islice(filter(None, found), _PLACES)]

    def concepts(self) -> list[tuple[Example, int]]:
        """List concepts, each with the photo that shows it most surely, no photo twice."""
        found: list[tuple[Example, int]] = []
        shown_rows: list[int] = []
        for concept, photos in _mix_groups(self.columns.lexicon.concepts, _COMMON_SHARE * len(self.columns)):
            scores = np.where(self.world, self.columns.tag_scores(frozenset({concept.id})), 0.0)
            is_likely = np.count_nonzero(scores >= _LIKELY) >= _RARE
            scores[shown_rows] = 0.0
            row = int(scores.argmax())
            if is_likely and scores[row] > 0.0:
                shown_rows.append(row)
                example = Example(write_field(ChipKind.CONCEPT, concept.name), concept.name, photos)
                found.append((example, int(self.columns.ids[row])))
            if len(found) == _CONCEPTS:
                break
        return found

    def years(self) -> Iterator[Example]:
        """Yield the years with most photos, the latest first."""
        every = [self.make(str(year)) for year in self.columns.lexicon.years]
        chosen = sorted((one for one in every if one.photos), key=lambda one: -one.photos)[:_YEARS]
        yield from sorted(chosen, key=lambda one: one.query, reverse=True)

    def sentences(self) -> list[str]:
        """Make up sentences of what is there together: "beach in Lisbon", "dog 2023"."""
        made: list[str] = []
        places, years = self.columns.places, self.columns.taken.astype("datetime64[Y]")
        for example, _ in self.concepts():
            holds = self.world & (self.columns.tag_scores(frozenset({_id_of(example.label)})) >= _SURE)
            towns = np.bincount(places.codes[holds & (places.codes >= 0)], minlength=1)
            dated = years[holds & ~np.isnat(years)]
            if len(made) % 2 == 0 and towns.max(initial=0) > 0:
                made.append(f"{example.label} in {places.values[int(towns.argmax())].name}")
            elif len(dated):
                values, counts = np.unique(dated, return_counts=True)
                made.append(f"{example.label} {values[counts.argmax()]}")
            if len(made) == _SENTENCES:
                break
        return made

    def make(self, text: str) -> Example:
        """Count what the filters of a query let through."""
        return Example(text, text, int(self._match(text).sum()))

    def _newest(self, query: str, label: str) -> tuple[Example, int] | None:
        found = self._match(query)
        timeline = self.columns.timeline
        rows = timeline[found[timeline]]
        return (Example(query, label, len(rows)), int(self.columns.ids[rows[0]])) if len(rows) else None

    def _match(self, query: str) -> Mask:
        chips = parse_query(query, self.columns.lexicon, self.asked_on).chips
        return self.world & match_all(self.columns, [chip for chip in chips if chip.is_filter])


def _mix_groups(counts: Mapping[str, int], most: float) -> list[tuple[Concept, int]]:
    """List concepts with their photos: the most frequent one of each group of the taxonomy, then the second of each, and so on.

    One that a narrower one is known of is left out: "dog" tells more than "animal".
    """
    taxonomy = load_taxonomy()
    narrowest = (
        one for one in taxonomy.concepts if not any(counts.get(kind, 0) for kind in taxonomy.descendants(one.id))
    )
    known = [(concept, counts.get(concept.id, 0)) for concept in narrowest]
    known = sorted(((one, photos) for one, photos in known if _RARE <= photos <= most), key=lambda pair: -pair[1])
    places: Counter[str] = Counter()
    ranked: list[tuple[int, Concept, int]] = []
    for concept, photos in known:
        ranked.append((places[concept.group], concept, photos))
        places[concept.group] += 1
    return [(concept, photos) for _, concept, photos in sorted(ranked, key=lambda one: (one[0], -one[2]))]


def _merge(names: Mapping[Place, str], counts: Mapping[Place, int]) -> list[str]:
    merged: dict[str, int] = {}
    for place, name in names.items():
        merged[name] = merged.get(name, 0) + counts.get(place, 0)
    return sorted((name for name in merged if name), key=lambda name: -merged[name])


def _iter_kinds(columns: Columns, shown: Mask) -> Iterator[Example]:
    for kind in columns.utility.counts():
        photos = int((shown & columns.utility.match(lambda other, kind=kind: other is kind)).sum())  # type: ignore[misc]
        if kind is not UtilityKind.NONE and photos:
            yield Example(write_field(ChipKind.KIND, name_kind(kind)), name_kind(kind), photos)


def _with_photos(tx: Transaction, found: list[tuple[Example, int]]) -> tuple[Example, ...]:
    tiles = {tile.id: tile for tile in load_tiles(tx, [photo_id for _, photo_id in found])}
    return tuple(
        Example(example.query, example.label, example.photos, tiles.get(photo_id)) for example, photo_id in found
    )


def _id_of(name: str) -> str:
    return next(concept.id for concept in load_taxonomy().concepts if concept.name == name)
