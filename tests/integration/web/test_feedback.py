"""Feedback over HTTP is that of the command line: made, listed, taken back, refused in the same words."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.shown_library import Shot, ShownLibrary


def wish(client: TestClient, verb: str, target: str, value: str) -> Any:
    answer = client.post("/api/feedback", json={"verb": verb, "target": target, "value": value})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_nothing_was_asked_of_a_new_library(client: TestClient) -> None:
    assert client.get("/api/feedback").json() == []


def test_who_likes_what_they_hid_has_changed_their_mind(client: TestClient, shown: ShownLibrary) -> None:
    (photo_id,) = shown.put(Shot())
    hidden = wish(client, "hide", "photo", str(photo_id))
    liked = wish(client, "like", "photo", str(photo_id))
    assert liked["replaced"] == [hidden["wish"]["id"]]
    assert [one["verb"] for one in client.get("/api/feedback").json()] == ["like"]
    assert [one["verb"] for one in client.get("/api/feedback?all=1").json()] == ["hide", "like"]


def test_feedback_is_taken_back_once(client: TestClient) -> None:
    made = wish(client, "less", "concept", "dog")["wish"]
    undone = client.post(f"/api/feedback/{made['id']}/undo")
    assert (undone.status_code, undone.json()["what"]) == (200, "dog")
    assert undone.json()["undone_at"] is not None
    again = client.post(f"/api/feedback/{made['id']}/undo")
    assert again.status_code == 400
    assert "taken back already" in again.json()["error"]


def test_days_places_and_memories_can_be_meant(client: TestClient, shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    memory = next(iter(shown.memories().values()))
    assert wish(client, "hide", "dates", "2022-05")["wish"]["what"] == "2022-05-01 to 2022-05-31"
    assert wish(client, "like", "place", "Ghent")["wish"]["value"].startswith("Ghent")
    assert wish(client, "less", "memory", memory.key)["wish"]["value"] == memory.key


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("photo", "7"),
        ("photo", "9" * 40),
        ("photo", "a\0b"),
        ("memory", "9" * 40),
        ("memory", "trip:x"),
        ("place", "Nowhere"),
        ("dates", "soon"),
        ("dates", "0000-00-00..9999-99-99"),
        ("concept", "no such thing"),
    ],
)
def test_what_is_not_there_cannot_be_meant(client: TestClient, target: str, value: str) -> None:
    answer = client.post("/api/feedback", json={"verb": "hide", "target": target, "value": value})
    assert answer.status_code in (400, 404), answer.text
    assert answer.json()["error"]


@pytest.mark.parametrize(
    "body",
    [{}, {"verb": "hate", "target": "photo", "value": "1"}, {"verb": "hide", "target": "photo", "value": ""}, []],
)
def test_a_request_that_is_none_is_refused(client: TestClient, body: object) -> None:
    assert client.post("/api/feedback", json=body).status_code == 422


@pytest.mark.parametrize("wish_id", ["0", "x", str(2**63)])
def test_an_id_that_cannot_be_is_refused(client: TestClient, wish_id: str) -> None:
    assert client.post(f"/api/feedback/{wish_id}/undo").status_code == 422
