"""Ways to search many vectors, side by side: time, recall and cost, each re-scored from the float16 rows.

python -m benchmarks.index_alternatives [--photos PHOTOS.npy --texts TEXTS.npy] [--size 100000]

The files hold (N, D) vectors of real photos and of real texts by one encoder; photos are blended up to the size asked
for. Without them vectors are made up, and graphs and cells look better than they are: real text vectors lie outside
the cloud of the photos'.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from albumen.arrays import Embeddings, Rows, StoredEmbeddings
from benchmarks.report import save_report
from benchmarks.vector_library import DIM, Vectors
from search.ranking import order_best, score_exactly

_TOP_K = 10
_QUERIES = 200
_CHUNK = 50_000
_TRAINING_ROWS = 60_000
_IP = faiss.METRIC_INNER_PRODUCT


@dataclass(frozen=True, slots=True)
class Way:
    """One way: how to make its index, how many rows it shortlists, and its search setting."""

    name: str
    make: Callable[[], Any]
    shortlist: int
    tune: Callable[[Any], None] = lambda index: None


def ways(size: int) -> Iterator[tuple[Way, ...]]:
    """List the ways; those of one tuple share an index."""
    kinds = faiss.ScalarQuantizer
    cells = 1024 if size <= 200_000 else 4096

    def ivf() -> Any:
        index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(DIM), DIM, cells, kinds.QT_8bit, _IP)
        index.own_fields, index.cp.niter = False, 10
        return index

    def hnsw() -> Any:
        index = faiss.IndexHNSWSQ(DIM, kinds.QT_fp16, 32, _IP)
        index.hnsw.efConstruction = 80
        return index

    yield (Way("float16 rows, all", lambda: faiss.IndexScalarQuantizer(DIM, kinds.QT_fp16, _IP), 20),)
    yield (Way("8-bit codes, all", lambda: faiss.IndexScalarQuantizer(DIM, kinds.QT_8bit, _IP), 100),)
    yield (Way("4-bit product codes, all", lambda: faiss.IndexPQFastScan(DIM, DIM // 2, 4, _IP), 1_000),)
    yield (Way("1-bit RaBitQ codes, all", lambda: faiss.IndexRaBitQFastScan(DIM, _IP, 32, 1), 1_000),)
    yield tuple(Way(f"IVF {cells}, {n} cells", ivf, 100, partial(_set_cells, count=n)) for n in (32, 64, 128, 256))
    yield tuple(Way(f"HNSW 32, ef {ef}", hnsw, 50, partial(_set_ef, ef=ef)) for ef in (64, 256, 1_000))


def _set_cells(index: Any, count: int) -> None:
    index.nprobe = count


def _set_ef(index: Any, ef: int) -> None:
    index.hnsw.efSearch = ef


def measure(group: tuple[Way, ...], rows: StoredEmbeddings, truth: list[set[int]], queries: Embeddings) -> list[dict]:
    started = time.perf_counter()
    index = group[0].make()
    faiss.omp_set_num_threads(1 if isinstance(index, faiss.IndexPQFastScan) else 2)
    sample = np.linspace(0, len(rows) - 1, min(_TRAINING_ROWS, len(rows))).astype(np.int64)
    index.train(rows[sample].astype(np.float32))
    faiss.omp_set_num_threads(2)
    for start in range(0, len(rows), _CHUNK):
        index.add(rows[start : start + _CHUNK].astype(np.float32))
    build_s = time.perf_counter() - started
    faiss.omp_set_num_threads(1)
    return [_measure_one(way, index, rows, truth, queries) | {"build s": build_s} for way in group]


def _measure_one(
    way: Way, index: Any, rows: StoredEmbeddings, truth: list[set[int]], queries: Embeddings
) -> dict[str, Any]:
    way.tune(index)
    recall, times_ms = [], []
    for query, best in zip(queries, truth, strict=True):
        started = time.perf_counter()
        _, found = index.search(query[None], way.shortlist)
        kept = found[0][found[0] >= 0]
        answer = kept[order_best(score_exactly(rows[kept], query), kept, _TOP_K)]
        times_ms.append((time.perf_counter() - started) * 1000)
        recall.append(len(best & set(answer.tolist())) / _TOP_K)
    half = len(queries) // 2
    return {
        "way": way.name,
        "p50 ms": float(np.median(times_ms)),
        "recall@10 words": float(np.mean(recall[:half])),
        "worst": min(recall[:half]),
        "recall@10 pictures": float(np.mean(recall[half:])),
    }


def blend(photos: Embeddings, size: int, *, seed: int) -> StoredEmbeddings:
    """Make more photos of real ones: a mixture of two, and noise of their covariance."""
    rng = np.random.default_rng(seed)
    spread = np.linalg.cholesky(np.cov(photos.T) + 1e-6 * np.eye(photos.shape[1])).astype(np.float32)
    rows = np.empty((size, photos.shape[1]), np.float16)
    for start in range(0, size, _CHUNK):
        count = min(_CHUNK, size - start)
        share = rng.uniform(0, 0.5, (count, 1)).astype(np.float32)
        first, second = (photos[rng.integers(0, len(photos), count)] for _ in range(2))
        noise = rng.standard_normal((count, photos.shape[1]), np.float32) @ spread.T
        rows[start : start + count] = unit((1 - share) * first + share * second + 0.7 * noise)
    return rows


def unit(rows: Embeddings) -> Embeddings:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def load_centred(path: Path) -> Embeddings:
    rows = unit(np.load(path).astype(np.float32))
    return unit(rows - rows.mean(axis=0))


def find_truth(rows: StoredEmbeddings, queries: Embeddings) -> list[set[int]]:
    scores = np.concatenate(
        [rows[at : at + _CHUNK].astype(np.float32) @ queries.T for at in range(0, len(rows), _CHUNK)]
    )
    best: list[Rows] = [np.argpartition(-column, _TOP_K)[:_TOP_K] for column in scores.T]
    return [set(row.tolist()) for row in best]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--size", type=int, default=100_000)
    given = parser.parse_args()
    load = f"{os.getloadavg()[0]:.1f} before the run"
    half = _QUERIES // 2
    if given.photos and given.texts:
        photos, texts = load_centred(given.photos), load_centred(given.texts)
        rows, source = (
            blend(photos, given.size, seed=0),
            f"{len(photos)} photos and {len(texts)} texts, centred, blended",
        )
        words = texts[np.random.default_rng(1).choice(len(texts), half, replace=False)]
        queries = np.concatenate([words, blend(photos, half, seed=2).astype(np.float32)])
    else:
        made = Vectors(given.size)
        rows, source = np.concatenate([batch for _, batch in made.iter_batches()]), "made up"
        queries = np.concatenate([made.words(half), made.pictures(half)])
    truth = find_truth(rows, queries)
    table = [row for group in ways(given.size) for row in measure(group, rows, truth, queries)]
    settings = {
        "vectors": source,
        "size": given.size,
        "dimensions": DIM,
        "threads": 1,
        "queries": _QUERIES,
        "load of other work": load,
    }
    print(save_report(f"index_alternatives_{given.size}", "Ways to search many vectors", table, settings))


if __name__ == "__main__":
    main()
