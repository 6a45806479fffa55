"""Names of places, folded, with what they name: in a library, and in the gazetteer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from albumen.gazetteer.table import load_bundled_table
from albumen.types import Place
from search.chips import PlaceLevel
from search.parse.country_names import COUNTRY_ALIASES, TOWN_ALIASES
from search.parse.spelling import fold

# People search the world for its larger towns: 27,000 of the gazetteer's 155,000 places. Smaller ones are searched for by
# their names where the library has photos of them.
_LARGER_PEOPLE = 15_000


@dataclass(slots=True)
class PlaceName:
    """What one name stands for. `name` is how the gazetteer spells it."""

    name: str
    levels: set[PlaceLevel] = field(default_factory=set)
    country_codes: set[str] = field(default_factory=set)


PlaceNames = dict[str, PlaceName]


def names_of_library(places: Iterable[Place]) -> PlaceNames:
    """Return the names of a library's towns, regions and countries."""
    names: PlaceNames = {}
    for place in places:
        _add(names, place.name, PlaceLevel.TOWN, place.country_code)
        _add(names, place.region, PlaceLevel.REGION, place.country_code)
        _add(names, place.country, PlaceLevel.COUNTRY, place.country_code)
    return names


@cache
def names_of_world() -> PlaceNames:
    """Return the names of all countries and regions and the larger towns, once a process."""
    table = load_bundled_table()
    names: PlaceNames = {}
    for row in range(len(table.regions)):
        code, region, country = table.regions[row].split("\t")
        _add(names, region, PlaceLevel.REGION, code)
        _add(names, country, PlaceLevel.COUNTRY, code)
    codes = [table.regions[row].partition("\t")[0] for row in range(len(table.regions))]
    for town in np.flatnonzero(table.population >= _LARGER_PEOPLE).tolist():
        _add(names, table.names[town], PlaceLevel.TOWN, codes[int(table.region[town])])
    return names


@cache
def country_names() -> dict[str, str]:
    """Return the gazetteer's names of countries by code."""
    table = load_bundled_table()
    rows = (table.regions[row].split("\t") for row in range(len(table.regions)))
    return {code: country for code, _, country in rows}


@cache
def aliases() -> dict[str, str]:
    """Return the gazetteer's names of what has others."""
    countries = country_names()
    return {other: countries[code] for code, others in COUNTRY_ALIASES.items() for other in others} | TOWN_ALIASES


def _add(names: PlaceNames, name: str, level: PlaceLevel, code: str) -> None:
    if key := fold(name):
        known = names.setdefault(key, PlaceName(name))
        known.levels.add(level)
        known.country_codes.add(code)
