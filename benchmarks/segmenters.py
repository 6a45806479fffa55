"""Latency, size and memory of the segmenters as the product runs them: hyperdetr-s and lift-s, with and without their second graph.

    python -m benchmarks.segmenters [--weights DIR] [--rounds 15]

One photo of a person at a time, preparing it and packing the masks included; all ways take turns, so that other work on the
machine falls on each of them alike. Peak memory is that of a process of its own with one photo, loading included, over one that
has only imported the runtime.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.pass_worker import high_water_mb
from benchmarks.report import save_report
from benchmarks.timing import timed
from models.registry import LIFTER, SEGMENTER, WEIGHTS_DIR
from models.runtime import load_bundle

if TYPE_CHECKING:
    from PIL.Image import Image

_THREADS = (2, 1)
_MB = 1e6

Pass = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Way:
    """Something to time: a method of a bundle's class on one photo, and the graphs that it runs."""

    name: str
    bundle: str
    method: str
    graphs: tuple[str, ...]


WAYS = (
    Way("hyperdetr-s, the scene alone", SEGMENTER, "segment_scene", ("scene.onnx",)),
    Way("hyperdetr-s, and each person", SEGMENTER, "segment_image", ("scene.onnx", "subjects.onnx")),
    Way("lift-s, the confidence alone", LIFTER, "rate_image", ("encoder.onnx",)),
    Way("lift-s, and the matte", LIFTER, "lift_image", ("encoder.onnx", "decoder.onnx")),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=WEIGHTS_DIR, help="folder of weights folders")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peak-of", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak_of:
        print(_peak_mb(next(way for way in WAYS if way.name == options.peak_of), options.weights))
        return
    load = f"{os.getloadavg()[0]:.1f} before the run"
    times = {threads: _time(options.weights, threads, options.rounds) for threads in _THREADS}
    rows = [_row(way, times, options.weights) for way in WAYS]
    bundles = [load_bundle(options.weights / name) for name in (SEGMENTER, LIFTER)]
    settings = {
        "weights": " and ".join(f"{bundle.identity} {bundle.weights_sha256[:12]}" for bundle in bundles),
        "photo": "a person, 512 x 512",
        "rounds": options.rounds,
        "figure": "median",
        "load of other work": load,
    }
    print(save_report("segmenters", "The segmenters: latency, size and memory", rows, settings))


def _time(weights: Path, threads: int, rounds: int) -> dict[str, list[float]]:
    """Return milliseconds of one photo, by way, a figure for each round."""
    passes = {way.name: _open(way, weights, threads) for way in WAYS}
    for run in passes.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in passes}
    for _ in range(rounds):
        for name, run in passes.items():
            times[name].append(1000.0 * timed(run))
    return times


def _row(way: Way, times: dict[int, dict[str, list[float]]], weights: Path) -> dict[str, Any]:
    medians = {
        f"ms, {threads} thread{'s' * (threads > 1)}": statistics.median(by_way[way.name])
        for threads, by_way in times.items()
    }
    bundle = load_bundle(weights / way.bundle)
    size_mb = sum(bundle.path_of(graph).stat().st_size for graph in way.graphs) / _MB
    return {"what": way.name} | medians | {"MB on disk": size_mb, "peak MB": _peak_in_child(way, weights)}


def _peak_in_child(way: Way, weights: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.segmenters", "--weights", str(weights), "--peak-of", way.name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _peak_mb(way: Way, weights: Path) -> float:
    import onnxruntime  # noqa: F401 - before the first measure, since it is not the network's own memory

    photo = _photo()
    before = high_water_mb()
    _open(way, weights, 1, photo)()
    return high_water_mb() - before


def _open(way: Way, weights: Path, threads: int, photo: Image | None = None) -> Pass:
    from models.registry import create_lifter, create_segmenter

    create = create_segmenter if way.bundle == SEGMENTER else create_lifter
    return partial(getattr(create(threads=threads, weights_dir=weights), way.method), photo or _photo())


def _photo() -> Image:
    import skimage.data
    from PIL import Image

    return Image.fromarray(skimage.data.astronaut())


if __name__ == "__main__":
    main()
