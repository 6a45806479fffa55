"""Where photos were taken, as a map shows them: in clusters that do not cover each other at a zoom."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from albumen.arrays import Rows
from search.columns.names import NONE, Named

if TYPE_CHECKING:
    from albumen.curation.timeline_sections import Timeline
    from albumen.store.store import Store
    from albumen.types import Place
    from albumen.web.timelines import Timelines

# Beyond it the web Mercator projection (EPSG:3857) is higher than wide.
MOST_LATITUDE = 85.0511
# Pixels of the whole world at zoom 0.
WORLD_PX = 256

# A bubble and the space around it. Cells that lie nearer than the radius become one.
_CELL_PX, _RADIUS_PX = 64, 72
# More bubbles than any screen has room for; the smallest are left out.
_MOST = 400
_CELLS_A_CLUSTER = 4
_PHOTOS, _TOWNS = 4, 5

# Keys up to here are numbered by a table.
_COUNTED = 1 << 20

Numbers = npt.NDArray[np.int64]
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A part of the world in degrees. West of `east` lies `west`, unless the antimeridian is between them."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Photos shown as one: their middle and bounds, some of the best of them, and the towns with most, counted."""

    lat: float
    lon: float
    count: int
    bounds: Bounds
    photo_ids: tuple[int, ...]
    towns: tuple[tuple[Place, int], ...]
    town_count: int


@dataclass(frozen=True, slots=True, eq=False)
class PhotoMap:
    """The M photos that a map may show, the most appealing first.

    `points` (M, 2) are in shares of the world's width: x to the east and y to the south, both in [0, 1]. `towns` counts into
    `places.values`, `NONE` where nothing is near.
    """

    ids: Rows
    points: Points
    towns: npt.NDArray[np.int32]
    places: Named[Place]

    @property
    def bounds(self) -> Bounds | None:
        """What holds all photos; None where there are none."""
        return _bound(self.points) if len(self.ids) else None

    def counts(self) -> dict[Place, int]:
        """Count the photos of each place, most first."""
        return Named(self.towns, self.places.values).counts()

    def find_clusters(self, bounds: Bounds, zoom: int) -> list[Cluster]:
        """Find the clusters of a part of the world, the largest first.

        Args:
            bounds: what is seen; clusters at its edges are whole.
            zoom: the world is `WORLD_PX` * 2**zoom pixels wide.
        """
        across = WORLD_PX * 2**zoom / _CELL_PX
        cells = np.floor(self.points * across).astype(np.int64)  # (M, 2)
        seen = np.flatnonzero(_is_within(cells, bounds, across))
        if not len(seen):
            return []
        cell_of = _number(cells[seen, 1] * (int(across) + 1) + cells[seen, 0])
        counts, middles = _count(cell_of, self.points[seen])
        cluster_of_cell = _number(_merge(middles, counts, _RADIUS_PX / (WORLD_PX * 2**zoom)))
        cluster_of = cluster_of_cell[cell_of]
        order = np.argsort(_narrow(cluster_of), kind="stable")  # leaves the most appealing photo of each first
        members = np.split(seen[order], np.cumsum(np.bincount(cluster_of))[:-1])
        members.sort(key=len, reverse=True)
        return [self._describe(rows) for rows in members[:_MOST]]

    def _describe(self, rows: Numbers) -> Cluster:
        lat, lon = to_degrees(self.points[rows].mean(axis=0))
        codes, counts = np.unique(self.towns[rows][self.towns[rows] != NONE], return_counts=True)
        most = np.argsort(-counts, kind="stable")[:_TOWNS]
        towns = tuple((self.places.values[codes[at]], int(counts[at])) for at in most.tolist())
        ids = tuple(self.ids[rows[:_PHOTOS]].tolist())
        return Cluster(lat, lon, len(rows), _bound(self.points[rows]), ids, towns, len(codes))


class PhotoMaps:
    """The map of one library, as it is now. Threads may share it."""

    def __init__(self, store: Store, timelines: Timelines) -> None:
        """Nothing is read before the first map is asked for."""
        self._store = store
        self._timelines = timelines
        self._lock = threading.Lock()  # or two requests would both lay the map out
        self._known: tuple[Timeline, PhotoMap] | None = None

    def get(self) -> PhotoMap:
        """Give the map of the photos that the timeline shows."""
        timeline = self._timelines.get(with_utility=False)
        with self._lock:
            if self._known is None or self._known[0] is not timeline:
                with self._store.read() as tx:
                    appeals = tx.appeals.scores()
                self._known = timeline, make_map(timeline, appeals)
            return self._known[1]


def make_map(timeline: Timeline, appeals: Mapping[int, float]) -> PhotoMap:
    """Lay out the photos of a timeline that have a position, or at least a place.

    Args:
        timeline: which photos.
        appeals: how much photos are worth showing, by id; of equal ones the newest comes first.
    """
    columns = timeline.columns
    rows = columns.rows_of(timeline.ids)
    places = columns.places
    positions = columns.positions[rows].astype(np.float64)  # (M, 2) latitude, longitude
    middles = np.array(
        [(place.lat, place.lon) for place in places.values] + [(np.nan, np.nan)]
    )  # the last is of `NONE`
    positions = np.where(np.isnan(positions), middles[places.codes[rows]], positions)
    worth = np.array([appeals.get(photo_id, 0.0) for photo_id in timeline.ids.tolist()])
    order = np.argsort(-worth, kind="stable")
    order = order[~np.isnan(positions[order]).any(axis=1)]
    return PhotoMap(timeline.ids[order], to_world(positions[order]), places.codes[rows[order]], places)


def to_world(positions: Points) -> Points:
    """Project latitudes and longitudes in degrees, (M, 2), to shares of the world's width, x and y, (M, 2)."""
    lat = np.radians(np.clip(positions[:, 0], -MOST_LATITUDE, MOST_LATITUDE))
    y = 0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)
    return np.clip(np.column_stack([positions[:, 1] / 360 + 0.5, y]), 0.0, np.nextafter(1.0, 0.0))


def to_degrees(point: Points) -> tuple[float, float]:
    """Return the latitude and longitude of a point of the world.

    Example:
        >>> to_degrees(np.array([0.5, 0.5]))
        (0.0, 0.0)
    """
    lat = np.degrees(np.arctan(np.sinh((0.5 - point[1]) * 2 * np.pi)))
    return round(float(lat), 5), round(float(point[0] * 360 - 180), 5)


def _bound(points: Points) -> Bounds:
    (north, west), (south, east) = to_degrees(points.min(axis=0)), to_degrees(points.max(axis=0))
    return Bounds(west, south, east, north)


def _is_within(cells: Numbers, bounds: Bounds, across: float) -> npt.NDArray[np.bool_]:
    """Say which cells, (M, 2), a part of the world touches, with one more on each side, so that clusters stay when it moves."""
    corners = to_world(np.array([[bounds.north, bounds.west], [bounds.south, bounds.east]]))
    (left, top), (right, bottom) = np.floor(corners * across).astype(np.int64)
    x, y = cells.T
    is_across = (x >= left - 1) & (x <= right + 1)
    if bounds.west > bounds.east:
        is_across = (x >= left - 1) | (x <= right + 1)
    return is_across & (y >= top - 1) & (y <= bottom + 1)


def _number(keys: Numbers) -> Numbers:
    """Number the different ones of M keys from 0, in their order, (M,)."""
    largest = int(keys.max())
    if largest >= _COUNTED:
        return np.unique(keys, return_inverse=True)[1]
    is_there = np.zeros(largest + 1, np.bool_)  # no sorting: a quarter of the time for the whole world
    is_there[keys] = True
    return (np.cumsum(is_there) - 1)[keys]


def _count(labels: Numbers, points: Points) -> tuple[Numbers, Points]:
    """Return how many points have each of K labels, (K,), and their middle, (K, 2)."""
    counts = np.bincount(labels)
    sums = [np.bincount(labels, weights=points[:, axis]) for axis in (0, 1)]
    return counts, np.column_stack(sums) / counts[:, None]


def _narrow(labels: Numbers) -> npt.NDArray[np.integer]:
    """Return labels in 16 bits where they fit, since NumPy sorts those by radix."""
    return labels.astype(np.uint16) if int(labels.max()) <= np.iinfo(np.uint16).max else labels


def _merge(middles: Points, counts: Numbers, radius: float) -> Numbers:
    """Give each cell, (K,), the largest one that is near; small ones beyond those that can be seen stay for themselves."""
    label = np.arange(len(counts))
    largest = np.argsort(-counts, kind="stable")[: _CELLS_A_CLUSTER * _MOST]
    near_to, is_free = middles[largest], np.ones(len(largest), np.bool_)
    for at in range(min(_MOST, len(largest))):
        if is_free[at]:
            near = is_free & (np.hypot(*(near_to - near_to[at]).T) < radius)
            label[largest[near]] = largest[at]
            is_free &= ~near
    return label
