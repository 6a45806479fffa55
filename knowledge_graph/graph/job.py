"""The job that keeps moments, trips and homes in the store true to the photos."""

from __future__ import annotations

from albumen.english import count_of
from albumen.store.store import Store, Transaction
from knowledge_graph.graph.saving import save_timeline
from knowledge_graph.graph.timeline import Timeline
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop

# Whoever finds moments, homes or trips otherwise raises this, so that libraries are looked at anew.
_VERSION = 2


class GraphJob:
    """Finds moments, homes and trips, and writes those that are others than the store has.

    It starts from what all photos say of time and place, in every run: at 100,000 photos that takes two seconds, less than
    finding out which of them changed and following those would save (docs/decisions/0017). A run that is stopped or killed
    leaves the store as it was.
    """

    name = "graph"

    def __init__(self, store: Store) -> None:
        self._store = store

    def stamp(self, tx: Transaction) -> str:
        """Tell the state of what the job reads."""
        return f"{_VERSION}:{tx.timeline.stamp()}"

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        """Load, find and save, each step in one go."""
        with self._store.read() as tx:
            facts = {photo.id: photo for photo in tx.timeline.facts()}
        on_progress(JobProgress(0, len(facts)))
        if stop.is_set():
            return JobReport(False, "not begun")
        timeline = Timeline(facts)
        if stop.is_set():
            return JobReport(False, "found, not saved")
        with self._store.write() as tx:
            save_timeline(tx, timeline)
        on_progress(JobProgress(len(facts), len(facts)))
        return JobReport(True, _summarise(timeline))


def _summarise(timeline: Timeline) -> str:
    counts = {"moment": len(timeline.moments), "trip": len(timeline.trips), "home": len(timeline.homes)}
    return ", ".join(count_of(count, noun) for noun, count in counts.items())
