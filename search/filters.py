"""Which photos hold what a chip asks, over the columns: exact, and the one implementation for every chip there is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from albumen.store.records import CountRange, TextTerm
from albumen.types import Exposure, Place
from search.chips import (
    Chip,
    ChipKind,
    ConceptValue,
    ContainsValue,
    DateValue,
    HoursValue,
    KindValue,
    ObjectValue,
    PeopleValue,
    PlaceLevel,
    PlaceValue,
    TextValue,
    WordsValue,
)
from search.columns.columns import UNKNOWN, Columns
from search.columns.names import NONE
from search.evidence import content_words

Mask = npt.NDArray[np.bool_]
_DAY_MINUTES = 24 * 60


def match(columns: Columns, chip: Chip) -> Mask:
    """Say which photos a chip lets through, (N,).

    A photo of which it is not known does not hold it: it passes where the chip is negated, and else it does not. Chips that rank
    let every photo through.
    """
    if not is_hard(chip):
        return np.ones(len(columns), np.bool_)
    held = _MATCHERS[chip.kind](columns, chip.value)
    return ~held if chip.is_negated else held


def is_hard(chip: Chip) -> bool:
    """Say whether a chip keeps photos out; the others rank.

    Words that are not wanted keep out photos in whose texts or names they stand; how far others look like them is a matter of rank.
    """
    ranks = chip.kind is ChipKind.WORDS or not chip.is_filter
    return chip.kind in _MATCHERS and (chip.is_negated or not ranks)


def holds_place(place: Place, wanted: PlaceValue) -> bool:
    """Say whether a place is of a name at one of its levels.

    Example:
        >>> faro = Place("Faro", "Faro", "Portugal", "PT", 37.0, -7.9)
        >>> holds_place(faro, PlaceValue("portugal", frozenset({PlaceLevel.COUNTRY})))
        True
    """
    if wanted.country_codes is not None and place.country_code not in wanted.country_codes:
        return False
    names = {PlaceLevel.TOWN: place.name, PlaceLevel.REGION: place.region, PlaceLevel.COUNTRY: place.country}
    return any(_fold(names[level]) == _fold(wanted.name) for level in wanted.levels)


def _match_dates(columns: Columns, value: DateValue) -> Mask:
    found = np.zeros(len(columns), np.bool_)
    for first, last in value.spans:  # a comparison with an unknown time is False
        found |= (columns.taken >= np.datetime64(first, "us")) & (columns.taken < np.datetime64(last, "us"))
    return found


def _match_hours(columns: Columns, value: HoursValue) -> Mask:
    minutes = columns.taken.astype("datetime64[m]").astype(np.int64) % _DAY_MINUTES
    first, last = value.first_minute, value.last_minute
    inside = (minutes >= first) & (minutes < last) if first < last else (minutes >= first) | (minutes < last)
    return inside & ~np.isnat(columns.taken)


def _match_place(columns: Columns, value: PlaceValue) -> Mask:
    return columns.places.match(lambda place: holds_place(place, value))


def _match_camera(columns: Columns, value: ContainsValue) -> Mask:
    wanted = value.text.casefold()

    def is_wanted(camera: Exposure) -> bool:
        return wanted in f"{camera.camera_make or ''} {camera.camera_model or ''}".casefold()

    return columns.cameras.match(is_wanted)


def _match_lens(columns: Columns, value: ContainsValue) -> Mask:
    wanted = value.text.casefold()
    return columns.lenses.match(lambda lens: wanted in lens.casefold())


def _match_name(columns: Columns, value: ContainsValue) -> Mask:
    return columns.paths.match(value.text)


def _match_kind(columns: Columns, value: KindValue) -> Mask:
    if not value.kinds:
        return np.ones(len(columns), np.bool_)
    return columns.utility.match(lambda kind: kind in value.kinds)


def _match_text(columns: Columns, value: TextValue) -> Mask:
    return columns.holds_text(value.terms)


def _match_people(columns: Columns, value: PeopleValue) -> Mask:
    return (columns.people != UNKNOWN) & _is_within(columns.people, value.count)


def _match_objects(columns: Columns, value: ObjectValue) -> Mask:
    found = _is_within(columns.objects.sums(value.label), value.count)
    return found if value.count.at_least else found & (columns.utility.codes != NONE)  # none there, or nobody looked


def _match_concept(columns: Columns, value: ConceptValue) -> Mask:
    return columns.tags.holds(value.ids)


def _match_words(columns: Columns, value: WordsValue) -> Mask:
    words = content_words(value.text)
    if not words:
        return np.zeros(len(columns), np.bool_)
    return columns.holds_text(tuple(map(TextTerm, words))) | columns.paths.match_words(words)


def _is_within(counts: npt.NDArray[np.integer], wanted: CountRange) -> Mask:
    found = counts >= wanted.at_least
    return found if wanted.at_most is None else found & (counts <= wanted.at_most)


def _fold(name: str) -> str:
    """Write a name without case and accents: people leave both out."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))


_MATCHERS: dict[ChipKind, Callable[[Columns, Any], Mask]] = {
    ChipKind.DATE: _match_dates,
    ChipKind.HOURS: _match_hours,
    ChipKind.PLACE: _match_place,
    ChipKind.CAMERA: _match_camera,
    ChipKind.LENS: _match_lens,
    ChipKind.NAME: _match_name,
    ChipKind.KIND: _match_kind,
    ChipKind.TEXT: _match_text,
    ChipKind.PEOPLE: _match_people,
    ChipKind.OBJECT: _match_objects,
    ChipKind.CONCEPT: _match_concept,
    ChipKind.WORDS: _match_words,
}
