"""Warm search latency and recall beside brute force (numpy, float32), with load time, build time, memory and disk.

python -m benchmarks.search_latency [--sizes 1000 100000 1000000]
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from albumen.arrays import Embeddings, Rows
from albumen.store.records import ModelKind, ModelRecord, PhotoFilter
from albumen.store.store import Store
from benchmarks.report import save_report
from benchmarks.vector_library import DIM, Vectors, fill_store
from search.engine import SearchEngine
from search.index_cache import open_index
from search.query import SearchQuery
from search.vector_index import VectorIndex

SIZES = (1_000, 100_000, 1_000_000)
_QUERIES = 100  # of each kind: words, pictures
_TOP_K = 10
_BLOCK = 10  # index and brute force take turns in blocks of queries, so that both see the same machine
# After a product, OpenBLAS keeps its threads spinning for about 0.1 s: let them sleep before the index is timed.
_PAUSE_S = 0.3


class GivenVectors:
    """An encoder that looks its vectors up, so that the search is timed without a network."""

    dim = DIM
    weights_sha256 = "0" * 64

    def __init__(self, model: ModelRecord, queries: Embeddings) -> None:
        self.identity, self.space = model.identity, model.space
        self._queries = queries

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Look up the queries of these numbers."""
        return self._queries[[int(text) for text in texts]]

    def encode_images(self, images: Sequence[object]) -> Embeddings:
        """Encode nothing: no query here is a picture file."""
        raise NotImplementedError


def measure(size: int) -> dict[str, Any]:
    """Measure one size, each step in a process of its own, so that its memory is its own."""
    with tempfile.TemporaryDirectory() as name:
        steps = (_fill, _build, _search, _search_whole)
        row: dict[str, Any] = {"photos": size}
        for step in steps:
            with get_context("spawn").Pool(1) as pool:
                row |= pool.apply(step, (Path(name), size))
    return row


def _fill(folder: Path, size: int) -> dict[str, Any]:
    store, _ = fill_store(folder, Vectors(size))
    store.close()
    return {}


def _build(folder: Path, size: int) -> dict[str, Any]:
    store, model = _open(folder)
    _, build_s = _timed(lambda: open_index(store, model, folder / "index"))
    disk_mb = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file()) / 1e6
    return {"build s": build_s, "build peak MB": _peak_mb(), "disk MB": disk_mb}


def _search(folder: Path, size: int) -> dict[str, Any]:
    store, model = _open(folder)
    base_mb = _peak_mb()
    index, load_s = _timed(lambda: open_index(store, model, folder / "index"))
    vectors = Vectors(size)
    queries = np.concatenate([vectors.words(_QUERIES), vectors.pictures(_QUERIES)])
    index.search(queries[:1], _TOP_K)
    load_mb = _peak_mb() - base_mb
    allowed = np.flatnonzero(np.random.default_rng(0).random(size) < 0.1) + 1
    rows = np.concatenate([batch for _, batch in vectors.iter_batches()]).astype(np.float32)
    found, brute, index_ms, filter_ms, brute_ms = _take_turns(index, rows, queries, allowed)
    recall = [len(set(a) & set(b)) / min(_TOP_K, size) for a, b in zip(found, brute, strict=True)]
    return {
        "load s": load_s,
        "memory MB": load_mb,
        "p50 ms": np.percentile(index_ms, 50),
        "p95 ms": np.percentile(index_ms, 95),
        "filter p50 ms": np.percentile(filter_ms, 50),
        "filter p95 ms": np.percentile(filter_ms, 95),
        "brute p50 ms": np.percentile(brute_ms, 50),
        "ratio": np.percentile(index_ms, 50) / np.percentile(brute_ms, 50),
        "recall@10 words": float(np.mean(recall[:_QUERIES])),
        "recall@10 pictures": float(np.mean(recall[_QUERIES:])),
        "recall@10 worst": min(recall),
    }


def _search_whole(folder: Path, size: int) -> dict[str, Any]:
    """Time the engine: filter, vectors, and each hit's paths, date, place and camera."""
    store, model = _open(folder)
    engine = SearchEngine(store, GivenVectors(model, Vectors(size).words(_QUERIES)), folder / "index")
    month = PhotoFilter(since=datetime(2000, 1, 1), until=datetime(2000, 1, 1) + timedelta(days=30))
    timings: dict[str, list[float]] = {}
    for name, photo_filter in (("engine p50 ms", PhotoFilter()), ("engine, one month p50 ms", month)):
        queries = [
            SearchQuery(text=str(at), limit=_TOP_K, filter=photo_filter, is_plain=True) for at in range(_QUERIES)
        ]
        engine.search(queries[0])
        timings[name] = [_timed(partial(engine.search, query))[1] for query in queries]
    return {name: float(np.percentile(values, 50) * 1000) for name, values in timings.items()}


def _take_turns(
    index: VectorIndex, rows: Embeddings, queries: Embeddings, allowed: Rows
) -> tuple[list[list[int]], list[list[int]], list[float], list[float], list[float]]:
    found: list[list[int]] = []
    brute: list[list[int]] = []
    index_ms: list[float] = []
    filter_ms: list[float] = []
    brute_ms: list[float] = []
    for block in _blocks(queries):
        time.sleep(_PAUSE_S)
        for query in block:
            (_, ids), seconds = _timed(partial(index.search, query[None], _TOP_K))
            found.append(ids[0].tolist())
            index_ms.append(seconds * 1000)
        for query in block:
            _, seconds = _timed(partial(index.search, query[None], _TOP_K, allowed_ids=allowed))
            filter_ms.append(seconds * 1000)
        for query in block:
            best, seconds = _timed(partial(_brute_force, rows, query))
            brute.append((best + 1).tolist())
            brute_ms.append(seconds * 1000)
    return found, brute, index_ms, filter_ms, brute_ms


def _blocks(queries: Embeddings) -> Iterator[Embeddings]:
    for start in range(0, len(queries), _BLOCK):
        yield queries[start : start + _BLOCK]


def _brute_force(rows: Embeddings, query: Embeddings) -> Rows:
    scores = rows @ query
    best = np.argpartition(-scores, min(_TOP_K, len(scores) - 1))[:_TOP_K]
    return best[np.argsort(-scores[best])]


def _open(folder: Path) -> tuple[Store, ModelRecord]:
    store = Store(folder / "albumen.sqlite3")
    with store.read() as tx:
        (model,) = tx.models.all(ModelKind.ENCODER)
    return store, model


def _timed(action: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = action()
    return result, time.perf_counter() - started


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000  # KiB on Linux


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    sizes = parser.parse_args().sizes
    load = f"{os.getloadavg()[0]:.1f} before the run"
    rows = [measure(size) for size in sizes]
    settings = {
        "dimensions": DIM,
        "queries": f"{_QUERIES} like words and {_QUERIES} like pictures, one at a time, warm",
        "results": _TOP_K,
        "filter": "a random tenth of the photos",
        "build": "from the store, saved and flushed",
        "load": "every byte checked",
        "memory": "peak after loading and one search, mapped files included",
        "brute force": "numpy float32 and argpartition, all cores",
        "load of other work": load,
    }
    print(save_report("search_latency", "Search latency", rows, settings))


if __name__ == "__main__":
    main()
