"""Run curation jobs in order: those with something to do, each to its end or until it is time to stop.

A job whose stamp is the one that it last finished with is passed by. One that fails says why in the store, and the others go
on. What was stopped goes on next time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from albumen.store.curation_records import CurationState
from albumen.store.store import Store, Transaction
from knowledge_graph.jobs import CurationJob, JobProgress, JobReport, Stop

log = logging.getLogger(__name__)


class Standing(StrEnum):
    """What a job's results are worth."""

    NEVER = "never"  # it has not finished once
    STALE = "stale"
    FRESH = "fresh"


class Ending(StrEnum):
    """How a job's turn came out."""

    FINISHED = "finished"
    FRESH = "fresh"  # there was nothing to do
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What became of one job. `text` is its summary, or what went wrong."""

    name: str
    ending: Ending
    text: str
    elapsed_s: float = 0.0


JobListener = Callable[[str, JobProgress], None]
"""Is told the name of the job at work, and how far it is."""


class CurationRunner:
    """Runs jobs over one store. One process at a time may: the caller holds the lock."""

    def __init__(self, store: Store, jobs: Sequence[CurationJob], listener: JobListener) -> None:
        self._store = store
        self._jobs = jobs
        self._listener = listener

    def run(self, stop: Stop, *, is_forced: bool = False) -> list[JobOutcome]:
        """Run the jobs; one that is not reached before `stop` counts as stopped.

        Args:
            stop: asked before each job, and by the jobs.
            is_forced: run them from the beginning, whether or not there is something new.
        """
        outcomes = []
        for job in self._jobs:
            started = time.monotonic()
            if stop.is_set():
                outcome = JobOutcome(job.name, Ending.STOPPED, "not begun")
            else:
                outcome = self._take_turn(job, stop, is_forced=is_forced)
            outcomes.append(replace(outcome, elapsed_s=time.monotonic() - started))
        return outcomes

    def _take_turn(self, job: CurationJob, stop: Stop, *, is_forced: bool) -> JobOutcome:
        try:
            with self._store.read() as tx:
                state, stamp = tx.curation_jobs.get(job.name), job.stamp(tx)
            if stamp == state.stamp and not is_forced:
                return JobOutcome(job.name, Ending.FRESH, state.summary or "")
            if is_forced:
                self._save(replace(state, stamp=None, cursor=None))
            return self._work(job, stamp, stop)
        except Exception as error:  # whatever it is, the other jobs go on
            log.debug("the job %s failed", job.name, exc_info=True)
            text = str(error) or type(error).__name__
            self._save(replace(self._state_of(job), error=text))
            return JobOutcome(job.name, Ending.FAILED, text)

    def _work(self, job: CurationJob, stamp: str, stop: Stop) -> JobOutcome:
        seen = JobProgress(0, 0)

        def listen(progress: JobProgress) -> None:
            nonlocal seen
            seen = progress
            self._listener(job.name, progress)

        report = job.run(stop, listen)
        self._save(_advance(self._state_of(job), report, seen, stamp))
        return JobOutcome(job.name, Ending.FINISHED if report.is_finished else Ending.STOPPED, report.summary)

    def _state_of(self, job: CurationJob) -> CurationState:
        """Load the state anew: a job keeps its cursor there while it runs."""
        with self._store.read() as tx:
            return tx.curation_jobs.get(job.name)

    def _save(self, state: CurationState) -> None:
        with self._store.write() as tx:
            tx.curation_jobs.save(state)


def tell_standing(tx: Transaction, job: CurationJob) -> Standing:
    """Tell whether a job has finished, and whether with the library as it is."""
    state = tx.curation_jobs.get(job.name)
    if state.finished_at is None:
        return Standing.NEVER
    return Standing.FRESH if state.stamp == job.stamp(tx) else Standing.STALE


def _advance(state: CurationState, report: JobReport, seen: JobProgress, stamp: str) -> CurationState:
    """Record a run that did not fail. The stamp is that of its beginning: what changed since is news for the next run."""
    state = replace(state, done=seen.done, total=seen.total, error=None, summary=report.summary)
    return replace(state, stamp=stamp, finished_at=int(time.time())) if report.is_finished else state
