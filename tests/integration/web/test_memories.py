"""Memories over HTTP: the lists and reasons of the command line, a slideshow's storyboard, and what a person hid is gone."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from albumen.curation.photo_source import open_photos
from albumen.curation.slideshow.storyboard import plan_storyboard
from albumen.store.curation_records import Memory, MemoryKind
from tests.media_library import MediaLibrary
from tests.shown_library import ShownLibrary


@pytest.fixture
def year(shown: ShownLibrary) -> Memory:
    """One of the memories of three years with two photos a month."""
    shown.put_beaches()
    shown.curate()
    return next(iter(shown.memories(MemoryKind.YEAR).values()))


def page_of(client: TestClient, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def show_of(client: TestClient, memory: Memory, size: str = "width=1600&height=900") -> Any:
    answer = client.get(f"/api/memories/{memory.id}/show?{size}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def draw_previews(media: MediaLibrary) -> None:
    with media.library.store.read() as tx:
        facts = tx.facts.load()
    for one in facts:
        media.library.previews.save(one.content_hash, Image.new("RGB", (80, 60)))


def test_an_empty_library_says_how_to_begin(client: TestClient) -> None:
    assert "run `albumen index DIR`" in page_of(client, "/memories")
    assert client.get("/api/memories").json() == []


def test_a_library_that_was_not_curated_says_so(client: TestClient, shown: ShownLibrary) -> None:
    shown.put_beaches()
    assert "run `albumen curate`" in page_of(client, "/memories?kind=trip")


def test_the_page_shows_every_kind_and_why_there_is_each_memory(client: TestClient, year: Memory) -> None:
    page = page_of(client, "/memories")
    assert year.title in page
    assert year.reason in page
    assert f'href="/memories?kind={year.kind.value}"' in page


def test_a_kind_alone_shows_no_other(client: TestClient, shown: ShownLibrary, year: Memory) -> None:
    page = page_of(client, "/memories?kind=year")
    others = [memory for memory in shown.memories().values() if memory.kind is not MemoryKind.YEAR]
    assert year.title in page
    assert others
    assert not any(f'href="/memories/{memory.id}"' in page for memory in others)


def test_a_memory_tells_why_each_photo_was_chosen(client: TestClient, year: Memory) -> None:
    found = client.get(f"/api/memories/{year.id}").json()
    assert [(one["photo"]["id"], one["reason"]) for one in found["photos"]] == [
        (photo.photo_id, photo.reason) for photo in year.photos
    ]
    page = page_of(client, f"/memories/{year.id}")
    assert f"albumen memories export {year.id}" in page


def test_a_memory_that_is_not_there_is_not_found(client: TestClient, year: Memory) -> None:
    for name in ("999999", "on_this_day:0001-01-01", "on_this_day:9999-12-31", "nothing", "9" * 40, "%00"):
        assert client.get(f"/api/memories/{name}").status_code == 404, name


def test_a_hidden_memory_is_gone_until_it_is_taken_back(client: TestClient, year: Memory) -> None:
    asked = {"verb": "hide", "target": "memory", "value": str(year.id)}
    wish = client.post("/api/feedback", json=asked).json()["wish"]
    assert client.get(f"/memories/{year.id}").status_code == 404
    client.post(f"/api/feedback/{wish['id']}/undo")
    assert year.title in page_of(client, f"/memories/{year.id}")


def test_a_liked_memory_stands_as_liked(client: TestClient, year: Memory) -> None:
    client.post("/api/feedback", json={"verb": "like", "target": "memory", "value": str(year.id)})
    page = page_of(client, f"/memories/{year.id}")
    assert 'data-verb="like" aria-pressed="true"' in page
    assert 'data-verb="hide" aria-pressed="false"' in page


def test_the_show_is_the_exported_one(client: TestClient, media: MediaLibrary, year: Memory) -> None:
    draw_previews(media)
    found = show_of(client, year)
    board = plan_storyboard(year, open_photos(media.library), size_px=(1600, 900), tempo_bpm=year.tempo_bpm)
    assert [shot["photo"]["id"] for shot in found["shots"]] == [shot.photo.facts.id for shot in board.shots]
    assert [shot["starts_s"] for shot in found["shots"]] == [shot.slide.starts_s for shot in board.shots]
    pans = [(shot.pan.start.left, shot.pan.end.right) for shot in board.shots]
    assert [(shot["start"][0], shot["end"][2]) for shot in found["shots"]] == [
        pytest.approx(pan, abs=1e-5) for pan in pans
    ]


def test_an_upright_screen_gets_margins_rather_than_a_slice_of_each_photo(
    client: TestClient, media: MediaLibrary, year: Memory
) -> None:
    draw_previews(media)
    assert not any(shot["has_margins"] for shot in show_of(client, year)["shots"])
    assert all(shot["has_margins"] for shot in show_of(client, year, "width=390&height=844")["shots"])


def test_a_show_without_pictures_is_refused_in_words(client: TestClient, year: Memory) -> None:
    answer = client.get(f"/api/memories/{year.id}/show?width=1600&height=900")
    assert (answer.status_code, "mount their disk" in answer.json()["error"]) == (400, True)
