"""Latency and peak memory against the number of queries: HyperDETR, and DETR's own mask head on the same network.

    python -m benchmarks.query_scaling [--config hyperdetr-s] [--rounds 15] [--threads 2]

Weights are random (speed does not depend on them) and the same for all but the mask heads; masks are 384 x 512. Each network
has a process of its own with ONNX Runtime alone, so that its peak memory is its own (over one that has only imported the
runtime, loading included) and may be limited; the processes take turns, one pass each, and a ratio is the median of the
rounds' ratios to N = 4.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from albumen.config import count_cores
from benchmarks.line_chart import Line, Panel, draw_chart
from benchmarks.pass_worker import PassWorker
from benchmarks.report import RESULTS, save_report

QUERIES = (1, 4, 10, 25, 50, 100)
_REFERENCE = 4
_SIZE = (384, 512)
_WARM_UP = 2
_GB = 1e9

_FIGURES = ("ms", "/ N = 4", "peak MB")
_DOES_NOT_FIT = ("does not fit", "-", "-")

Key = tuple[str, int]  # a kind's name and its number of queries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", default="hyperdetr-s", help="sizes of the network, by name")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--threads", type=int, default=count_cores())
    parser.add_argument("--queries", type=int, nargs="+", default=QUERIES, help="numbers of queries, 4 among them")
    parser.add_argument("--memory-gb", type=float, default=6.0, help="a network that needs more is left out")
    options = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f} before the run"
    with tempfile.TemporaryDirectory() as folder:
        paths = _write_graphs(options.config, options.queries, Path(folder))
        rows = _measure(paths, options)
    settings = {
        "network": f"{options.config}, 2 decoder layers, random weights",
        "masks": f"{_SIZE[0]} x {_SIZE[1]}, float logits",
        "threads": options.threads,
        "rounds": options.rounds,
        "figure": "median",
        "memory limit GB": options.memory_gb,
        "load of other work": load,
    }
    name = f"query_scaling_{options.config.replace('-', '_')}"
    print(save_report(name, f"Latency and memory against the number of queries: {options.config}", rows, settings))
    draw_chart(RESULTS / f"{name}.png", _panels(rows))


def _write_graphs(config: str, queries: list[int], folder: Path) -> dict[Key, Path]:
    """Trace all networks; torch stays in this process."""
    from benchmarks.query_graphs import KINDS, SCENE, write_graph
    from models.hyperdetr.config import CONFIGS

    wanted = [(SCENE, 0), *((kind, count) for kind in KINDS for count in queries)]
    paths = {}
    for kind, count in wanted:
        paths[kind.name, count] = folder / f"{len(paths)}.onnx"
        write_graph(kind, CONFIGS[config], count or 1, _SIZE, paths[kind.name, count])
    return paths


def _measure(paths: dict[Key, Path], options: argparse.Namespace) -> list[dict[str, Any]]:
    workers = {
        key: PassWorker(path, threads=options.threads, memory_bytes=int(options.memory_gb * _GB))
        for key, path in paths.items()
    }
    times: dict[Key, list[float]] = {key: [] for key in workers}
    for turn in range(_WARM_UP + options.rounds):
        for key, worker in workers.items():
            elapsed_ms = worker.run_pass()
            if turn >= _WARM_UP:
                times[key].append(elapsed_ms)
    rows = [_row(key, times, workers[key].peak_mb()) for key in workers]
    for worker in workers.values():
        worker.stop()
    return rows


def _row(key: Key, times: dict[Key, list[float]], peak_mb: float) -> dict[str, Any]:
    """Return a line of the table; the scene alone is compared with HyperDETR's N = 4."""
    kind, count = key
    reference = times[(kind if count else "HyperDETR", _REFERENCE)]
    ratios = [own / other for own, other in zip(times[key], reference, strict=True)]
    figures = (statistics.median(times[key]), statistics.median(ratios), peak_mb)
    fits = not np.isnan(times[key]).any()
    return {"network": kind, "N": count} | dict(zip(_FIGURES, figures if fits else _DOES_NOT_FIT, strict=True))


def _panels(rows: list[dict[str, Any]]) -> list[Panel]:
    kinds = list(dict.fromkeys(row["network"] for row in rows if row["N"]))
    panels = []
    for title, figure in (("Latency, ms", "ms"), ("Peak memory, MB", "peak MB")):
        lines = [
            Line(
                kind,
                [(row["N"], row[figure]) for row in rows if row["network"] == kind and row["ms"] not in _DOES_NOT_FIT],
            )
            for kind in kinds
        ]
        panels.append(Panel(title, "queries N", lines))
    return panels


if __name__ == "__main__":
    sys.exit(main())
