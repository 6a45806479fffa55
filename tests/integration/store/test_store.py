"""Several readers and writers share one library: each waits its turn, none sees half of another's work."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from albumen.errors import StoreError
from albumen.store import database
from albumen.store.records import DATABASE_FILE, ModelRecord
from albumen.store.store import Store
from albumen.store.tables import JobRow, JobState
from albumen.types import CaptureTime, PhotoMetadata, Place, TimeSource
from tests.shelf import Shelf

OPEN_WHEN_TOLD = """
import sys
from pathlib import Path
from albumen.store.store import Store
print("ready", flush=True)
sys.stdin.readline()
with Store(Path(sys.argv[1])) as store, store.write() as tx:
    tx.roots.add(Path(sys.argv[2]))
"""


def test_two_processes_that_open_a_fresh_library_at_once_both_succeed(library: Path) -> None:
    roots = [Path("/one"), Path("/two")]
    command = [sys.executable, "-c", OPEN_WHEN_TOLD, str(library / DATABASE_FILE)]
    processes = [
        subprocess.Popen([*command, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for root in roots
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
    assert [process.returncode for process in processes] == [0, 0]
    with Store(library / DATABASE_FILE) as store, store.read() as tx:
        assert sorted(root.path for root in tx.roots.all()) == roots


def test_many_threads_may_open_a_fresh_library_at_once(tmp_path: Path) -> None:
    for attempt in range(10):
        path = tmp_path / f"{attempt}.sqlite3"
        start = threading.Barrier(6)

        def open_at_once(path: Path = path, start: threading.Barrier = start) -> None:
            start.wait()
            Store(path).close()

        with ThreadPoolExecutor(6) as threads:
            for opened in [threads.submit(open_at_once) for _ in range(6)]:
                opened.result()


def test_two_writers_wait_for_each_other(store: Store) -> None:
    with Store(store.path) as other:

        def add_roots(writer: Store, name: str) -> None:
            for number in range(20):
                with writer.write() as tx:
                    before = len(tx.roots.all())
                    tx.roots.add(Path(f"/{name}{number}"))
                    assert len(tx.roots.all()) == before + 1

        with ThreadPoolExecutor(2) as threads:
            for done in [threads.submit(add_roots, store, "a"), threads.submit(add_roots, other, "b")]:
                done.result()
    with store.read() as tx:
        assert len(tx.roots.all()) == 40


def test_a_reader_is_not_blocked_by_a_writer_and_sees_only_finished_work(store: Store) -> None:
    with store.write() as writing:
        writing.roots.add(Path("/one"))
        with store.read() as reading:
            assert reading.roots.all() == []
    with store.read() as reading:
        assert [root.path for root in reading.roots.all()] == [Path("/one")]


def test_a_reader_keeps_its_view_while_others_write(store: Store) -> None:
    with store.read() as reading:
        assert reading.roots.all() == []
        with store.write() as writing:
            writing.roots.add(Path("/one"))
        assert reading.roots.all() == []


def test_a_database_that_stays_locked_is_an_error_in_words(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0)
    with Store(store.path) as impatient, store.write() as tx:
        tx.roots.add(Path("/photos"))
        assert "locked" in _store_error(lambda: _add_root(impatient))


def test_a_database_that_was_damaged_while_open_is_an_error_in_words(shelf: Shelf) -> None:
    for number in range(50):
        shelf.put(f"{number}.jpg")
    shelf.store.close()  # moves the journal into the file
    with shelf.store.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (shelf.store.path.stat().st_size - 4096))
    assert str(shelf.store.path) in _store_error(shelf.visible)


def test_a_broken_constraint_is_a_bug_not_a_store_error(store: Store) -> None:
    with pytest.raises(IntegrityError):
        _add_job_of_nothing(store)


def _store_error(action: Callable[[], object]) -> str:
    with pytest.raises(StoreError) as caught:
        action()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def _add_root(store: Store) -> None:
    with store.write() as tx:
        tx.roots.add(Path("/photos"))


def _add_job_of_nothing(store: Store) -> None:
    with store.write() as tx:
        tx._session.add(JobRow(photo_id=404, model_id=404, state=JobState.PENDING))


def test_an_empty_library_counts_nothing(store: Store, model: ModelRecord) -> None:
    with store.read() as tx:
        counts = tx.count(model.id)
    assert (counts.files, counts.photos, counts.offline_photos, counts.unreadable_files, counts.places) == (0,) * 5
    assert counts.jobs == {state.value: 0 for state in JobState}
    assert (counts.earliest, counts.latest) == (None, None)


def test_counts_tell_photos_files_offline_and_unreadable_ones_apart(shelf: Shelf, model: ModelRecord) -> None:
    lisbon = Place("Lisbon", "Lisboa", "Portugal", "PT", 38.7, -9.1)
    for day, name in enumerate(["a.jpg", "b.jpg"], start=1):
        taken = CaptureTime(datetime(2022, 5, day), None, TimeSource.EXIF)
        shelf.put(name, metadata=PhotoMetadata(taken=taken, place=lisbon))
    shelf.put("copy of a.jpg", "a.jpg")
    shelf.put("away.jpg", root=Path("/disk"))
    gone = shelf.put("gone.jpg")
    with shelf.store.write() as tx:
        photos, disk = tx.roots.all()
        tx.files.save([shelf.sighting(photos.id, "locked.jpg", None)])
        tx.roots.update(disk.id, is_online=False, device=None, scanned_at=None)
        tx.jobs.add_missing(model.id)
        tx.jobs.finish([gone], model.id)
        tx.files.remove([tx.files.of_root(photos.id)["gone.jpg"].id])
        counts = tx.count(model.id)
    assert (counts.files, counts.photos, counts.offline_photos, counts.unreadable_files) == (5, 3, 1, 1)
    assert (counts.places, counts.jobs["pending"], counts.jobs["done"]) == (1, 3, 0)
    assert (counts.earliest, counts.latest) == (datetime(2022, 5, 1), datetime(2022, 5, 2))


def test_without_a_model_no_jobs_are_counted(shelf: Shelf) -> None:
    shelf.put("a.jpg")
    with shelf.store.read() as tx:
        assert tx.count(None).jobs == {}


def test_analyze_gives_the_planner_statistics(shelf: Shelf) -> None:
    shelf.put("a.jpg")
    shelf.store.analyze()
    with shelf.store.read() as tx:
        connection = tx._session.connection()
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_stat1").scalar_one() > 0
