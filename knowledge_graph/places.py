"""Places as one says them: one town, two towns, a region, a country, countries; with their articles."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from albumen.english import join_and, spell
from albumen.types import GeoPoint, Place
from knowledge_graph.distances import measure_km

_NAMES_FILE = Path(__file__).with_name("country_names.toml")
# A place with so much of the stay gives its name to all of it.
_MOST_OF_IT = 0.7
# A place with less is a stop on the way.
_STOP = 0.15
# Suburbs and villages around a town go by its name.
_SUBURB_KM = 15.0
_MOST_TOWNS, _MOST_COUNTRIES, _MOST_BESIDE_OTHERS = 2, 3, 2
# Less than a day of two months: some photos near a border, whose nearest town may lie beyond it.
_GLIMPSE = 0.015
# Countries inside a town of another one, whose visitors say that town's name.
_ENCLAVES = frozenset({"VA"})
# Regions whose names are those of offices ("Zlín Region", "Mie Prefecture") are not what people call them.
_OFFICES = frozenset(
    """
    Area Atholhu Autonomous Borough Canton Capital Centre City County Department District Division Federation Governorate
    Krai Municipality Oblast Opština Parish Prefecture Province Quarter Region Regional Republic State Territory Voivodeship
    Zone kraj
""".split()
)
# A name of nothing but directions ("South", "Central") is no name without its country.
_DIRECTIONS = frozenset(
    """
    Central Eastern East Inner Islands Lower Northeast Northeastern North Northern Northwest Northwestern Outer South
    Southeast Southeastern Southern Southwest Southwestern Upper West Western
""".split()
)
_WITH_ARTICLE = ("Islands", "Valley", "Country", "Hills", "Highlands")


def name_places(places: Sequence[Place], weights: Sequence[float] | None = None) -> str | None:
    """Return what to call where somebody was, to stand after "in"; None for no place.

    Args:
        places: By the time spent there, longest first.
        weights: The share of the time spent at each, in [0, 1]; by default all count the same.

    Example:
        >>> lisbon = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333)
        >>> porto = Place("Porto", "Porto", "Portugal", "PT", 41.1496, -8.6110)
        >>> name_places([lisbon, porto])
        'Lisbon and Porto'
    """
    if not places:
        return None
    shares = _share_out(places, weights)
    towns = _merge_suburbs(places, shares)
    for level in (_name_towns, _name_region, _name_countries):
        name = level(towns)
        if name is not None:
            return name
    countries = _share_countries(towns).values()
    return f"{spell(len(countries))} countries" if min(countries) >= _GLIMPSE else "several countries"


def name_country(place: Place) -> str:
    """Return a country as one says it in a sentence, with its article.

    Example:
        >>> name_country(Place("Utrecht", "Utrecht", "Netherlands", "NL", 52.09, 5.12))
        'the Netherlands'
    """
    names = _load_names()
    name = names["names"].get(place.country_code, place.country)
    return f"the {name}" if place.country_code in names["with_article"] else name


def name_region(place: Place) -> str | None:
    """Return a region as one says it, None where it is an office's name, directions alone, or that of its country.

    Example:
        >>> name_region(Place("Palma", "Balearic Islands", "Spain", "ES", 39.57, 2.65))
        'the Balearic Islands'
        >>> name_region(Place("Zlín", "Zlín Region", "Czech Republic", "CZ", 49.23, 17.67)) is None
        True
    """
    words = [word.strip("'’") for word in place.region.replace("-", " ").split()]
    if not words or place.region == place.country or not _OFFICES.isdisjoint(words) or _DIRECTIONS.issuperset(words):
        return None
    if any(character in place.region for character in "()/,&0123456789"):
        return None
    return f"the {place.region}" if words[-1] in _WITH_ARTICLE and words[0] != "The" else place.region


def _share_out(places: Sequence[Place], weights: Sequence[float] | None) -> list[float]:
    given = list(weights) if weights is not None else [1.0] * len(places)
    total = sum(given) or 1.0
    return [weight / total for weight in given]


def _merge_suburbs(places: Sequence[Place], shares: Sequence[float]) -> list[tuple[Place, float]]:
    towns: list[tuple[Place, float]] = []
    ranked = sorted(zip(places, shares, strict=True), key=lambda entry: entry[0].country_code in _ENCLAVES)
    for place, share in ranked:
        near = next((row for row, (town, _) in enumerate(towns) if _is_suburb(place, town)), None)
        if near is None:
            towns.append((place, share))
        else:
            towns[near] = (towns[near][0], towns[near][1] + share)
    return sorted(towns, key=lambda entry: -entry[1])


def _is_suburb(place: Place, town: Place) -> bool:
    is_near = measure_km(GeoPoint(place.lat, place.lon), GeoPoint(town.lat, town.lon)) <= _SUBURB_KM
    return is_near and (place.country_code == town.country_code or place.country_code in _ENCLAVES)


def _name_towns(towns: Sequence[tuple[Place, float]]) -> str | None:
    chosen = _choose(towns, lambda place: (place.country_code, place.region, place.name), _MOST_COUNTRIES)
    if len(chosen) > max(_MOST_TOWNS, len({place.country_code for place in chosen})):
        return None
    if len({place.country_code for place in chosen}) > 1 and _are_much_elsewhere(towns, chosen):
        return None
    names = [place.name for place in chosen]
    return join_and(names) if 0 < len(names) == len(set(names)) else None


def _name_region(towns: Sequence[tuple[Place, float]]) -> str | None:
    chosen = _choose(towns, lambda place: (place.country_code, place.region), 1)
    return name_region(chosen[0]) if chosen else None


def _name_countries(towns: Sequence[tuple[Place, float]]) -> str | None:
    chosen = _choose(towns, lambda place: place.country_code, _MOST_COUNTRIES)
    if len(chosen) > 1 and _are_much_elsewhere(towns, chosen):
        named = chosen[:_MOST_BESIDE_OTHERS]
        others = _share_others(towns, named)
        count = f"{spell(len(others))} more" if min(others) >= _GLIMPSE else "other"
        return join_and([*map(name_country, named), f"{count} countries"])
    return join_and([name_country(place) for place in chosen]) if chosen else None


def _are_much_elsewhere(towns: Sequence[tuple[Place, float]], named: Sequence[Place]) -> bool:
    """Say whether the countries that are not named, each a stop on the way, are no mere stop together."""
    return sum(_share_others(towns, named)) >= _STOP


def _share_others(towns: Sequence[tuple[Place, float]], named: Sequence[Place]) -> list[float]:
    names = {place.country_code for place in named}
    return [share for code, share in _share_countries(towns).items() if code not in names]


def _share_countries(towns: Sequence[tuple[Place, float]]) -> dict[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for place, share in towns:
        shares[place.country_code] += share
    return shares


def _choose(towns: Sequence[tuple[Place, float]], key: Callable[[Place], object], most: int) -> list[Place]:
    """Return a place of each part that is no stop on the way, longest first; none where they are more than `most`.

    None either where those parts are not most of the stay: of 17 places in New Zealand, one seen on two days does not name it.
    """
    shares: dict[object, float] = defaultdict(float)
    first: dict[object, Place] = {}
    for place, share in towns:
        shares[key(place)] += share
        first.setdefault(key(place), place)
    ranked = sorted(shares, key=lambda part: -shares[part])
    if shares[ranked[0]] >= _MOST_OF_IT:
        return [first[ranked[0]]]
    kept = [part for part in ranked if shares[part] >= _STOP]
    is_most = sum(shares[part] for part in kept) >= _MOST_OF_IT
    return [first[part] for part in kept] if is_most and len(kept) <= most else []


@cache
def _load_names() -> dict[str, dict[str, str]]:
    return tomllib.loads(_NAMES_FILE.read_text(encoding="utf-8"))
