from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import GeoPoint
from knowledge_graph.areas import AREA_KM, group_into_areas
from knowledge_graph.distances import find_middle, measure_km, measure_many_km

UTRECHT, ZEIST, PARIS = GeoPoint(52.0907, 5.1214), GeoPoint(52.09, 5.2333), GeoPoint(48.8534, 2.3488)
_POINTS = st.builds(GeoPoint, st.floats(-90, 90), st.floats(-180, 180))


def test_a_suburb_is_of_its_towns_area() -> None:
    assert group_into_areas([PARIS, UTRECHT, ZEIST, UTRECHT]) == [1, 0, 0, 0]


def test_no_positions_make_no_areas() -> None:
    assert group_into_areas([]) == []


@given(st.lists(_POINTS, max_size=12), st.randoms(use_true_random=False))
def test_areas_do_not_depend_on_the_order_and_are_not_much_wider_than_said(
    points: list[GeoPoint], random: object
) -> None:
    areas = dict(zip(points, group_into_areas(points), strict=True))
    random.shuffle(points)  # type: ignore[attr-defined]
    assert dict(zip(points, group_into_areas(points), strict=True)) == areas
    cell_km = 8.0  # the positions of a cell are up to half its diagonal from its middle
    assert all(
        measure_km(one, other) <= 2 * (AREA_KM + cell_km / 2)
        for one in points
        for other in points
        if areas[one] == areas[other]
    )


@given(_POINTS, _POINTS)
def test_distances_of_rows_are_those_of_points(one: GeoPoint, other: GeoPoint) -> None:
    many = measure_many_km(np.array([one.lat]), np.array([one.lon]), other.lat, other.lon)
    assert many[0] == pytest.approx(measure_km(one, other), abs=1e-6)
    assert 0 <= many[0] <= 20_020


def test_the_middle_of_positions_on_both_sides_of_the_date_line_is_on_it() -> None:
    middle = find_middle([GeoPoint(-17.0, 179.9), GeoPoint(-17.0, -179.9)])
    assert middle is not None
    assert abs(middle.lon) == pytest.approx(180.0)
    assert find_middle([]) is None
