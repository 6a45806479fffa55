"""The timeline over HTTP: the page brings its first photos along, the rest comes in parts, and what changed is told."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from albumen.store.curation_records import Target
from albumen.types import UtilityKind
from tests.curation_photos import LISBON
from tests.shown_library import Shot, ShownLibrary

JUNE = datetime(2022, 6, 3, 12)


def outline(client: TestClient, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/timeline/sections{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def beginning(client: TestClient, path: str = "/") -> dict[str, Any]:
    """Read what the page brings along."""
    block = re.search(r'id="timeline-data">(.*?)</script>', client.get(path).text, re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


def test_an_empty_library_says_what_to_do(client: TestClient) -> None:
    assert "albumen index ~/Pictures" in client.get("/").text
    assert outline(client)["sections"] == []


def test_a_library_of_receipts_offers_to_show_them(client: TestClient, shown: ShownLibrary) -> None:
    shown.put(Shot(JUNE, kind=UtilityKind.RECEIPT))
    assert 'href="/?all=1"' in client.get("/").text
    assert beginning(client, "/?all=1")["outline"]["count"] == 1


def test_the_page_brings_its_first_photos_along(client: TestClient, shown: ShownLibrary) -> None:
    (photo,) = shown.put(Shot(JUNE, LISBON, tags=("beach",)))
    first = beginning(client)["first"]
    (group,) = first["groups"]
    assert (group["when"], group["where"]) == ("Friday 3 June 2022", "Lisbon")
    (tile,) = group["photos"]
    assert (tile["id"], tile["width"], tile["height"]) == (photo, 4000, 3000)
    assert tile["alt"] == "Photo of beach, in Lisbon, 3 June 2022"


@pytest.mark.parametrize(
    ("at", "key"), [("2021", "2021-06"), ("undated", "undated"), ("nonsense", "2022-06"), ("", "2022-06")]
)
def test_the_page_begins_where_it_is_asked_to(client: TestClient, shown: ShownLibrary, at: str, key: str) -> None:
    shown.put(Shot(JUNE), Shot(JUNE.replace(year=2021)), Shot(None))
    assert beginning(client, f"/?at={at}")["first"]["key"] == key


def test_titles_cannot_end_the_block_that_holds_them(client: TestClient, shown: ShownLibrary) -> None:
    from dataclasses import replace

    shown.put(Shot(JUNE, replace(LISBON, name="</script><script>alert(1)</script>")))
    assert beginning(client)["first"]["groups"][0]["where"] == "</script><script>alert(1)</script>"


def test_all_parts_together_are_all_photos(client: TestClient, shown: ShownLibrary) -> None:
    ids = shown.put(*(Shot(JUNE + timedelta(hours=at)) for at in range(450)))
    found = outline(client)
    tiles = []
    for section in found["sections"]:
        for number, part in enumerate(section["parts"]):
            answer = client.get(f"/api/timeline/sections/{section['key']}/{number}?stamp={found['stamp']}").json()
            photos = [photo for group in answer["groups"] for photo in group["photos"]]
            assert len(photos) == part["count"]
            tiles += photos
    assert [tile["id"] for tile in tiles] == ids[::-1]


def test_a_photo_that_was_hidden_since_is_in_no_part(client: TestClient, shown: ShownLibrary) -> None:
    shown.put(Shot(JUNE), Shot(JUNE))
    stamp = outline(client)["stamp"]
    shown.wish(Target.PHOTO, f"{0:064x}")
    (group,) = client.get(f"/api/timeline/sections/2022-06/0?stamp={stamp}").json()["groups"]
    assert [photo["id"] for photo in group["photos"]] == [2]
    assert outline(client)["count"] == 1


def test_a_browser_that_has_an_answer_is_not_sent_it_again(client: TestClient, shown: ShownLibrary) -> None:
    shown.put(Shot(JUNE))
    stamp = outline(client)["stamp"]
    for address in ("/api/timeline/sections", f"/api/timeline/sections/2022-06/0?stamp={stamp}"):
        etag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    shown.put(Shot(JUNE))
    assert client.get("/api/timeline/sections", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("2022-06/0?stamp=0123456789abcdef", 404),
        ("2022-06/0?stamp=nonsense", 422),
        ("2022-06/0", 422),
        ("2022-06/1?stamp=STAMP", 404),
        ("2022-07/0?stamp=STAMP", 404),
        ("2022-05/0?stamp=STAMP", 404),
        ("undated/0?stamp=STAMP", 404),
        ("June/0?stamp=STAMP", 422),
        ("2022-06/-1?stamp=STAMP", 422),
    ],
)
def test_a_part_that_is_not_there_is_refused(client: TestClient, shown: ShownLibrary, path: str, status: int) -> None:
    shown.put(Shot(JUNE))
    address = f"/api/timeline/sections/{path}".replace("STAMP", outline(client)["stamp"])
    assert client.get(address).status_code == status


def test_nothing_can_be_said_of_a_timeline_that_is_long_gone(client: TestClient, shown: ShownLibrary) -> None:
    shown.put(Shot(JUNE))
    stamp = outline(client)["stamp"]
    for _ in range(9):
        shown.put(Shot(JUNE))
        outline(client)
    assert client.get(f"/api/timeline/sections/2022-06/0?stamp={stamp}").status_code == 404
