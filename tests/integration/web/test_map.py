"""The map over HTTP: clusters that hold every photo with a place, and the same as a list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from albumen.types import UtilityKind
from tests.curation_photos import GHENT, LISBON, SINTRA, SUVA
from tests.shown_library import Shot, ShownLibrary

WORLD = "-180,-85,180,85"


def clusters_of(client: TestClient, bbox: str = WORLD, zoom: int = 2) -> Any:
    answer = client.get(f"/api/places?bbox={bbox}&zoom={zoom}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def travels(shown: ShownLibrary) -> list[int]:
    """Photos of three towns near each other and one far away, one without a place, and a receipt."""
    places = (LISBON, LISBON, SINTRA, GHENT, SUVA)
    shots = [Shot(datetime(2023, 5, at + 1), place) for at, place in enumerate(places)]
    return shown.put(*shots, Shot(datetime(2023, 6, 1)), Shot(datetime(2023, 6, 2), LISBON, kind=UtilityKind.RECEIPT))


def test_a_library_without_places_says_where_they_come_from(client: TestClient, shown: ShownLibrary) -> None:
    shown.put(Shot(datetime(2023, 5, 1)))
    assert "Cameras without GPS" in client.get("/map").text
    assert clusters_of(client) == []


def test_every_photo_of_the_world_is_in_one_cluster(client: TestClient, travels: list[int]) -> None:
    for zoom in (0, 3, 8, 16):
        found = clusters_of(client, zoom=zoom)
        assert sum(cluster["count"] for cluster in found) == 5
        assert sorted(at for cluster in found for at in cluster["photo_ids"]) == sorted(travels[:5])


def test_towns_part_as_the_map_comes_nearer(client: TestClient, travels: list[int]) -> None:
    assert clusters_of(client, zoom=3)[0]["town_count"] > 1
    near = clusters_of(client, "-10,38,-8,40", zoom=12)
    assert sorted((cluster["towns"][0]["name"], cluster["count"]) for cluster in near) == [("Lisbon", 2), ("Sintra", 1)]


def test_a_part_of_the_world_has_only_what_is_in_it(client: TestClient, travels: list[int]) -> None:
    (found,) = clusters_of(client, "170,-30,-170,-10", zoom=4)  # across the antimeridian
    assert found["towns"][0]["name"] == "Suva"


def test_a_town_s_query_finds_its_photos(client: TestClient, travels: list[int]) -> None:
    lisbon = next(
        town for cluster in clusters_of(client, zoom=12) for town in cluster["towns"] if town["name"] == "Lisbon"
    )
    found = client.get("/api/search", params={"q": lisbon["query"]}).json()
    assert lisbon["query"] == 'place:"Lisbon, Portugal"'
    assert str(travels[0]) in str(found)


def test_the_list_has_every_town_with_its_count(client: TestClient, travels: list[int]) -> None:
    page = client.get("/map?at=38.7,-9.1").text
    for name in ("Portugal", "Lisbon", "Sintra", "Ghent", "Suva"):
        assert name in page
    assert "5 photos in 4 towns of 3 countries" in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "bbox=1,2,3&zoom=1",
        "bbox=a,b,c,d&zoom=1",
        f"bbox={WORLD}&zoom=17",
        "bbox=0,50,10,40&zoom=3",
        "bbox=999,0,10,40&zoom=3",
    ],
)
def test_what_is_no_part_of_the_world_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/places?{query}").status_code in (400, 422)


def test_a_point_that_is_none_is_refused(client: TestClient) -> None:
    assert client.get("/map?at=here").status_code == 422
