"""Places as feedback and memories name them: `town, region, country code`, and shorter for wider ones."""

from __future__ import annotations

from albumen.types import Place

_SEPARATOR = ", "


def key_of(place: Place) -> str:
    """Write a place in full.

    Example:
        >>> key_of(Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4))
        'Sintra, Lisbon, PT'
    """
    return _SEPARATOR.join((place.name, place.region, place.country_code))


def keys_around(place: Place) -> dict[str, str]:
    """Map the keys of a place, its region and its country, the narrowest first, to what people call them.

    Example:
        >>> keys_around(Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4))
        {'Sintra, Lisbon, PT': 'Sintra, Portugal', 'Lisbon, PT': 'Lisbon region, Portugal', 'PT': 'Portugal'}
    """
    names = {key_of(place): f"{place.name}, {place.country}"}
    if place.region:
        names[_SEPARATOR.join((place.region, place.country_code))] = f"{place.region} region, {place.country}"
    names[place.country_code] = place.country
    return names


def lies_in(key: str, wider: str) -> bool:
    """Tell whether a place is another or a part of it, both by their keys.

    Example:
        >>> [lies_in("Sintra, Lisbon, PT", wider) for wider in ("PT", "Lisbon, PT", "Sintra, Lisbon, PT", "Sintra")]
        [True, True, True, False]
    """
    return key == wider or key.endswith(_SEPARATOR + wider)
