"""What the knowledge graph of a large library costs: time and peak memory of each step in a process of its own, and of one photo more.

python -m benchmarks.curation [--photos 100000]
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from albumen.store.database import open_engine
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from albumen.store.tables import PhotoRow
from benchmarks.life import make_life
from benchmarks.life_library import fill_library
from benchmarks.report import save_report
from knowledge_graph.graph.export import iter_graphml
from knowledge_graph.graph.job import GraphJob
from knowledge_graph.graph.opening import follow_photos, open_graph, read_graph
from knowledge_graph.jobs import CurationJob

_ADDED = 100
# What the facts are made from, read by the driver alone: what everything is compared with.
_TABLES = ("photos", "files", "signals", "tags", "objects", "segmentations", "mattes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--step", choices=_STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(_measure(_STEPS[options.step], options.library)))
        return
    with tempfile.TemporaryDirectory() as name:
        fill_library(Path(name), make_life(options.photos)).close()
        rows = [_run_step(step, Path(name)) for step in _STEPS]
    for row in rows:
        row["times the rows alone"] = row["s"] / rows[0]["s"] if row["s"] is not None else None
    settings = {"photos": options.photos, "tags a photo": 6, "objects a photo": 2, "photos added one by one": _ADDED}
    print(save_report("curation", "The knowledge graph of a large library", rows, settings))


def _run_step(step: str, library: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.curation", "--step", step, "--library", str(library)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return {"what": step} | json.loads(done.stdout.splitlines()[-1])


def _measure(step: Callable[[Path], str], library: Path) -> dict[str, Any]:
    """Run a step; tell the processor's seconds, those of the clock, the peak memory of the process and what came of it."""
    clock, processor = time.perf_counter(), time.process_time()
    told = step(library)
    return {
        "s": time.process_time() - processor,
        "s by the clock": time.perf_counter() - clock,
        "peak MB": _peak_mb(),
        "what came of it": told,
    }


def _peak_mb() -> float:
    """Tell the most memory that this process has had; what getrusage says counts that of the parent before exec."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _read_rows(library: Path) -> str:
    with sqlite3.connect(library / DATABASE_FILE) as connection:
        rows = sum(len(connection.execute(f"SELECT * FROM {table}").fetchall()) for table in _TABLES)
    connection.close()
    return f"{rows:,} rows"


def _load_facts(library: Path) -> str:
    with Store(library / DATABASE_FILE) as store, store.read() as tx:
        return f"{len(tx.facts.load()):,} photos"


def _build(library: Path) -> str:
    with Store(library / DATABASE_FILE) as store, store.read() as tx:
        graph = open_graph(tx).graph
    return f"{graph.number_of_nodes():,} nodes, {graph.number_of_edges():,} edges"


def _read(library: Path) -> str:
    """Read the graph from its file, which the first call makes."""
    path = library / "graph" / "graph.npz"
    with Store(library / DATABASE_FILE) as store:
        graph = read_graph(store, path)
    return f"{graph.number_of_edges():,} edges, {path.stat().st_size / 1e6:.1f} MB"


def _export(library: Path) -> str:
    with Store(library / DATABASE_FILE) as store:
        graph = read_graph(store, library / "graph" / "graph.npz")
    return f"{sum(len(line) for line in iter_graphml(graph)) / 1e6:,.0f} MB of GraphML"


def _run_graph_job(library: Path) -> str:
    with Store(library / DATABASE_FILE) as store:
        return _run_job(GraphJob(store))


def _run_memories_job(library: Path) -> str:
    from knowledge_graph.memories.job import MemoriesJob

    with Store(library / DATABASE_FILE) as store:
        return _run_job(MemoriesJob(store))


def _run_all(library: Path) -> str:
    """Everything in one process, as `albumen curate` does it, and the graph on top."""
    return "; ".join(step(library) for step in (_build, _run_graph_job, _run_memories_job))


def _run_job(job: CurationJob) -> str:
    report = job.run(threading.Event(), lambda _: None)
    if not report.is_finished:
        raise RuntimeError(f"the job {job.name} did not finish")
    return report.summary


def _add_photos(library: Path) -> str:
    """Add photos of all years to an open graph and the store, one by one."""
    with Store(library / DATABASE_FILE) as store:
        ids = sorted(random.Random(0).sample(_list_ids(store), _ADDED))
        _set_orphaned(store.path, ids, 1)
        with store.read() as tx:
            graph = open_graph(tx)
        _run_job(GraphJob(store))
        gc.collect()
        gc.freeze()  # as a process does that keeps a graph: looking through its objects again and again takes 0.4 s
        times_ms = []
        for photo_id in ids:
            _set_orphaned(store.path, [photo_id], None)
            started = time.process_time()
            follow_photos(store, graph, [photo_id])
            times_ms.append((time.process_time() - started) * 1000)
    nineteen_of_twenty = statistics.quantiles(times_ms, n=20)[-1]
    return f"{statistics.median(times_ms):.1f} ms (median), 95 % within {nineteen_of_twenty:.1f}, {max(times_ms):.1f} at most"


def _list_ids(store: Store) -> list[int]:
    with store.read() as tx:
        return [photo.id for photo in tx.timeline.facts()]


def _set_orphaned(path: Path, ids: list[int], at: int | None) -> None:
    """Let photos lose their file, or have it back: what the indexer does when one goes or comes."""
    engine = open_engine(path)
    with Session(engine) as session, session.begin():
        session.execute(update(PhotoRow).where(PhotoRow.id.in_(ids)).values(orphaned_at=at))
    engine.dispose()


_STEPS: dict[str, Callable[[Path], str]] = {
    "rows read by the driver alone": _read_rows,
    "facts loaded": _load_facts,
    "facts loaded, graph built": _build,
    "the same, and saved in a file": _read,
    "graph read from its file": _read,
    "the same, and exported": _export,
    "graph job, first run": _run_graph_job,
    "graph job, nothing new": _run_graph_job,
    "memories job": _run_memories_job,
    "graph, graph job and memories job in one process": _run_all,
    "one photo added, graph and store, 100 times": _add_photos,
}


if __name__ == "__main__":
    main()
