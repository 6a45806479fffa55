"""Names of places, folded, with what they name: in a library, and in the gazetteer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np

from albumen.gazetteer.table import load_bundled_table
from albumen.types import Place
from search.chips import PlaceLevel
from search.parse.country_names import COUNTRY_ALIASES, PLACE_ALIASES
from search.parse.spelling import fold

# People search the world for its larger towns: 27,000 of the gazetteer's 155,000 places. Smaller ones are searched for by
# their names where the library has photos of them.
_LARGER_PEOPLE = 15_000


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What one name stands for, and in which countries. `name` is how the gazetteer spells it."""

    name: str
    levels: frozenset[PlaceLevel]
    country_codes: frozenset[str] = frozenset()

    def merge(self, other: PlaceName) -> PlaceName:
        """Return what either stands for, spelled as this one."""
        if other.levels <= self.levels and other.country_codes <= self.country_codes:
            return self
        return PlaceName(self.name, self.levels | other.levels, self.country_codes | other.country_codes)


_T = TypeVar("_T", bound=Hashable)
PlaceNames = dict[str, PlaceName]


def names_of_library(places: Iterable[Place]) -> PlaceNames:
    """Return the names of a library's towns, regions and countries."""
    names = PlaceNames()
    for place in places:
        _add(names, place.name, PlaceLevel.TOWN, place.country_code)
        _add(names, place.region, PlaceLevel.REGION, place.country_code)
        _add(names, place.country, PlaceLevel.COUNTRY, place.country_code)
    return names


@cache
def names_of_world() -> PlaceNames:
    """Return the names of all countries and regions and the larger towns, once a process."""
    table, names = load_bundled_table(), PlaceNames()
    codes: list[str] = []
    for code, region, country in _regions():
        _add(names, region, PlaceLevel.REGION, code)
        _add(names, country, PlaceLevel.COUNTRY, code)
        codes.append(code)
    towns = table.names.block.tobytes().decode().split("\n")  # all at once: one by one takes ten times as long
    for town in np.flatnonzero(table.population >= _LARGER_PEOPLE).tolist():
        _add(names, towns[town], PlaceLevel.TOWN, codes[int(table.region[town])])
    return names


@cache
def towns_of(people: int) -> frozenset[str]:
    """Return the folded names of the towns of at least so many people."""
    table = load_bundled_table()
    return frozenset(fold(table.names[town]) for town in np.flatnonzero(table.population >= people).tolist())


@cache
def country_names() -> dict[str, str]:
    """Return the gazetteer's names of countries by code."""
    return {code: country for code, _, country in _regions()}


def common_name(name: str, codes: frozenset[str]) -> str:
    """Return what people call a country that has a formal name: "South Korea" for "Korea, Republic of"."""
    formal = next((code for code in codes if country_names().get(code) == name), None)
    if formal is None or not set(name) & set(",("):
        return name
    return COUNTRY_ALIASES.get(formal, (name.partition(" (")[0],))[0].title()


@cache
def aliases() -> dict[str, str]:
    """Return the gazetteer's names of what has others."""
    countries = country_names()
    return {other: countries[code] for code, others in COUNTRY_ALIASES.items() for other in others} | PLACE_ALIASES


def _regions() -> Iterator[tuple[str, str, str]]:
    """Yield the code of the country, the region and the country of each row of the gazetteer's regions."""
    for row in load_bundled_table().regions.block.tobytes().decode().split("\n")[:-1]:
        code, region, country = row.split("\t")
        yield code, region, country


def _add(names: PlaceNames, name: str, level: PlaceLevel, code: str) -> None:
    if key := fold(name):
        new = PlaceName(name, _only(level), _only(code))
        names[key] = names[key].merge(new) if key in names else new


@cache
def _only(one: _T) -> frozenset[_T]:
    """Return the set of one, the same for all names: most have one country and one level."""
    return frozenset({one})
