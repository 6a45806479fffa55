from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace

from albumen.errors import PhotoError
from albumen.store.store import Store
from knowledge_graph.jobs import Deadline, JobProgress
from knowledge_graph.runner import CurationRunner, Ending, JobOutcome, Standing, tell_standing
from tests.fake_jobs import FakeJob


def _run(store: Store, *jobs: FakeJob, is_forced: bool = False) -> list[JobOutcome]:
    return CurationRunner(store, jobs, lambda name, progress: None).run(threading.Event(), is_forced=is_forced)


def _endings(outcomes: Iterable[JobOutcome]) -> list[tuple[str, Ending]]:
    return [(outcome.name, outcome.ending) for outcome in outcomes]


def _standing(store: Store, job: FakeJob) -> Standing:
    with store.read() as tx:
        return tell_standing(tx, job)


def test_jobs_run_in_the_order_given_and_leave_their_summaries(store: Store) -> None:
    outcomes = _run(store, FakeJob("b"), FakeJob("a", pieces=0))
    assert _endings(outcomes) == [("b", Ending.FINISHED), ("a", Ending.FINISHED)]
    with store.read() as tx:
        state = tx.curation_jobs.get("b")
    assert (state.done, state.total, state.summary, state.error) == (3, 3, "3 pieces", None)
    assert state.finished_at is not None


def test_a_job_with_nothing_new_is_passed_by_and_says_what_it_had_found(store: Store) -> None:
    job = FakeJob("a")
    _run(store, job)
    (outcome,) = _run(store, job)
    assert (outcome.ending, outcome.text, job.runs) == (Ending.FRESH, "3 pieces", 1)
    job.state = "2"
    (outcome,) = _run(store, job)
    assert (outcome.ending, job.runs) == (Ending.FINISHED, 2)


def test_a_forced_job_runs_from_the_beginning_though_nothing_is_new(store: Store) -> None:
    job = FakeJob("a")
    _run(store, job)
    with store.write() as tx:
        tx.curation_jobs.save(replace(tx.curation_jobs.get("a"), cursor="2 of 3"))
    (outcome,) = _run(store, job, is_forced=True)
    assert (outcome.ending, job.runs) == (Ending.FINISHED, 2)
    with store.read() as tx:
        assert tx.curation_jobs.get("a").cursor is None


def test_a_failed_job_is_recorded_and_the_others_go_on(store: Store) -> None:
    broken = FakeJob("broken", fails_with=PhotoError("the disk is gone"))
    outcomes = _run(store, broken, FakeJob("whole"))
    assert _endings(outcomes) == [("broken", Ending.FAILED), ("whole", Ending.FINISHED)]
    with store.read() as tx:
        assert tx.curation_jobs.get("broken").error == outcomes[0].text == "the disk is gone"
    broken.fails_with = None
    _run(store, broken)
    with store.read() as tx:
        assert tx.curation_jobs.get("broken").error is None


def test_an_error_without_words_is_told_by_its_kind(store: Store) -> None:
    (outcome,) = _run(store, FakeJob("a", fails_with=MemoryError()))
    assert outcome.text == "MemoryError"


def test_what_was_stopped_goes_on_next_time_and_what_was_not_begun_comes_then_too(store: Store) -> None:
    stop, first, second = threading.Event(), FakeJob("first"), FakeJob("second")

    def listen(name: str, progress: JobProgress) -> None:
        if progress.done == 2:
            stop.set()

    outcomes = CurationRunner(store, [first, second], listen).run(stop)
    assert _endings(outcomes) == [("first", Ending.STOPPED), ("second", Ending.STOPPED)]
    assert (first.done, second.runs) == ([0, 1], 0)
    assert _standing(store, first) is Standing.NEVER
    assert _endings(_run(store, first, second)) == [("first", Ending.FINISHED), ("second", Ending.FINISHED)]
    assert first.done == [0, 1, 2]


def test_a_deadline_that_is_over_begins_nothing(store: Store) -> None:
    job = FakeJob("a")
    outcomes = CurationRunner(store, [job], lambda name, progress: None).run(Deadline.after(0.0))
    assert (_endings(outcomes), job.runs) == ([("a", Ending.STOPPED)], 0)


def test_a_job_is_told_of_changes_that_came_while_it_ran(store: Store) -> None:
    job = FakeJob("a")

    def listen(name: str, progress: JobProgress) -> None:
        job.state = "2"

    CurationRunner(store, [job], listen).run(threading.Event())
    assert _standing(store, job) is Standing.STALE


def test_the_standing_follows_the_stamp(store: Store) -> None:
    job = FakeJob("a")
    assert _standing(store, job) is Standing.NEVER
    _run(store, job)
    assert _standing(store, job) is Standing.FRESH
    job.state = "2"
    assert _standing(store, job) is Standing.STALE
