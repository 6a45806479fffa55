"""The graph's job: what the store says of moments, trips and homes is what its photos tell, after any change."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from albumen.store.curation_records import PhotoFacts
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from albumen.store.tables import FileRow, PhotoRow
from albumen.types import UtilityKind
from benchmarks.life_library import fill_library
from knowledge_graph.graph.job import GraphJob
from knowledge_graph.graph.library_graph import LibraryGraph
from knowledge_graph.graph.opening import follow_photos, open_graph, read_graph
from knowledge_graph.graph.timeline import Timeline
from knowledge_graph.jobs import JobProgress, JobReport
from tests.curation_photos import FIRST_DAY, GRAZ, LISBON, make_photo, make_weeks

HOME = make_weeks(GRAZ, range(12), first_id=1)
AWAY = [
    make_photo(100 + number, FIRST_DAY + timedelta(days=41, hours=12 + 5 * number), LISBON, offset_h=0)
    for number in range(12)
]
PHOTOS = [
    replace(photo, folders=("/photos/life",), utility=UtilityKind.NONE, utility_score=0.9) for photo in (*HOME, *AWAY)
]


@pytest.fixture
def life(tmp_path: Path) -> Store:
    """Twelve weeks at home, and a trip."""
    return fill_library(tmp_path, PHOTOS)


def _run(store: Store, stop: threading.Event | None = None) -> JobReport:
    seen: list[JobProgress] = []
    report = GraphJob(store).run(stop or threading.Event(), seen.append)
    assert seen
    return report


def _stamp(store: Store) -> str:
    with store.read() as tx:
        return GraphJob(store).stamp(tx)


def _assert_true(store: Store) -> None:
    """The store holds what building from all facts gives."""
    with store.read() as tx:
        graph = open_graph(tx)
        assert tx.timeline.moments() == graph.list_moments()
        assert tx.timeline.trips() == [*graph.trips.values()]
        assert (*tx.timeline.homes(),) == graph.homes
        assert tx.timeline.instants() == dict(graph.timeline.instants)
    assert store.check() == []


def test_an_empty_library_has_nothing_to_find(store: Store) -> None:
    assert _run(store) == JobReport(True, "0 moments, 0 trips, 0 homes")
    assert _stamp(store) == _stamp(store)


def test_the_store_gets_what_the_graph_finds(life: Store) -> None:
    report = _run(life)
    assert report.is_finished
    assert "1 trip, 1 home" in report.summary
    _assert_true(life)


def test_a_second_run_writes_nothing(life: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _run(life)
    monkeypatch.setattr(
        "knowledge_graph.graph.saving.save_change", lambda _tx, _timeline, change: changes.append(change)
    )
    changes: list[object] = []
    _run(life)
    assert changes == [type(changes[0])()]


def test_a_few_columns_give_the_timeline_that_all_facts_give(life: Store) -> None:
    with life.read() as tx:
        few, every = tx.timeline.facts(), tx.facts.load()
    assert [photo.id for photo in few] == [photo.id for photo in every]
    a, b = (Timeline({photo.id: photo for photo in photos}) for photos in (few, every))
    assert (a.in_order(), a.trips, a.homes) == (b.in_order(), b.trips, b.homes)


def test_any_change_of_a_photo_is_noticed_and_followed(life: Store) -> None:
    _run(life)
    stamps = [_stamp(life)]
    for values in (
        {"taken_at_local": FIRST_DAY + timedelta(days=30)},
        {"utc_offset_s": 7200},
        {"time_source": "file_time"},
        {"lat": 10.0},
        {"lon": -10.0},
        {"place_id": None},
        {"taken_at_local": None},
        {"orphaned_at": 1},
    ):
        _change(life, PHOTOS[40].id, values)
        stamps.append(_stamp(life))
        _run(life)
        _assert_true(life)
    assert len({*stamps}) == len(stamps)


def test_photos_that_are_deleted_leave_no_moment_behind(life: Store) -> None:
    _run(life)
    before = _stamp(life)
    with life.write() as tx:
        for column in (FileRow.photo_id, PhotoRow.id):
            tx._session.execute(delete(column.class_).where(column.in_([photo.id for photo in AWAY])))
    assert _stamp(life) != before
    assert "0 trips" in _run(life).summary
    _assert_true(life)


def test_a_run_that_is_stopped_changes_nothing(life: Store) -> None:
    stop = threading.Event()
    stop.set()
    assert not _run(life, stop).is_finished
    with life.read() as tx:
        assert tx.timeline.moments() == []


def test_following_photos_keeps_graph_and_store_alike(life: Store) -> None:
    _run(life)
    with life.read() as tx:
        graph = open_graph(tx)
    _change(life, AWAY[3].id, {"taken_at_local": FIRST_DAY + timedelta(days=20)})
    _change(life, AWAY[4].id, {"orphaned_at": 1})
    change = follow_photos(life, graph, [AWAY[3].id, AWAY[4].id, 999])
    assert (change.updated, change.removed) == ((AWAY[3].id,), (AWAY[4].id,))
    _assert_true(life)
    with life.read() as tx:
        assert dict(graph.graph.nodes(data=True)) == dict(LibraryGraph(tx.facts.load()).graph.nodes(data=True))


def test_the_saved_graph_serves_until_a_photo_changes(
    life: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph" / "graph.npz"
    built = read_graph(life, path)
    with monkeypatch.context() as patch:
        patch.setattr("knowledge_graph.graph.opening.open_graph", lambda _: pytest.fail("it was built again"))
        assert dict(read_graph(life, path).succ) == dict(built.succ)
    for values in ({"camera_model": "Pixel 8"}, {"camera_model": "Pixel 9"}, {"lat": 10.0}, {"orphaned_at": 1}):
        _change(life, PHOTOS[40].id, values)
        graph = read_graph(life, path)
        with life.read() as tx:
            assert dict(graph.succ) == dict(open_graph(tx).graph.succ)
    path.write_bytes(b"damaged")
    assert dict(read_graph(life, path).succ) == dict(graph.succ)


def test_a_library_without_dates_and_positions_has_no_moments(tmp_path: Path) -> None:
    bare: list[PhotoFacts] = [replace(photo, taken=None, position=None, place=None) for photo in PHOTOS]
    with fill_library(tmp_path, bare) as store:
        assert _run(store).summary == "0 moments, 0 trips, 0 homes"


def test_older_libraries_are_opened_with_what_they_have(life: Store) -> None:
    _run(life)
    life.close()
    with Store(life.path.parent / DATABASE_FILE) as again:
        _assert_true(again)


def _change(store: Store, photo_id: int, values: dict[str, object]) -> None:
    with store.write() as tx:
        tx._session.execute(update(PhotoRow).where(PhotoRow.id == photo_id).values(**values))
