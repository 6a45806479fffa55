"""The name of a place: from a position to town, region and country, without a network.

The rule: the nearest populated place decides the region. Within that region, if the position lies inside the built-up
circle of larger places, the largest of them gives the name, so that a photo from Montmartre is found under "Paris";
otherwise the nearest gives it. Beyond 100 km from any place (open sea, ice, desert) there is no name.
"""

from __future__ import annotations

import numpy as np

from albumen.gazetteer.table import PlaceTable, load_bundled_table
from albumen.types import GeoPoint, Place
from indexer.metadata.positions import make_point

MAX_DISTANCE_KM = 100.0
# A circle of this density that holds a place's people: between that of Los Angeles (3,000) and of Paris (20,000).
_PEOPLE_PER_KM2 = 5_000.0
# The largest cities' neighbours are cities of their own.
_MAX_RADIUS_KM = 10.0

_EARTH_RADIUS_KM = 6371.0  # mean radius, IUGG
_KM_PER_DEGREE = 111.0


def find_place(point: GeoPoint, table: PlaceTable | None = None) -> Place | None:
    """Name a position; None where it is not valid or far from everything.

    Args:
        point: Any position, also one that was not checked.
        table: Another gazetteer than the bundled one.
    """
    if make_point(point.lat, point.lon) is None:
        return None
    table = load_bundled_table() if table is None else table
    reach_deg = MAX_DISTANCE_KM / _KM_PER_DEGREE
    first, last = np.searchsorted(table.lat, [point.lat - reach_deg, point.lat + reach_deg])
    if first == last:
        return None
    band = slice(int(first), int(last))
    distances_km = measure_distances(point, table.lat[band], table.lon[band])  # (M,)
    nearest = int(distances_km.argmin())
    if distances_km[nearest] > MAX_DISTANCE_KM:
        return None
    return table.get_place(int(first) + _prefer_city(nearest, distances_km, table, band))


def measure_distances(point: GeoPoint, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return great-circle distances in km by the haversine formula.

    Args:
        point: From where.
        lat: (M,) degrees.
        lon: (M,) degrees.

    Returns:
        (M,) float64.
    """
    phi, phis = np.radians(point.lat), np.radians(lat, dtype=np.float64)
    half_lat, half_lon = (phis - phi) / 2, np.radians(lon - point.lon, dtype=np.float64) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(phi) * np.cos(phis) * np.sin(half_lon) ** 2
    return 2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))


def _prefer_city(nearest: int, distances_km: np.ndarray, table: PlaceTable, band: slice) -> int:
    population = table.population[band]
    radii_km = np.minimum(np.sqrt(population / (np.pi * _PEOPLE_PER_KM2)), _MAX_RADIUS_KM)
    covers = (distances_km <= radii_km) & (table.region[band] == table.region[band][nearest])
    covers[nearest] = True
    return int(np.where(covers, population.astype(np.int64), -1).argmax())
