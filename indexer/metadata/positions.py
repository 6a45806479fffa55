"""Positions on Earth, checked once for every source."""

from __future__ import annotations

import math

from albumen.types import GeoPoint

# "Null island": 0, 0 lies in the Gulf of Guinea, 570 km off land, and means that there was no fix.
_NULL_ISLAND_DEG = 1e-4
# The Dead Sea's shore is at -430 m; airliners fly below 20 km.
_MIN_ALTITUDE_M, _MAX_ALTITUDE_M = -12_000.0, 100_000.0


def make_point(lat: float | None, lon: float | None, altitude_m: float | None = None) -> GeoPoint | None:
    """Build a position; None where it is absent, out of range, not a number or null island.

    Example:
        >>> make_point(52.16, 4.49)
        GeoPoint(lat=52.16, lon=4.49, altitude_m=None)
        >>> make_point(0.0, 0.0) is None
        True
    """
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        return None
    if abs(lat) > 90 or abs(lon) > 180 or (abs(lat) < _NULL_ISLAND_DEG and abs(lon) < _NULL_ISLAND_DEG):
        return None
    if altitude_m is not None and not _MIN_ALTITUDE_M <= altitude_m <= _MAX_ALTITUDE_M:
        altitude_m = None
    return GeoPoint(round(lat, 7), round(lon, 7), altitude_m)
