"""A curation job that does as it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from albumen.store.store import Transaction
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop


@dataclass
class FakeJob:
    """Goes through `pieces`, and stops before the next one when it is told to; `fails_with` is raised after the first."""

    name: str
    pieces: int = 3
    state: str = "1"
    fails_with: Exception | None = None
    runs: int = 0
    done: list[int] = field(default_factory=list)

    def stamp(self, tx: Transaction) -> str:
        return self.state

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        self.runs += 1
        for piece in range(len(self.done), self.pieces):
            if stop.is_set():
                break
            self.done.append(piece)
            on_progress(JobProgress(len(self.done), self.pieces))
            if self.fails_with is not None:
                raise self.fails_with
        return JobReport(len(self.done) == self.pieces, f"{len(self.done)} pieces")
