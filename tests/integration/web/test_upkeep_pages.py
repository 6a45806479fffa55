"""Status, settings and utility content over HTTP."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from albumen.store.records import FileSighting, FileStat
from albumen.types import UtilityKind
from albumen.web.runs import Runs, RunState, Work
from tests.media_library import MediaLibrary
from tests.shown_library import Shot, ShownLibrary


def test_an_empty_library_has_pages(media: MediaLibrary) -> None:
    for page in ("/status", "/settings", "/utility", "/trash", "/duplicates"):
        assert media.client.get(page, headers={"Accept": "text/html"}).status_code == 200, page


def test_the_status_counts_what_there_is(media: MediaLibrary) -> None:
    media.put()
    status = media.client.get("/api/status").json()
    assert (status["photos"], status["files"], status["is_busy"], status["run"]) == (1, 1, False, None)
    assert status["work"][0]["waiting"] == 1


def test_a_file_that_could_not_be_read_is_named_as_text(media: MediaLibrary) -> None:
    name = "<img src=x onerror=alert(1)>.jpg"
    with media.library.store.write() as tx:
        root = tx.roots.add(media.photos)
        tx.files.save([FileSighting(root.id, name, FileStat(9, 1), 2, None, "corrupt", "it ends <b>early</b>")])
    (failure,) = media.client.get("/api/status/failures").json()["failures"]
    assert (failure["path"], failure["reason"]) == (str(media.photos / name), "corrupt")
    page = media.client.get("/status").text
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert "<b>early" not in page


def test_a_folder_can_be_added_and_taken_out(media: MediaLibrary, tmp_path: Path) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    answer = media.client.post("/api/settings/roots", json={"path": str(folder)})
    assert answer.status_code == 201
    (root,) = media.client.get("/api/settings").json()["roots"]
    assert root["path"] == str(folder)
    assert media.client.post(f"/api/settings/roots/{root['id']}/remove", json={}).status_code == 204
    assert media.client.get("/api/settings").json()["roots"] == []
    assert media.client.post(f"/api/settings/roots/{root['id']}/remove", json={}).status_code == 404


@pytest.mark.parametrize("path", ["", "Pictures", "../..", "/nowhere/at/all", "/\0", "/" + "a" * 4_000, "~/Pictures"])
def test_what_is_no_folder_is_refused(media: MediaLibrary, path: str) -> None:
    answer = media.client.post("/api/settings/roots", json={"path": path})
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["error"]


def test_utility_content_is_listed_by_kind(media: MediaLibrary, shown: ShownLibrary) -> None:
    receipt, _ = shown.put(Shot(kind=UtilityKind.RECEIPT), Shot())
    (group,) = media.client.get("/api/utility").json()
    assert (group["kind"], group["total"]) == ("receipt", 1)
    assert [item["photo"]["id"] for item in group["items"]] == [receipt]
    assert media.client.get("/api/utility?kind=meme").json() == []
    assert f'data-photo="{receipt}"' in media.client.get("/utility").text


def test_a_run_tells_how_far_it_is_and_why_it_failed(media: MediaLibrary) -> None:
    runs = Runs(media.library.settings)
    vars(runs)["_prefix"] = [
        sys.executable,
        "-c",
        'import sys; print(\'{"step": "index", "done": 2, "total": 3}\'); sys.exit(\'albumen: no room\')',
    ]
    runs.start(Work.INDEX)
    deadline = time.monotonic() + 20
    while runs.state is None or runs.state.is_running:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert runs.state == RunState(Work.INDEX, "index", 2, 3, is_running=False, error="no room")
