"""What a curation job is: a named piece of work over the whole library that can be stopped and goes on later."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from albumen.store.store import Transaction


class Stop(Protocol):
    """Says when to stop; a threading.Event is one."""

    def is_set(self) -> bool:
        """Whether it is time to stop."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Stops at a moment of the monotonic clock, or when someone says so."""

    at_s: float
    stop: Stop | None = None

    @classmethod
    def after(cls, seconds: float, stop: Stop | None = None) -> Deadline:
        """Stop so many seconds from now."""
        return cls(time.monotonic() + seconds, stop)

    def is_set(self) -> bool:
        """Whether it is time to stop."""
        return time.monotonic() >= self.at_s or (self.stop is not None and self.stop.is_set())


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is: `done` of `total` pieces, and what a piece is (`photos`, `groups`)."""

    done: int
    total: int
    unit: str = "photos"


@dataclass(frozen=True, slots=True)
class JobReport:
    """What a run of a job came to. `is_finished` is False where it was stopped; `summary` is for people: "12 trips, 340 moments"."""

    is_finished: bool
    summary: str


ProgressCallback = Callable[[JobProgress], None]


class CurationJob(Protocol):
    """A job. It keeps what it has done in the store, so that a run that was stopped or killed loses little.

    `run` saves in transactions of its own, asks `stop` at least every second or so, and tells its progress.
    """

    @property
    def name(self) -> str:
        """What people call it: `albumen curate NAME`."""

    def stamp(self, tx: Transaction) -> str:
        """Tell the state of everything that the job reads, cheaply: the same again means that there is nothing to do."""

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        """Do what is to be done, or go on with it."""
