"""What it costs to rank a large library, to choose its featured sets, and to leave hidden photos out of answers.

python -m benchmarks.ranking [--photos 100000]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from albumen.store.curation_records import PhotoFacts, Target, Verb
from albumen.store.records import DATABASE_FILE, PhotoFilter
from albumen.store.store import Store, Transaction
from benchmarks.life import make_life
from benchmarks.life_library import fill_library
from benchmarks.report import save_report
from knowledge_graph.jobs import JobProgress
from knowledge_graph.ranking.appeal import rank_appeal
from knowledge_graph.ranking.features import build_features
from knowledge_graph.ranking.job import FeaturedJob
from knowledge_graph.ranking.showcase import open_showcase
from knowledge_graph.ranking.taste import Example, learn_taste

_LIKED = 60
_HIDDEN = 10
_DAY = date(2026, 11, 20)
_ROUNDS = 15


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    count = parser.parse_args().photos
    with tempfile.TemporaryDirectory() as name:
        _in_its_own_process(_fill, Path(name), count)
        rows = _in_its_own_process(_rank, Path(name), count)
        rows += _in_its_own_process(_answer, Path(name), count)
    settings = {"photos": count, "liked photos": _LIKED, "hidden photos": _HIDDEN, "seconds": "of one core"}
    print(save_report("ranking", "Ranking a large library", rows, settings))


def _in_its_own_process(step: Callable[[Path, int], list[dict[str, Any]]], folder: Path, count: int) -> Any:
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(step, (folder, count))


def _fill(folder: Path, count: int) -> list[dict[str, Any]]:
    fill_library(folder, make_life(count)).close()
    return []


def _rank(folder: Path, count: int) -> list[dict[str, Any]]:
    with Store(folder / DATABASE_FILE) as store:
        rows = [*_iter_steps(store)]
        with store.write() as tx:
            for facts in tx.facts.load(range(1, _LIKED + 1)):
                tx.feedback.add(Verb.LIKE, Target.PHOTO, facts.content_hash)
        with store.read() as tx:
            rows.append(_row("all of it with feedback, facts loaded too, s", _cpu_s(lambda: open_showcase(tx))))
        job = FeaturedJob(store, today=lambda: _DAY)
        stop = _Listening()
        rows.append(_row("the job from beginning to end, s", _cpu_s(lambda: job.run(stop, _ignore))))
        rows.append(_row("of it, the longest without asking whether to stop, s", stop.longest_s))
        rows.append(_row("memory of the process at its highest, MB", _peak_mb()))
    return rows


class _Listening:
    """Never stops, and measures how long nobody asked: of one core too, for the machine has other work."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._asked_at_s = time.process_time()

    def is_set(self) -> bool:
        now_s = time.process_time()
        self.longest_s, self._asked_at_s = max(self.longest_s, now_s - self._asked_at_s), now_s
        return False


def _iter_steps(store: Store) -> Iterator[dict[str, Any]]:
    library: list[PhotoFacts] = []
    with store.read() as tx:
        yield _row("facts loaded, s", _cpu_s(lambda: library.extend(tx.facts.load())))
    base_mb = _peak_mb()
    yield _row("memory with facts, MB", base_mb)
    yield _row("appeal of all, s", _cpu_s(lambda: rank_appeal(library)))
    features = build_features(library)
    yield _row("features of all, s", _cpu_s(lambda: build_features(library)))
    examples = [Example((photo_id,), is_liked=True) for photo_id in range(1, _LIKED + 1)]
    yield _row("taste learnt and told of all, s", _cpu_s(lambda: learn_taste(features, examples)))
    yield _row("memory above the facts, MB", _peak_mb() - base_mb)


def _answer(folder: Path, count: int) -> list[dict[str, Any]]:
    """Time filters without hidden photos and with some."""
    rows = []
    with Store(folder / DATABASE_FILE) as store:
        for hidden in (0, _HIDDEN):
            with store.write() as tx:
                for facts in tx.facts.load(range(1, hidden + 1)):
                    tx.feedback.add(Verb.HIDE, Target.PHOTO, facts.content_hash)
            for what, photo_filter in _FILTERS.items():
                rows.append(_row(f"{what}, {hidden} hidden, ms", _median_ms(store, photo_filter)))
    return rows


_FILTERS = {
    "newest 20": PhotoFilter(),
    "newest 20, hidden ones too": PhotoFilter(include_hidden=True),
}


def _median_ms(store: Store, photo_filter: PhotoFilter) -> float:
    def ask(tx: Transaction) -> float:
        started = time.perf_counter()
        tx.photos.newest_ids(photo_filter, 20)
        return time.perf_counter() - started

    with store.read() as tx:
        return statistics.median(ask(tx) for _ in range(_ROUNDS)) * 1000


def _ignore(_progress: JobProgress) -> None:
    """Show no progress."""


def _row(what: str, figure: float) -> dict[str, Any]:
    return {"what": what, "figure": figure}


def _cpu_s(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
