"""Clusters of a map: every photo in one, none on another, the best photos first, at any zoom and across the antimeridian."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import Place
from albumen.web.photo_map import WORLD_PX, Bounds, PhotoMap, to_degrees, to_world
from search.columns.names import NONE, Named

WORLD = Bounds(-180, -85, 180, 85)
TOWN = Place("Graz", "Styria", "Austria", "AT", 47.07, 15.44)
positions = st.lists(st.tuples(st.floats(-80, 80), st.floats(-180, 179.99)), min_size=1, max_size=60)


def make_map(positions: list[tuple[float, float]], towns: list[int] | None = None) -> PhotoMap:
    codes = np.array(towns or [NONE] * len(positions), np.int32)
    points = to_world(np.array(positions, float).reshape(-1, 2))
    return PhotoMap(np.arange(1, len(positions) + 1), points, codes, Named(codes, (TOWN,)))


@given(positions, st.integers(0, 16))
def test_every_photo_is_in_one_cluster(positions: list[tuple[float, float]], zoom: int) -> None:
    clusters = make_map(positions).find_clusters(WORLD, zoom)
    assert sum(cluster.count for cluster in clusters) == len(positions)
    assert [cluster.count for cluster in clusters] == sorted((cluster.count for cluster in clusters), reverse=True)


@given(positions, st.integers(0, 16))
def test_a_cluster_holds_its_middle(positions: list[tuple[float, float]], zoom: int) -> None:
    for cluster in make_map(positions).find_clusters(WORLD, zoom):
        assert cluster.bounds.south - 1e-4 <= cluster.lat <= cluster.bounds.north + 1e-4
        assert cluster.bounds.west - 1e-4 <= cluster.lon <= cluster.bounds.east + 1e-4


def test_photos_of_one_place_stay_together_however_near() -> None:
    (cluster,) = make_map([(47.07, 15.44)] * 5, [0, 0, 0, 0, NONE]).find_clusters(WORLD, 16)
    assert (cluster.count, cluster.towns, cluster.town_count) == (5, ((TOWN, 4),), 1)
    assert cluster.photo_ids == (1, 2, 3, 4)  # the first ones, which are the most appealing


def test_photos_part_where_pictures_of_them_fit_side_by_side() -> None:
    photo_map = make_map([(0, 0), (0, 10)])
    pixels = [10 / 360 * WORLD_PX * 2**zoom for zoom in (3, 5)]
    assert pixels == pytest.approx([56.9, 227.6], abs=0.1)
    assert [len(photo_map.find_clusters(WORLD, zoom)) for zoom in (3, 5)] == [1, 2]


def test_a_view_across_the_antimeridian_sees_both_sides_and_nothing_else() -> None:
    photo_map = make_map([(0, 179), (0, -179), (0, 0)])
    assert {cluster.lon for cluster in photo_map.find_clusters(Bounds(170, -10, -170, 10), 6)} == {179, -179}


def test_a_map_without_photos_has_no_bounds_and_no_clusters() -> None:
    photo_map = make_map([])
    assert (photo_map.bounds, photo_map.find_clusters(WORLD, 3), photo_map.counts()) == (None, [], {})


@given(st.floats(-85, 85), st.floats(-180, 179.99))
def test_projecting_there_and_back_changes_nothing(lat: float, lon: float) -> None:
    assert to_degrees(to_world(np.array([[lat, lon]]))[0]) == pytest.approx((lat, lon), abs=1e-4)
