"""Distances on the sphere, and the middle of positions."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from albumen.types import GeoPoint

EARTH_RADIUS_KM = 6371.0  # mean radius, IUGG


def measure_km(a: GeoPoint, b: GeoPoint) -> float:
    """Return the great-circle distance in km by the haversine formula.

    Example:
        >>> round(measure_km(GeoPoint(38.7167, -9.1333), GeoPoint(41.1496, -8.6110)))
        274
    """
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    half_lat, half_lon = (phi_b - phi_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def measure_many_km(
    lat: np.ndarray, lon: np.ndarray, to_lat: np.ndarray | float, to_lon: np.ndarray | float
) -> np.ndarray:
    """Return the same for rows of positions, in degrees: arrays that broadcast to (N,), km in float64."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half_lat, half_lon = (to_phi - phi) / 2, np.radians(to_lon - lon) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))


def find_middle(points: Iterable[GeoPoint]) -> GeoPoint | None:
    """Return the mean of positions that are near one another, also across the date line; None of none."""
    points = list(points)
    if len(points) < 2:
        return points[0] if points else None
    first_lon = points[0].lon
    lat = sum(point.lat for point in points) / len(points)
    east = sum((point.lon - first_lon + 180.0) % 360.0 - 180.0 for point in points) / len(points)
    lon = (first_lon + east + 180.0) % 360.0 - 180.0
    return GeoPoint(round(lat, 6), round(lon, 6))
