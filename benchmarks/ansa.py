"""Latency, size and memory of ansa-s: the backbone alone and with all heads, its text tower, and what they replace.

    python -m benchmarks.ansa [--weights DIR] [--rounds 15]

One input at a time, all ways interleaved, so that other work on the machine falls on each of them alike; a ratio is the
median of the rounds' ratios. The torch networks carry random weights: their speed does not depend on the weights' values.
Peak memory is that of a process of its own with one forward pass, over one that has only imported its runtime.
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
from typing import Any

import numpy as np

from benchmarks.report import save_report
from benchmarks.timing import timed
from models.ansa.encoder import TEXT_FILE, TOKENIZER_FILE
from models.ansa.image_graph import IMAGE_FILE
from models.registry import WEIGHTS_DIR
from models.runtime import load_bundle, open_session

_SIDE_PX = 224
_TOKENS = 16  # a query of a dozen words
_PASSES = 4
_THREADS = (2, 1)
_BACKBONE = "backbone alone"
_MB = 1e6

Pass = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Way:
    """Something to time: `open_pass(threads)` makes one forward pass ready; `runtime` is what it is imported with."""

    name: str
    open_pass: Callable[[int], Pass]
    size_mb: Callable[[], float]
    runtime: str


def list_ways(folder: Path) -> list[Way]:
    """List what is timed, the backbone first; the two OpenCLIP towers stand for what a plain script would run."""
    return [
        Way(
            _BACKBONE,
            partial(_open_image, folder, False),
            lambda: len(_image_bytes(folder, False)) / _MB,
            "onnxruntime",
        ),
        Way(
            "backbone + all heads", partial(_open_image, folder, True), lambda: _size(folder, IMAGE_FILE), "onnxruntime"
        ),
        Way("text tower", partial(_open_text, folder), lambda: _size(folder, TEXT_FILE, TOKENIZER_FILE), "onnxruntime"),
        Way("backbone, torch eager", _open_torch, lambda: _parameters_mb(_image_tower()), "torch"),
        Way("open_clip ViT-B-32, image", _open_clip_image, lambda: _parameters_mb(_open_clip().visual), "open_clip"),
        Way("open_clip ViT-B-32, text", _open_clip_text, _open_clip_text_mb, "open_clip"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, default=WEIGHTS_DIR / "ansa-s", help="folder with manifest.json")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peak-of", help=argparse.SUPPRESS)
    options = parser.parse_args()
    ways = list_ways(options.weights)
    if options.peak_of:
        print(_peak_mb(next(way for way in ways if way.name == options.peak_of)))
        return
    load = f"{os.getloadavg()[0]:.1f} before the run"
    times = {threads: _time(ways, threads, options.rounds) for threads in _THREADS}
    rows = [_row(way, times, _peak_in_child(way, options.weights)) for way in ways]
    bundle = load_bundle(options.weights)
    settings = {
        "weights": f"{bundle.identity} {bundle.weights_sha256[:12]}",
        "heads": " ".join(bundle.manifest.get("heads", {})) or "none",
        "image": f"{_SIDE_PX} x {_SIDE_PX}",
        "tokens": _TOKENS,
        "batch": 1,
        "rounds": options.rounds,
        "passes a round": _PASSES,
        "figure": "median",
        "load of other work": load,
        "torch and open_clip": "random weights, fp32",
    }
    print(save_report("ansa", "ansa-s: latency, size and memory", rows, settings))


def _time(ways: list[Way], threads: int, rounds: int) -> dict[str, list[float]]:
    """Return milliseconds of one pass, by way, a figure for each round."""
    passes = {way.name: way.open_pass(threads) for way in ways}
    for run in passes.values():
        _repeat(run)
    times: dict[str, list[float]] = {name: [] for name in passes}
    for _ in range(rounds):
        for name, run in passes.items():
            times[name].append(1000.0 * timed(partial(_repeat, run)) / _PASSES)
    return times


def _row(way: Way, times: dict[int, dict[str, list[float]]], peak_mb: float) -> dict[str, Any]:
    row: dict[str, Any] = {"what": way.name}
    for threads, by_name in times.items():
        ratios = [own / backbone for own, backbone in zip(by_name[way.name], by_name[_BACKBONE], strict=True)]
        row[f"ms, {threads} threads" if threads > 1 else "ms, 1 thread"] = statistics.median(by_name[way.name])
        row[f"/ backbone ({threads})"] = statistics.median(ratios)
    return row | {"MB on disk": way.size_mb(), "peak MB": peak_mb}


def _repeat(run: Pass) -> None:
    for _ in range(_PASSES):
        run()


def _peak_in_child(way: Way, folder: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.ansa", "--weights", str(folder), "--peak-of", way.name]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _peak_mb(way: Way) -> float:
    """Return how far one forward pass, loading included, raises this process above its imports."""
    __import__(way.runtime)
    before = _high_water_mb()
    way.open_pass(1)()
    return _high_water_mb() - before


def _high_water_mb() -> float:
    """Read this process's own peak; `ru_maxrss` would carry that of the process which started it."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024 / _MB


def _image_bytes(folder: Path, with_heads: bool) -> bytes:
    whole = load_bundle(folder).read(IMAGE_FILE)
    if with_heads or not load_bundle(folder).manifest.get("heads"):
        return whole
    import onnx

    from models.ansa.assembly import detach_heads

    return detach_heads(onnx.load_from_string(whole)).SerializeToString()


def _open_image(folder: Path, with_heads: bool, threads: int) -> Pass:
    session = open_session(_image_bytes(folder, with_heads), threads=threads)
    return lambda: session.run(None, {"pixels": _pixels()})


def _open_text(folder: Path, threads: int) -> Pass:
    session = open_session(load_bundle(folder).read(TEXT_FILE), threads=threads)
    ids = np.arange(1000, 1000 + _TOKENS, dtype=np.int64)[None]
    return lambda: session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})


def _open_torch(threads: int) -> Pass:
    import torch

    tower, pixels = _image_tower(), torch.from_numpy(_pixels())
    return _without_gradients(lambda: tower(pixels), threads)


def _open_clip_image(threads: int) -> Pass:
    import torch

    network, pixels = _open_clip(), torch.zeros(1, 3, _SIDE_PX, _SIDE_PX)
    return _without_gradients(lambda: network.encode_image(pixels), threads)


def _open_clip_text(threads: int) -> Pass:
    import open_clip

    network, tokens = _open_clip(), open_clip.get_tokenizer("ViT-B-32")(["a dozen words of a query that somebody asks"])
    return _without_gradients(lambda: network.encode_text(tokens), threads)


def _without_gradients(run: Pass, threads: int) -> Pass:
    import torch

    torch.set_num_threads(threads)
    return torch.inference_mode()(run)


def _image_tower() -> Any:
    from models.ansa.towers import ImageTower

    return ImageTower().eval()


def _open_clip() -> Any:
    import open_clip

    return open_clip.create_model("ViT-B-32", pretrained=None).eval()


def _open_clip_text_mb() -> float:
    network = _open_clip()
    return _parameters_mb(network) - _parameters_mb(network.visual)


def _parameters_mb(module: Any) -> float:
    return sum(parameter.numel() * parameter.element_size() for parameter in module.parameters()) / _MB


def _size(folder: Path, *names: str) -> float:
    bundle = load_bundle(folder)
    return sum(bundle.path_of(name).stat().st_size for name in names) / _MB


def _pixels() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (1, _SIDE_PX, _SIDE_PX, 3), dtype=np.uint8)


if __name__ == "__main__":
    main()
