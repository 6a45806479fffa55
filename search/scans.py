"""The two scans of FAISS that the vector index stands on: every float16 row, or 4-bit codes of every row.

The one file that imports FAISS. Both scans look at every row. Graphs (HNSW) and cells (IVF) look at few, and lose
photos for text queries, whose vectors lie outside the cloud of the images': docs/decisions/0004-vector-index.md has
the figures.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from albumen.arrays import Embeddings, Rows, StoredEmbeddings

# k-means on more rows than this changes the codes no more, and takes longer.
_TRAINING_ROWS = 60_000
_CODE_BITS = 4
_DIMS_A_CODE = 2
_CHUNK_ROWS = 32_768


class RowScan:
    """Float16 rows, each compared with the query: exact up to the rounding of a float32 sum.

    Example:
        >>> scan = RowScan.build(2, 2, [np.array([[1, 0], [0, 1]], np.float16)])
        >>> scan.find_best(np.array([0.6, 0.8], np.float32), 1)[0]
        array([1])
    """

    def __init__(self, index: Any) -> None:
        self._index = index
        size = index.ntotal * index.code_size
        codes = _faiss().rev_swig_ptr(index.codes.data(), size) if size else np.empty(0, np.uint8)
        rows = codes.view(np.float16).reshape(index.ntotal, index.d)
        rows.flags.writeable = False  # it may be a mapped file
        self.vectors: StoredEmbeddings = rows
        """The rows themselves, (N, D), without a copy."""

    @classmethod
    def build(cls, dim: int, row_count: int, batches: Iterable[StoredEmbeddings]) -> Self:
        """Copy rows in; `row_count` reserves the memory at once."""
        faiss = _faiss()
        index = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.codes.resize(row_count * index.code_size)
        index.codes.resize(0)  # keeps what is reserved
        for batch in batches:
            index.add_sa_codes(np.ascontiguousarray(batch, dtype=np.float16).view(np.uint8))
        return cls(index)

    def find_best(
        self, query: npt.NDArray[np.float32], count: int, allowed: npt.NDArray[np.bool_] | None = None
    ) -> tuple[Rows, npt.NDArray[np.float32]]:
        """Find the best rows, best first: positions and scores, `count` or as many as are allowed.

        Args:
            query: (D,).
            count: how many.
            allowed: (N,) True where a row may be returned; None allows all.
        """
        faiss = _faiss()
        parameters = None
        if allowed is not None:
            bits = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        faiss.omp_set_num_threads(1)  # one query is one thread's work: waking a second one only adds its delay
        scores, positions = self._index.search(query[None], min(count, self._index.ntotal), params=parameters)
        return _drop_unfilled(positions[0], scores[0])

    def save(self, path: Path) -> None:
        """Write a file that `load` maps."""
        _write(self._index, path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Map a file: nothing is read until it is searched."""
        return cls(_read(path))


class CodeScan:
    """4-bit product codes, a sixteenth of float32's bytes: a fast shortlist, to be scored again from the rows."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: StoredEmbeddings) -> Self:
        """Train on evenly spaced rows (so the same rows give the same codes), then encode all.

        Args:
            vectors: (N, D); N of at least 1,000 and D even give codes worth having.
        """
        faiss = _faiss()
        row_count, dim = vectors.shape
        index = faiss.IndexPQFastScan(dim, dim // _DIMS_A_CODE, _CODE_BITS, faiss.METRIC_INNER_PRODUCT)
        sample = np.unique(np.linspace(0, row_count - 1, min(row_count, _TRAINING_ROWS)).astype(np.int64))
        # k-means on so few dimensions is many tiny loops: two threads took 18 s for the 3 s of one on a busy machine.
        faiss.omp_set_num_threads(1)
        index.train(vectors[sample].astype(np.float32))
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        for start in range(0, row_count, _CHUNK_ROWS):
            index.add(vectors[start : start + _CHUNK_ROWS].astype(np.float32))
        return cls(index)

    def find_best(self, query: npt.NDArray[np.float32], count: int) -> Rows:
        """Find the positions of rows that are probably the best `count`, in no order."""
        _faiss().omp_set_num_threads(1)
        scores, positions = self._index.search(query[None], count)
        return _drop_unfilled(positions[0], scores[0])[0]

    def save(self, path: Path) -> None:
        """Write a file for `load`."""
        _write(self._index, path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file."""
        return cls(_read(path))


def can_encode(vectors: Embeddings | StoredEmbeddings) -> bool:
    """Tell whether rows have a shape that `CodeScan` takes."""
    return vectors.shape[1] % _DIMS_A_CODE == 0


def _drop_unfilled(positions: Rows, scores: npt.NDArray[np.float32]) -> tuple[Rows, npt.NDArray[np.float32]]:
    filled = positions >= 0  # FAISS fills with -1 when the selector lets fewer through
    return positions[filled], scores[filled]


def _write(index: Any, path: Path) -> None:
    faiss = _faiss()
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> Any:
    faiss = _faiss()
    name = str(path)
    if name.isascii() or not any("\udc80" <= char <= "\udcff" for char in name):
        return faiss.read_index(name, faiss.IO_FLAG_MMAP_IFC)
    with path.open("rb") as file:  # FAISS takes names of UTF-8 only
        return faiss.read_index(faiss.PyCallbackIOReader(file.read))


def _faiss() -> Any:
    import faiss

    return faiss
