"""Featured photos over HTTP: those of the command line, with reasons, day by day; and wallpapers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from albumen.curation.featured import load_featured
from tests.curation_photos import LISBON
from tests.media_library import MediaLibrary
from tests.shown_library import Shot, ShownLibrary

DAY = date(2026, 3, 1)


@pytest.fixture
def photos(shown: ShownLibrary) -> list[int]:
    """Twelve good photos of a week in Lisbon."""
    return shown.put(*(Shot(datetime(2023, 6, 1 + at, 12), LISBON) for at in range(12)))


def page_of(client: TestClient, path: str = "/featured") -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_empty_library_says_how_to_begin(client: TestClient) -> None:
    assert "run albumen index DIR" in page_of(client)
    assert client.get("/api/featured").json()["photos"] == []


def test_a_day_has_the_command_line_s_photos_and_reasons(
    client: TestClient, media: MediaLibrary, photos: list[int]
) -> None:
    found = client.get(f"/api/featured?day={DAY}").json()["photos"]
    with media.library.store.read() as tx:
        expected = [(one.facts.id, one.reason) for one in load_featured(tx, DAY)]
    assert [(one["photo"]["id"], one["reason"]) for one in found] == expected
    assert {at for at, _ in expected} <= set(photos)


def test_the_page_names_each_reason(client: TestClient, photos: list[int]) -> None:
    page = page_of(client, f"/featured?day={DAY}")
    for one in client.get(f"/api/featured?day={DAY}").json()["photos"]:
        assert one["reason"] in page


def test_a_hidden_photo_is_not_featured(client: TestClient, photos: list[int]) -> None:
    first = client.get(f"/api/featured?day={DAY}").json()["photos"][0]["photo"]["id"]
    client.post("/api/feedback", json={"verb": "hide", "target": "photo", "value": str(first)})
    assert first not in [one["photo"]["id"] for one in client.get(f"/api/featured?day={DAY}").json()["photos"]]


def test_a_liked_photo_stands_as_liked(client: TestClient, photos: list[int]) -> None:
    first = client.get(f"/api/featured?day={DAY}").json()["photos"][0]["photo"]["id"]
    made = client.post("/api/feedback", json={"verb": "like", "target": "photo", "value": str(first)}).json()
    found = {one["photo"]["id"]: one for one in client.get(f"/api/featured?day={DAY}").json()["photos"]}
    assert found[first]["standing"] == {"like": made["wish"]["id"]}


def test_a_day_leads_to_the_days_beside_it_and_none_after_today(client: TestClient, photos: list[int]) -> None:
    page = page_of(client, f"/featured?day={DAY}")
    assert f'href="/featured?day={DAY - timedelta(days=1)}"' in page
    assert f'href="/featured?day={DAY + timedelta(days=1)}"' in page
    assert 'aria-label="The day after"' not in page_of(client, "/featured?day=2900-01-01")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_refused(client: TestClient, day: str) -> None:
    assert client.get(f"/api/featured?day={day}").status_code == 422


def test_a_library_without_photos_has_no_wallpapers(client: TestClient) -> None:
    found = client.get("/api/wallpapers?screen=desktop").json()
    assert (found["found"], found["measured"], found["width_px"], found["height_px"]) == ([], 0, 2560, 1440)
    assert client.get("/api/wallpapers/1/picture?screen=phone").status_code == 404
