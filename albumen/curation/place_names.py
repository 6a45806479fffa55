"""Places as people name them: towns, regions and countries of the library's own photos, with or without what lies around."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from albumen.errors import UsageError
from albumen.types import Place
from knowledge_graph.place_keys import key_of, keys_around

_LISTED = 8  # places of one name; a longer list helps nobody


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A town, region or country: its key, what people call it, and how many photos of the library are from there."""

    key: str
    label: str
    photos: int
    extent: frozenset[Place]


def find_place(counts: Mapping[Place, int], name: str) -> NamedPlace:
    """Find the place that a name means, among those where photos were taken.

    A town and the region around it that share a name are one where all of the region's photos are from the town.

    Args:
        counts: photos by place.
        name: a town, region, country or country code, which may be narrowed: `Lisbon, Portugal`, `Paris, Texas`.

    Raises:
        UsageError: no photo is from there (the message names the nearest), or it may mean several places (it lists them).
    """
    places = _by_key(counts)
    if name in places:
        return places[name]
    keys_of = _keys_by_name(counts)
    found = [places[key] for key in keys_of.get(_normalise(name), ())]
    if not found:
        raise UsageError(_nothing_there(name, list(keys_of)))
    if len({place.extent for place in found}) > 1:
        raise UsageError(_several(name, found))
    return found[0]


def _by_key(counts: Mapping[Place, int]) -> dict[str, NamedPlace]:
    extents: dict[str, set[Place]] = defaultdict(set)
    labels: dict[str, str] = {}
    for place in counts:
        for key, label in keys_around(place).items():
            extents[key].add(place)
            labels.setdefault(key, label)
    return {
        key: NamedPlace(key, labels[key], sum(counts[place] for place in extent), frozenset(extent))
        for key, extent in extents.items()
    }


def _keys_by_name(counts: Mapping[Place, int]) -> dict[str, list[str]]:
    """Map names in small letters to the keys they may mean, the narrowest first."""
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for pick in (_town_names, _region_names, _country_names):
        for place in counts:
            for key, name in pick(place):
                names[_normalise(name)][key] = None
    return {name: list(keys) for name, keys in names.items()}


def _town_names(place: Place) -> Iterator[tuple[str, str]]:
    ends = (place.region, place.country, place.country_code)
    for end in (*ends, f"{place.region}, {place.country}"):
        yield key_of(place), f"{place.name}, {end}"
    yield key_of(place), place.name


def _region_names(place: Place) -> Iterator[tuple[str, str]]:
    if place.region:
        key = f"{place.region}, {place.country_code}"
        for name in (place.region, f"{place.region} region"):
            yield key, name
            yield key, f"{name}, {place.country}"


def _country_names(place: Place) -> Iterator[tuple[str, str]]:
    yield place.country_code, place.country
    yield place.country_code, place.country_code


def _normalise(name: str) -> str:
    r"""Write a name without case, accents and doubled blanks.

    Example:
        >>> _normalise("  S\u00e3o  Paulo ,BRAZIL")
        'sao paulo, brazil'
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    parts = (" ".join(part.split()) for part in plain.casefold().split(","))
    return ", ".join(parts)


def _nothing_there(name: str, known: list[str]) -> str:
    if not known:
        return f"{name!r} names no place: no photo of this library has one"
    near = difflib.get_close_matches(_normalise(name), known, n=3, cutoff=0.6)
    hint = f"nearest: {'; '.join(near)}" if near else "name a town, a region or a country of your photos"
    return f"no photo of this library is from {name!r}; {hint}"


def _several(name: str, found: list[NamedPlace]) -> str:
    listed = sorted(found, key=lambda place: -place.photos)[:_LISTED]
    choices = "; ".join(f"{place.key!r} ({place.label}, {_count(place.photos)})" for place in listed)
    return f"{name!r} may mean several places, give one as it stands here in quotes: {choices}"


def _count(photos: int) -> str:
    return "1 photo" if photos == 1 else f"{photos} photos"
