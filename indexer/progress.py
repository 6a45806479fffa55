"""How far a run is: counts, rate and time left, and the summary at its end."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.outcomes import Outcome


@dataclass(slots=True)
class Summary:
    """What a run did. Counts are of files, but `analysed` and `failed` which are of photos."""

    added: int = 0
    modified: int = 0
    deleted: int = 0
    unchanged: int = 0
    analysed: int = 0
    failed: int = 0
    unreadable: int = 0
    offline_roots: list[Path] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    elapsed_s: float = 0.0
    is_interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a run. `seconds_left` is None before the first file is done."""

    step: str
    done: int
    total: int
    failed: int
    per_second: float
    seconds_left: float | None


ProgressListener = Callable[[Progress], None]


class ProgressMeter:
    """Counts what has been committed and tells a listener."""

    def __init__(self, listener: ProgressListener, *, step: str) -> None:
        """Start the clock; `step` names what is done to photos."""
        self._listener = listener
        self._step = step
        self._started = time.monotonic()
        self.total = 0
        self.done = 0
        self.summary = Summary()

    def count(self, outcomes: Sequence[Outcome]) -> None:
        """Count a committed batch; called by the writer's thread."""
        for outcome in outcomes:
            if outcome.reason is None:
                self.summary.analysed += bool(outcome.found.made)
            else:
                is_photo = outcome.content_hash is not None
                self.summary.failed += is_photo
                self.summary.unreadable += not is_photo
                self.summary.reasons[outcome.reason] = self.summary.reasons.get(outcome.reason, 0) + 1
        self.done += len(outcomes)
        self.tell(self._step)

    @property
    def photos_per_s(self) -> float:
        """Photos analysed a second, since the start."""
        return self.summary.analysed / max(time.monotonic() - self._started, 1e-9)

    def tell(self, step: str) -> None:
        """Report where the run is."""
        self._listener(self._progress(step))

    def finish(self, *, is_interrupted: bool) -> Summary:
        """Close the books."""
        self.summary.elapsed_s = time.monotonic() - self._started
        self.summary.is_interrupted = is_interrupted
        self.tell("done")
        return self.summary

    def _progress(self, step: str) -> Progress:
        rate = self.done / max(time.monotonic() - self._started, 1e-9)
        left = (self.total - self.done) / rate if self.done else None
        return Progress(step, self.done, self.total, self.summary.failed + self.summary.unreadable, rate, left)
