"""Latency and peak memory against the number of queries: HyperDETR, and DETR's own mask head on the same network.

    python -m benchmarks.query_scaling [--config hyperdetr-s] [--rounds 7] [--threads 2]

Weights are random (speed does not depend on them) and the same for all but the mask heads; masks are 384 x 512. Each network
has a process of its own with ONNX Runtime alone, so that its peak memory is its own (over one that has only imported the
runtime, loading included) and may be limited. Each takes turns, pass by pass, with the one of N = 4 of its kind, and a ratio is
the median over those pairs; three sweeps over all of them make one run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
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
_SWEEPS = 3  # over all networks, so that a minute of other work falls on no single one
_GB = 1e9

_DOES_NOT_FIT = "does not fit"

Key = tuple[str, int]  # a kind's name and its number of queries


@dataclass(slots=True)
class Figures:
    """What was measured of one network; NaN stands for a pass that did not fit into memory."""

    times_ms: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    peak_mb: float = 0.0

    def add(self, elapsed_ms: float, ratio: float) -> None:
        """Add a pass."""
        self.times_ms.append(elapsed_ms)
        self.ratios.append(ratio)

    def describe(self) -> dict[str, Any]:
        """Return the columns of the table."""
        if np.isnan(self.times_ms).any():
            return {"ms": _DOES_NOT_FIT, "/ N = 4": "-", "peak MB": "-"}
        medians = statistics.median(self.times_ms), statistics.median(self.ratios)
        return {"ms": medians[0], "/ N = 4": medians[1], "peak MB": self.peak_mb}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", default="hyperdetr-s", help="sizes of the network, by name")
    parser.add_argument("--rounds", type=int, default=7, help="pairs of passes in a sweep")
    parser.add_argument("--threads", type=int, default=count_cores())
    parser.add_argument("--queries", type=int, nargs="+", default=QUERIES, help="numbers of queries, 4 among them")
    parser.add_argument("--memory-gb", type=float, default=8.0, help="a network that needs more is left out")
    options = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f} before the run"
    with tempfile.TemporaryDirectory() as folder:
        paths = _write_graphs(options.config, options.queries, Path(folder))
        rows = _measure(paths, options)
    settings = {
        "network": f"{options.config}, 2 decoder layers, random weights",
        "masks": f"{_SIZE[0]} x {_SIZE[1]}, float logits",
        "threads": options.threads,
        "passes": f"{_SWEEPS} sweeps of {options.rounds}",
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
    """Time every network beside its own kind's N = 4, pass by pass; two large ones are never in memory together."""

    def start(key: Key) -> PassWorker:
        worker = PassWorker(paths[key], threads=options.threads, memory_bytes=int(options.memory_gb * _GB))
        for _ in range(_WARM_UP):
            worker.run_pass()
        return worker

    references = {key: start(key) for key in paths if key[1] == _REFERENCE}
    figures = {key: Figures() for key in paths}
    for _ in range(_SWEEPS):
        for key in [key for key in paths if key not in references]:
            worker, reference = start(key), _reference_of(key)
            for _ in range(options.rounds):
                figures[reference].add(references[reference].run_pass(), 1.0)
                elapsed_ms = worker.run_pass()
                figures[key].add(elapsed_ms, elapsed_ms / figures[reference].times_ms[-1])
            figures[key].peak_mb = worker.peak_mb()
            worker.stop()
    for key, worker in references.items():
        figures[key].peak_mb = worker.peak_mb()
        worker.stop()
    return [{"network": kind, "N": count} | figures[kind, count].describe() for kind, count in paths]


def _reference_of(key: Key) -> Key:
    """Return what a network is compared with: its own kind's N = 4, HyperDETR's for the scene alone."""
    kind, count = key
    return (kind if count else "HyperDETR"), _REFERENCE


def _panels(rows: list[dict[str, Any]]) -> list[Panel]:
    kinds = list(dict.fromkeys(row["network"] for row in rows if row["N"]))
    panels = []
    for title, figure in (("Latency, ms", "ms"), ("Peak memory, MB", "peak MB")):
        lines = [
            Line(
                kind,
                [(row["N"], row[figure]) for row in rows if row["network"] == kind and row["ms"] != _DOES_NOT_FIT],
            )
            for kind in kinds
        ]
        panels.append(Panel(title, "queries N", lines))
    return panels


if __name__ == "__main__":
    sys.exit(main())
