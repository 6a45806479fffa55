"""Warm latency of the whole path of a query, from its words to hits with reasons, beside rclip's and beside plain loops.

    python -m benchmarks.search_path [--photos 100000] [--library DIR] [--rclip-python PATH]

The text tower runs for every query. rclip cannot download its model where there is no model hub, so it is given the same architecture
(ViT-B-32-256) with random weights, as ONNX, and random vectors: its speed does not depend on either.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from albumen.arrays import Embeddings
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from benchmarks.report import save_report
from benchmarks.spoken_library import make_spoken_library
from models import ImageTextEncoder, create_encoder
from models.catalog import DEFAULT_ENCODER
from search.columns.columns import COLUMN_NAMES, Columns
from search.engine import SearchEngine
from search.query import SearchQuery

# What people type, by what of the path it takes.
QUERIES = {
    "words": (
        "sunset",
        "a birthday cake with candles",
        "puppy",
        "red car in the rain",
        "a waterfall in a forest",
        "cat on a sofa",
    ),
    "words and filters": (
        "dogs on the beach in Portugal",
        "mountains in Peru",
        "food in Lisbon at noon",
        "snow in New Zealand 2016",
        "boats in Kyoto in spring",
        "flowers, camera:canon",
    ),
    "filters alone": (
        "2 people in Kyoto",
        "receipts from March 2015",
        "taken with iPhone at night",
        "summer 2014 in Portugal",
        "last year",
    ),
    "text": ('photos with text "invoice"', 'with text "boarding" 2019', "invoice berlin coffee"),
    "negation": ("boats without people", "dog -beach", "concert, not in Austria", "party but not at night"),
    "like": ("like IMG_00012345.jpg", "like IMG_00054321.jpg but with snow"),
    "nothing": ("xylophone on the moon", "dogs in Antarctica", "penguins in Lisbon 1987"),
}
_ROUNDS = 5
_SLOW_ROUNDS = 1  # of rclip
_TOP = 10
_ASKED_ON = date(2024, 11, 20)
_LIMITS_MS = {"p50": 25, "p95": 60}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--library", type=Path, help="kept for another run; made where it is not there yet")
    parser.add_argument("--rclip-python", help="interpreter of an environment that has rclip")
    options = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f} before the run, which had the priority of nice {os.nice(0)}"
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        rows, columns = measure(options.library or scratch / "library", options.photos)
        if options.rclip_python:
            rows.append(_row("rclip", _ask_rclip(options.rclip_python, scratch, options.photos)))
    settings = {
        "photos": options.photos,
        "queries": f"{sum(map(len, QUERIES.values()))}, each {_ROUNDS} times (rclip: {_SLOW_ROUNDS}), one at a time, in turns",
        "results": _TOP,
        "threads of the text tower": 1,
        "limits": " and ".join(f"{name} {limit} ms" for name, limit in _LIMITS_MS.items()),
        **columns,
        "load of other work": load,
    }
    print(save_report("search_path", "The whole path of a query", rows, settings))


def measure(folder: Path, photos: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Measure the engine and the plain loops in turns, and what the columns cost."""
    encoder = create_encoder(DEFAULT_ENCODER, threads=1)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / DATABASE_FILE).exists():
        make_spoken_library(folder, encoder, photos).close()
    with Store(folder / DATABASE_FILE) as store:
        columns = _measure_columns(store)
        engine = SearchEngine(store, encoder, folder / "index")
        loops = _plain_loops(encoder, store)
        times = _take_turns(engine, loops)
    every = [one for kind in QUERIES for one in times[kind]]
    rows = [_row("albumen, all", every), *(_row(f"albumen, {kind}", times[kind]) for kind in QUERIES)]
    return rows + [_row(name, times[name]) for name in loops], columns


def _take_turns(
    engine: SearchEngine, loops: dict[str, Callable[[str], object]]
) -> dict[str, list[tuple[float, float]]]:
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in (*QUERIES, *loops)}

    def ask(text: str) -> None:
        engine.search(SearchQuery(text, limit=_TOP, asked_on=_ASKED_ON))

    for lap in range(_ROUNDS + 1):
        for kind, queries in QUERIES.items():
            for query in queries:
                for name, action in ((kind, ask), *loops.items()):
                    taken_ms = _time_ms(action, query)
                    if lap:  # the first one warms everything
                        times[name].append(taken_ms)
    return times


def _plain_loops(encoder: ImageTextEncoder, store: Store) -> dict[str, Callable[[str], object]]:
    """Make what anybody would write first: the text tower, and all vectors in float32; no filters, no tags, no hits' data."""
    import faiss

    with store.read() as tx:
        (model,) = [model for model in tx.models.all() if model.dim]
        rows = np.concatenate([batch for _, batch in tx.embeddings.iter_batches(model)]).astype(np.float32)
    index = faiss.IndexFlatIP(rows.shape[1])
    index.add(rows)
    faiss.omp_set_num_threads(1)

    def ask_faiss(text: str) -> object:
        return index.search(encoder.encode_texts([text]), _TOP)

    def ask_numpy(text: str) -> object:
        return _best(rows, encoder.encode_texts([text])[0])

    return {"text tower and FAISS IndexFlatIP": ask_faiss, "text tower and NumPy": ask_numpy}


def _best(rows: Embeddings, query: np.ndarray) -> np.ndarray:
    scores = rows @ query
    best = np.argpartition(-scores, _TOP)[:_TOP]
    return best[np.argsort(-scores[best])]


def _measure_columns(store: Store) -> dict[str, Any]:
    """Load all columns twice: for the clock, and for the memory that they hold."""
    columns = Columns(store)
    seconds = {
        name: _time_ms(lambda _, name=name: getattr(columns, name), "")[0] / 1000
        for name in ("ids", *sorted(COLUMN_NAMES))
    }
    del columns
    tracemalloc.start()
    columns = Columns(store)
    columns.load(COLUMN_NAMES)
    held_mb = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    slowest = max(seconds, key=lambda name: seconds[name])
    return {
        "columns": f"{len(seconds)} in {sum(seconds.values()):.2f} s, the slowest ({slowest}) in {seconds[slowest]:.2f} s",
        "memory of the columns": f"{held_mb:.0f} MB",
    }


def _ask_rclip(python: str, scratch: Path, photos: int) -> list[tuple[float, float]]:
    textual, vocabulary = _export_textual(scratch / "textual.onnx")
    runner = Path(__file__).with_name("rclip_query_runner.py")
    command = [python, str(runner), str(textual), str(vocabulary), str(scratch / "rclip.sqlite3"), str(photos)]
    queries = "\n".join([query for queries in QUERIES.values() for query in queries] * _SLOW_ROUNDS)
    environment = os.environ | {"RCLIP_DATADIR": str(scratch)}
    done = subprocess.run(command, input=queries, check=True, stdout=subprocess.PIPE, text=True, env=environment)
    return [(float(clock), float(processor)) for clock, processor in map(str.split, done.stdout.splitlines())]


def _export_textual(target: Path) -> tuple[Path, Path]:
    """Export the architecture's text tower with random weights; return it and the vocabulary that open_clip ships."""
    import open_clip
    import torch

    model = open_clip.create_model("ViT-B-32-256", pretrained=None).eval()
    model.forward = model.encode_text
    torch.onnx.export(
        model,
        (torch.zeros(1, 77, dtype=torch.int64),),
        str(target),
        input_names=["input"],
        output_names=["output"],
        dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
        dynamo=False,
    )
    return target, Path(open_clip.__file__).with_name("bpe_simple_vocab_16e6.txt.gz")


def _time_ms(action: Callable[[str], object], query: str) -> tuple[float, float]:
    """Tell the milliseconds by the clock, and those of the processor, which other work on the machine changes less."""
    started, processor = time.perf_counter(), time.process_time()
    action(query)
    return (time.perf_counter() - started) * 1000, (time.process_time() - processor) * 1000


def _row(what: str, times_ms: Sequence[tuple[float, float]]) -> dict[str, Any]:
    clock, processor = zip(*times_ms, strict=True)
    return {
        "what": what,
        "queries": len(times_ms),
        "p50 ms": float(np.percentile(clock, 50)),
        "p95 ms": float(np.percentile(clock, 95)),
        "p50 ms of processor": float(np.percentile(processor, 50)),
        "p95 ms of processor": float(np.percentile(processor, 95)),
    }


if __name__ == "__main__":
    main()
