"""Duplicates and the trash over HTTP: what the command line would do, and it can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from albumen.lock import hold_library
from albumen.store.curation_records import DuplicateKind
from tests.duplicates import add_group, add_photo
from tests.media_library import MediaLibrary


@pytest.fixture
def pair(media: MediaLibrary) -> tuple[Path, Path]:
    """Two photos of one picture."""
    paths = (media.photos / "large.jpg", media.photos / "small.jpg")
    store = media.library.store
    ids = [add_photo(store, path, content) for path, content in zip(paths, (b"large" * 99, b"small"), strict=True)]
    add_group(store, DuplicateKind.SAME_PICTURE, ids)
    return paths


def post(media: MediaLibrary, path: str, body: object = None) -> Any:
    answer = media.client.post(path, json={} if body is None else body)
    assert answer.status_code in (200, 204), answer.text
    return answer.json() if answer.content else None


def test_a_library_without_duplicates_has_none_to_show(media: MediaLibrary) -> None:
    found = media.client.get("/api/duplicates").json()
    assert (found["groups"], found["next"], found["is_done"]) == ([], None, False)
    assert "Not looked for yet" in media.client.get("/duplicates").text
    assert "The trash is empty" in media.client.get("/trash").text


def test_a_group_shows_its_best_and_what_would_go(media: MediaLibrary, pair: tuple[Path, Path]) -> None:
    (group,) = media.client.get("/api/duplicates").json()["groups"]
    assert [member["is_best"] for member in group["members"]] == [True, False]
    assert group["leaving"] == 1
    plan = post(media, "/api/duplicates/plan", {"of_all": True})
    assert (plan["batch"], plan["groups"], plan["files"]) == (None, 1, 1)
    assert all(path.exists() for path in pair)


def test_what_was_moved_comes_back(media: MediaLibrary, pair: tuple[Path, Path]) -> None:
    (group,) = media.client.get("/api/duplicates").json()["groups"]
    done = post(media, "/api/duplicates/review", {"group_ids": [group["id"]]})
    assert done["files"] == 1
    assert sum(path.exists() for path in pair) == 1
    assert media.client.get("/api/duplicates").json()["groups"] == []
    (batch,) = media.client.get("/api/trash").json()
    assert batch["batch"] == done["batch"]
    assert post(media, f"/api/trash/{done['batch']}/restore") == {"files": 1, "problems": []}
    assert all(path.exists() for path in pair)
    assert media.client.get("/api/trash").json() == []


def test_what_is_fine_as_it_is_is_listed_no_more_until_that_is_taken_back(
    media: MediaLibrary, pair: tuple[Path, Path]
) -> None:
    (group,) = media.client.get("/api/duplicates").json()["groups"]
    post(media, f"/api/duplicates/{group['id']}/keep")
    assert media.client.get("/api/duplicates").json()["groups"] == []
    post(media, f"/api/duplicates/{group['id']}/reopen")
    assert media.client.get("/api/duplicates").json()["groups"] == [group]


def test_only_emptying_deletes(media: MediaLibrary, pair: tuple[Path, Path]) -> None:
    post(media, "/api/duplicates/review", {"of_all": True})
    assert post(media, "/api/trash/empty", {"older_than_s": 3600})["files"] == 0
    assert post(media, "/api/trash/empty", {"older_than_s": 0})["files"] == 1
    assert media.client.get("/api/trash").json() == []


def test_nothing_moves_while_the_library_is_being_indexed(media: MediaLibrary, pair: tuple[Path, Path]) -> None:
    with hold_library(media.library.settings.library):
        answer = media.client.post("/api/duplicates/review", json={"of_all": True})
    assert answer.status_code == 409
    assert all(path.exists() for path in pair)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/duplicates/9/keep", {}, 404),
        ("/api/duplicates/0/keep", {}, 422),
        ("/api/duplicates/99999999999999999999/keep", {}, 422),
        ("/api/duplicates/review", {}, 400),
        ("/api/duplicates/review", {"group_ids": [1], "path": "/etc/passwd"}, 422),
        ("/api/trash/9/restore", {}, 400),
        ("/api/trash/empty", {"older_than_s": -1}, 422),
    ],
)
def test_what_cannot_be_is_refused(media: MediaLibrary, path: str, body: object, status: int) -> None:
    answer = media.client.post(path, json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]
