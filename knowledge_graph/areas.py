"""Areas: places that belong together as where somebody spends time, such as a town with its outskirts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from albumen.types import GeoPoint
from knowledge_graph.distances import measure_many_km

# A town and its suburbs; two towns half an hour's drive apart are two areas.
AREA_KM = 20.0
_CELLS_PER_DEGREE = 20  # of about 5 km, so that thousands of days are a few hundred cells


def group_into_areas(points: Sequence[GeoPoint]) -> list[int]:
    """Number the area of each position (N,), in order of how many positions an area has; ties: by latitude and longitude.

    The fullest cell of a grid leads an area and takes what lies within AREA_KM of it; then the fullest of the rest.
    """
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row, point in enumerate(points):
        cells[_cell_of(point)].append(row)
    ordered = sorted(cells, key=lambda cell: (-len(cells[cell]), cell))
    lat = np.array([cell[0] for cell in ordered], np.float64) / _CELLS_PER_DEGREE
    lon = np.array([cell[1] for cell in ordered], np.float64) / _CELLS_PER_DEGREE
    areas = _lead(lat, lon)
    members: dict[int, list[int]] = defaultdict(list)
    for cell, area in zip(ordered, areas.tolist(), strict=True):
        members[area].extend(cells[cell])
    return _number(members, len(points))


def _cell_of(point: GeoPoint) -> tuple[int, int]:
    return round(point.lat * _CELLS_PER_DEGREE), round(point.lon * _CELLS_PER_DEGREE)


def _lead(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return the row of the cell that leads each cell (C,)."""
    leader = np.full(len(lat), -1)
    for row in range(len(lat)):
        if leader[row] < 0:
            is_near = measure_many_km(lat, lon, lat[row], lon[row]) <= AREA_KM
            leader[is_near & (leader < 0)] = row
    return leader


def _number(members: dict[int, list[int]], count: int) -> list[int]:
    numbers = [0] * count
    by_size = sorted(members, key=lambda area: (-len(members[area]), area))
    for number, area in enumerate(by_size):
        for row in members[area]:
            numbers[row] = number
    return numbers
