"""Names of positions."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.gazetteer.build import build_table
from albumen.gazetteer.table import PackedTexts, PlaceTable, load_bundled_table
from albumen.types import GeoPoint
from indexer.places import MAX_DISTANCE_KM, find_place, measure_distances


@pytest.mark.parametrize(
    ("lat", "lon", "name", "country"),
    [
        (48.8867, 2.3431, "Paris", "FR"),  # Montmartre
        (52.1601, 4.4970, "Leiden", "NL"),
        (40.7580, -73.9855, "New York City", "US"),  # Times Square
        (40.7280, -74.0776, "Jersey City", "US"),  # 7 km from New York's centre, in another state
        (-33.8568, 151.2153, "Sydney", "AU"),
        (21.0285, 105.8542, "Hanoi", "VN"),
        (64.1466, -21.9426, "Reykjavík", "IS"),
        (-16.5004, -68.1500, "La Paz", "BO"),
        (-17.7134, 178.0650, None, "FJ"),  # inland of Viti Levu, close to the date line
    ],
)
def test_known_positions_are_named(lat, lon, name, country) -> None:
    place = find_place(GeoPoint(lat, lon))
    assert place is not None
    assert place.country_code == country
    assert name is None or place.name == name
    assert place.country


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(0.0, 0.0), (0.0, -30.0), (-85.0, 45.0), (90.0, 0.0), (float("nan"), 4.0), (91.0, 4.0), (52.0, 181.0)],
)
def test_open_sea_ice_and_impossible_positions_have_no_name(lat, lon) -> None:
    assert find_place(GeoPoint(lat, lon)) is None


def test_lookup_takes_about_a_millisecond() -> None:
    find_place(GeoPoint(50.0, 8.0))
    start = time.process_time()
    for step in range(100):
        find_place(GeoPoint(35.0 + step / 10, 8.0))
    assert (time.process_time() - start) / 100 < 0.005  # five times what it takes, for slow machines


def table_of(*places: tuple[str, float, float, int, str]) -> PlaceTable:
    rows = [
        {"city": name, "latitude": lat, "longitude": lon, "population": people, "country_code": "XX", "state": state}
        for name, lat, lon, people, state in places
    ]
    return build_table(rows, {"XX": "Examplia"})


def test_city_names_its_quarters_but_not_the_next_region() -> None:
    table = table_of(
        ("City", 10.0, 10.0, 2_000_000, "East"),
        ("Quarter", 10.03, 10.0, 20_000, "East"),
        ("Neighbour", 10.0, 9.95, 20_000, "West"),
    )
    assert find_place(GeoPoint(10.03, 10.0), table).name == "City"
    assert find_place(GeoPoint(10.0, 9.95), table).name == "Neighbour"
    assert find_place(GeoPoint(10.0, 9.95), table).region == "West"


def test_village_out_of_the_citys_circle_keeps_its_name() -> None:
    table = table_of(("City", 10.0, 10.0, 2_000_000, "East"), ("Village", 10.15, 10.0, 500, "East"))
    assert find_place(GeoPoint(10.14, 10.0), table).name == "Village"


def test_places_are_found_across_the_date_line() -> None:
    table = table_of(("Edge", -17.0, 179.9, 5_000, "Isles"))
    assert find_place(GeoPoint(-17.0, -179.9), table).name == "Edge"


def test_empty_gazetteer_names_nothing() -> None:
    assert find_place(GeoPoint(10.0, 10.0), table_of()) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_nearest_place_equals_brute_force(lat, lon) -> None:
    table, point = load_bundled_table(), GeoPoint(lat, lon)
    nearest_km = measure_distances(point, table.lat, table.lon).min()
    place = find_place(point)
    assert (place is None) == (nearest_km > MAX_DISTANCE_KM or (abs(lat) < 1e-4 and abs(lon) < 1e-4))


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_any_numbers_are_answered(lat, lon) -> None:
    find_place(GeoPoint(lat, lon))


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]))))
def test_packed_texts_come_back(texts) -> None:
    assert list(PackedTexts.pack(texts)) == texts


def test_table_survives_its_file(tmp_path) -> None:
    table = table_of(("Zürich", 47.37, 8.54, 400_000, "Zürich"), ("Zug", 47.17, 8.52, 30_000, "Zug"))
    table.save(tmp_path / "places.npz")
    again = PlaceTable.load(tmp_path / "places.npz")
    assert [again.get_place(row) for row in range(len(again))] == [table.get_place(row) for row in range(len(table))]


def test_bundled_table_is_whole() -> None:
    table = load_bundled_table()
    assert len(table) > 100_000
    assert len(table.names) == len(table.population) == len(table)
    assert (np.diff(table.lat) >= 0).all()
    assert table.region.max() < len(table.regions)
