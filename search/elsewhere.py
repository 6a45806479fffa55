"""Places and times that a library has photos of, nearest to those that it has none of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from albumen.calendar.spans import name_month
from albumen.gazetteer.table import load_bundled_table
from albumen.types import Place
from search.chips import Chip, ChipKind, DateValue, PlaceLevel, PlaceValue
from search.filters import match
from search.inquiry import Inquiry
from search.parse.terms import write_field
from search.query import Offer, OfferKind

MOST_PLACES = 3

Mask = npt.NDArray[np.bool_]


def offer_elsewhere(inquiry: Inquiry) -> tuple[Offer, ...]:
    """Offer the nearest visited places, and the nearest month, in the place of those that no photo was taken at."""
    return tuple(offer for chip in inquiry.asked.filters for offer in _iter_offers(inquiry, chip))


def _iter_offers(inquiry: Inquiry, chip: Chip) -> Iterator[Offer]:
    if chip.is_negated or (match(inquiry.columns, chip) & inquiry.base).any():
        return
    others = inquiry.allowed(chip)
    if not inquiry.asked.names_content:
        others &= ~inquiry.is_utility
    if isinstance(chip.value, PlaceValue):
        yield from _iter_places(inquiry, chip, chip.value, others)
    elif isinstance(chip.value, DateValue):
        yield from _iter_months(inquiry, chip, chip.value, others)


def _iter_places(inquiry: Inquiry, chip: Chip, wanted: PlaceValue, others: Mask) -> Iterator[Offer]:
    where = find_position(wanted)
    if where is None:
        return
    places = inquiry.columns.places
    counts = np.bincount(places.codes[others & (places.codes >= 0)], minlength=len(places.values))
    visited = [(place, int(count)) for place, count in zip(places.values, counts, strict=True) if count]
    # One town of each region, that of most photos: suburbs side by side are no choice.
    visited.sort(key=lambda pair: (pair[1], pair[0].name))
    towns = {(place.country_code, place.region): (place, photos) for place, photos in visited}
    near = sorted(towns.values(), key=lambda pair: (_distance(where, pair[0]), pair[0].name))
    for place, photos in near[:MOST_PLACES]:
        yield _offer(inquiry, chip, write_field(ChipKind.PLACE.value, place.name), place.name, photos)


def _iter_months(inquiry: Inquiry, chip: Chip, wanted: DateValue, others: Mask) -> Iterator[Offer]:
    taken = inquiry.columns.taken[others & ~np.isnat(inquiry.columns.taken)]
    if not len(taken) or not wanted.spans:
        return
    spans = [(np.datetime64(first, "us"), np.datetime64(last, "us")) for first, last in wanted.spans]
    gaps = np.min([np.maximum(first - taken, taken - last) for first, last in spans], axis=0)
    month = taken[np.argmin(gaps)].astype("datetime64[M]")
    photos = int((taken.astype("datetime64[M]") == month).sum())
    yield _offer(inquiry, chip, f"date:{month}", name_month(month.astype("datetime64[D]").item()), photos)


def _offer(inquiry: Inquiry, chip: Chip, term: str, label: str, photos: int) -> Offer:
    return Offer(OfferKind.NEAREST, inquiry.asked.parsed.replaced(chip, term), label, photos)


@cache
def find_position(wanted: PlaceValue) -> tuple[float, float] | None:
    """Find the latitude and longitude of the largest town that a place is or has; None for one that the gazetteer has not.

    Example:
        >>> find_position(PlaceValue("Iceland", frozenset({PlaceLevel.COUNTRY})))  # that of Reykjavík
        (64.13548, -21.89541)
    """
    table = load_bundled_table()
    regions = [row.split("\t") for row in table.regions.block.tobytes().decode().split("\n")[:-1]]
    is_in = np.array([wanted.country_codes is None or code in wanted.country_codes for code, _, _ in regions])
    has_name = np.array([wanted.name in (region, country) for _, region, country in regions])
    found = (is_in & has_name)[table.region]
    if PlaceLevel.TOWN in wanted.levels:
        names = table.names.block.tobytes().decode().split("\n")  # all at once: one by one takes ten times as long
        is_town = np.fromiter((name == wanted.name for name in names[: len(table)]), np.bool_, len(table))
        found |= is_town & is_in[table.region]
    rows = np.flatnonzero(found)
    if not len(rows):
        return None
    place = table.get_place(int(rows[np.argmax(table.population[rows])]))
    return place.lat, place.lon


def _distance(where: tuple[float, float], place: Place) -> float:
    """Give the great circle's angle between two points, in radians (haversine)."""
    lat, lon, other_lat, other_lon = np.radians([*where, place.lat, place.lon])
    square = np.sin((other_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    return float(2 * np.arcsin(np.sqrt(min(square, 1.0))))
