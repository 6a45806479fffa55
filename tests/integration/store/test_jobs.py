"""Work is rows: claimed once, given back after a crash, tried a few times, then set aside with its reason."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from albumen.store.jobs import LEASE_S
from albumen.store.records import Job, ModelRecord
from albumen.store.tables import JobState
from albumen.types import EncoderIdentity
from tests.job_states import load_states
from tests.shelf import ROOT, Shelf


@pytest.fixture
def photos(shelf: Shelf, model: ModelRecord) -> list[int]:
    """Three photos with a pending job each."""
    ids = [shelf.put(f"{number}.jpg") for number in range(3)]
    with shelf.store.write() as tx:
        assert tx.jobs.add_missing(model.id) == 3
    return ids


def _claim(shelf: Shelf, model: ModelRecord, limit: int = 100) -> list[Job]:
    with shelf.store.write() as tx:
        return tx.jobs.claim([model.id], limit)


def _claimed(shelf: Shelf, model: ModelRecord, limit: int = 100) -> list[int]:
    return [job.photo_id for job in _claim(shelf, model, limit)]


def _counts(shelf: Shelf, model: ModelRecord) -> dict[str, int]:
    with shelf.store.read() as tx:
        return {state: count for state, count in tx.jobs.counts(model.id).items() if count}


def _fail(shelf: Shelf, model: ModelRecord, photo_id: int, *, retries: int = 0) -> None:
    with shelf.store.write() as tx:
        tx.jobs.fail(photo_id, model.id, reason="corrupt", error="bad marker", retries=retries)


def test_only_photos_without_a_job_of_the_model_get_one(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    new = shelf.put("new.jpg")
    with shelf.store.write() as tx:
        assert tx.jobs.add_missing(model.id) == 1
        assert tx.jobs.add_missing(model.id) == 0
        other = tx.models.add(EncoderIdentity("other", "v1", "p1"), sha256="b" * 64, dim=4)
        assert tx.jobs.add_missing(other.id) == 4
    assert _claimed(shelf, model) == [*photos, new]


def test_a_claim_tells_where_to_read_the_photo(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    job = _claim(shelf, model, 1)[0]
    assert (job.photo_id, job.content_hash, job.path) == (photos[0], shelf.hash_of("0.jpg"), ROOT / "0.jpg")


def test_a_job_is_claimed_once(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    assert _claimed(shelf, model, 2) == photos[:2]
    assert _claimed(shelf, model, 2) == photos[2:]
    assert _claimed(shelf, model) == []
    assert _counts(shelf, model) == {"running": 3}


def test_two_workers_never_claim_the_same_job(shelf: Shelf, model: ModelRecord) -> None:
    ids = [shelf.put(f"{number}.jpg") for number in range(40)]
    with shelf.store.write() as tx:
        tx.jobs.add_missing(model.id)

    def claim_all() -> list[int]:
        found: list[int] = []
        while claimed := _claimed(shelf, model, 3):
            found += claimed
        return found

    with ThreadPoolExecutor(4) as threads:
        parts = [future.result() for future in [threads.submit(claim_all) for _ in range(4)]]
    assert sorted(chain.from_iterable(parts)) == ids


def test_work_of_a_crashed_run_is_given_back(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    _claim(shelf, model, 2)
    with shelf.store.write() as tx:
        tx.jobs.give_back(model.id)
    assert _counts(shelf, model) == {"pending": 3}
    assert _claimed(shelf, model) == photos


def test_a_lease_that_ran_out_is_claimed_again(
    shelf: Shelf, model: ModelRecord, photos: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _claim(shelf, model)
    soon, later = time.time() + LEASE_S - 60, time.time() + LEASE_S + 60
    monkeypatch.setattr("albumen.store.jobs.time.time", lambda: soon)
    assert _claimed(shelf, model) == []
    monkeypatch.setattr("albumen.store.jobs.time.time", lambda: later)
    assert _claimed(shelf, model) == photos


def test_finished_work_stays_finished(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    _claim(shelf, model)
    with shelf.store.write() as tx:
        tx.jobs.finish(photos[:2], model.id)
        tx.jobs.give_back(model.id)
        states = load_states(tx, [*photos, 404], model.id)
    assert list(states.values()) == [JobState.DONE, JobState.DONE, JobState.PENDING]
    assert _claimed(shelf, model) == photos[2:]


def test_work_can_be_finished_that_nobody_asked_for(shelf: Shelf, model: ModelRecord) -> None:
    photo = shelf.put("a.jpg")
    with shelf.store.write() as tx:
        tx.jobs.finish([photo], model.id)
        assert tx.jobs.add_missing(model.id) == 0
    assert _counts(shelf, model) == {"done": 1}


def test_a_job_fails_for_good_after_its_retries(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    for attempt in range(3):
        assert photos[0] in _claimed(shelf, model), attempt
        _fail(shelf, model, photos[0], retries=2)
    assert _counts(shelf, model) == {"failed": 1, "running": 2}
    assert _claimed(shelf, model) == []


def test_a_failure_without_retries_is_final_at_once(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    _fail(shelf, model, photos[1])
    assert _claimed(shelf, model) == [photos[0], photos[2]]


def test_what_failed_is_listed_with_every_path_and_its_reason(
    shelf: Shelf, model: ModelRecord, photos: list[int]
) -> None:
    shelf.put("copy of 1.jpg", "1.jpg")
    _fail(shelf, model, photos[1])
    _fail(shelf, model, photos[2], retries=5)
    with shelf.store.read() as tx:
        failures = list(tx.jobs.iter_failures([model.id]))
    assert [failure.path for failure in failures] == [ROOT / "1.jpg", ROOT / "copy of 1.jpg"]
    assert {(failure.reason, failure.error) for failure in failures} == {("corrupt", "bad marker")}


def test_success_after_a_failure_clears_its_reason(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    _fail(shelf, model, photos[0])
    with shelf.store.write() as tx:
        tx.jobs.finish([photos[0]], model.id)
        assert list(tx.jobs.iter_failures([model.id])) == []


def test_a_retry_gives_failed_jobs_all_their_attempts_again(
    shelf: Shelf, model: ModelRecord, photos: list[int]
) -> None:
    _fail(shelf, model, photos[0])
    with shelf.store.write() as tx:
        tx.jobs.finish(photos[1:], model.id)
        assert tx.jobs.retry_failed([model.id]) == 1
    assert _claimed(shelf, model) == photos[:1]
    _fail(shelf, model, photos[0], retries=1)
    assert _claimed(shelf, model) == photos[:1]


def test_lost_results_are_asked_for_again(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    vectors = np.eye(4, dtype=np.float32)[:1]
    with shelf.store.write() as tx:
        tx.embeddings.save(photos[:1], vectors, model.id)
        tx.jobs.finish(photos[:2], model.id)
        lost = tx.jobs.find_done_without_result(model)
        tx.jobs.reopen(lost, model.id)
    assert lost == [photos[1]]
    assert _claimed(shelf, model) == photos[1:]


def test_a_photo_without_a_file_is_neither_claimed_nor_counted(
    shelf: Shelf, model: ModelRecord, photos: list[int]
) -> None:
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("0.jpg")])
    assert _counts(shelf, model) == {"pending": 2}
    assert _claimed(shelf, model) == photos[1:]
    shelf.put("found again.jpg", "0.jpg")
    assert _claimed(shelf, model) == photos[:1]


def test_a_photo_on_an_absent_disk_has_no_path(shelf: Shelf, model: ModelRecord, photos: list[int]) -> None:
    shelf.put("1.jpg", root=Path("/backup"))
    with shelf.store.write() as tx:
        here = tx.roots.find_containing(ROOT)
        assert here is not None
        tx.roots.update(here.id, is_online=False, device=None, scanned_at=None)
    paths = {job.photo_id: job.path for job in _claim(shelf, model)}
    assert paths == {photos[0]: None, photos[1]: Path("/backup/1.jpg"), photos[2]: None}


def test_every_state_is_counted_even_when_nothing_is_in_it(shelf: Shelf, model: ModelRecord) -> None:
    with shelf.store.read() as tx:
        assert tx.jobs.counts(model.id) == {"pending": 0, "running": 0, "done": 0, "failed": 0}
