"""The curation job that ranks photos, and chooses the featured sets of this day and those to come."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

from albumen.english import count_of
from albumen.store.records import ModelKind
from albumen.store.store import Store, Transaction
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop
from knowledge_graph.ranking.paced import Paced, Pause
from knowledge_graph.ranking.showcase import open_showcase, vectors_of

_VERSION = 2  # goes up whenever the same library would have other appeals or sets
# Sets are made for a week and the one after it, so that nothing is to be done on most days.
_DAYS_AHEAD = 14
_READS_JOBS = ("duplicates", "codes")


class _Stopped(Exception):  # noqa: N818  (no error: somebody asked for it)
    """It was time to stop."""


class FeaturedJob:
    """Ranks all photos and chooses sets, each time anew: what is best depends on all of them, and it takes seconds."""

    name = "featured"

    def __init__(self, store: Store, *, today: Callable[[], date] = date.today) -> None:
        self._store = store
        self._today = today

    def stamp(self, tx: Transaction) -> str:
        """Tell the state of photos, what was seen in them, duplicates and feedback, and the week."""
        networks = (ModelKind.ANALYSER, ModelKind.SEGMENTER, ModelKind.LIFTER)
        seen = [sorted(tx.jobs.counts(model.id).items()) for kind in networks for model in tx.models.all(kind)]
        wishes = [(wish.id, wish.undone_at) for wish in tx.feedback.all()]
        jobs = [tx.curation_jobs.get(name).stamp for name in _READS_JOBS]
        year, week, _ = self._today().isocalendar()
        state = (_VERSION, tx.duplicates.photo_stamp(), seen, wishes, jobs, year, week)
        return hashlib.sha256(repr(state).encode()).hexdigest()

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        """Rank, choose, and save both together; of a run that is stopped nothing is kept."""

        def pause() -> None:
            if stop.is_set():
                raise _Stopped

        try:
            return self._work(pause, on_progress)
        except _Stopped:
            return JobReport(is_finished=False, summary="stopped")

    def _work(self, pause: Pause, on_progress: ProgressCallback) -> JobReport:
        monday = self._today() - timedelta(days=self._today().weekday())
        days = [monday + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)]
        total = len(days) + 1
        on_progress(JobProgress(0, total, "sets"))
        sets = {}
        with self._store.read() as tx:
            showcase, load = open_showcase(tx, pause), vectors_of(tx)
            for done, day in enumerate(days, 1):
                on_progress(JobProgress(done, total, "sets"))
                pause()
                sets[day] = showcase.choose(day, load)
        with self._store.write() as tx:
            tx.appeals.replace(Paced(showcase.appeals, pause))
            tx.featured.replace(sets)
        on_progress(JobProgress(total, total, "sets"))
        ranked, kept = count_of(len(showcase.appeals), "photo"), len(showcase.pool)
        return JobReport(is_finished=True, summary=f"{ranked} ranked, featured from the best {kept:,}")
