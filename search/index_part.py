"""One part of the vector index: rows with their photo ids, never changed once made."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from albumen.arrays import Rows, StoredEmbeddings
from search.ranking import order_best, score_exactly
from search.scans import CodeScan, RowScan, can_encode

Batches = Iterable[tuple[Rows, StoredEmbeddings]]
"""Photo ids (N,) and vectors (N, D) float16."""

# Rows up to which every float16 row is compared: 15 ms of one core at 512-d. Above it, 4-bit codes give a shortlist.
EXACT_LIMIT = 500_000
# Rows of the shortlist, and at least so many for each photo that is wanted. benchmarks/results/search_latency.md has the
# recall; 500 rows gave 0.994 at 1M, and 1,000 cost no more time.
_SHORTLIST = 1_000
_SHORTLIST_A_RESULT = 20


@dataclass(frozen=True, eq=False)
class IndexPart:
    """Rows of some photos. `codes` is there when the part has more rows than the exact limit."""

    ids: Rows
    rows: RowScan
    codes: CodeScan | None = None

    @classmethod
    def build(cls, dim: int, row_count: int, batches: Batches, *, exact_limit: int = EXACT_LIMIT) -> Self:
        """Build a part; `row_count` is how many rows the batches have in all."""
        ids: list[Rows] = [np.empty(0, np.int64)]

        def vectors() -> Iterable[StoredEmbeddings]:
            for batch_ids, batch in batches:
                ids.append(batch_ids)
                yield clear_damaged_rows(batch)

        rows = RowScan.build(dim, row_count, vectors())
        wants_codes = len(rows.vectors) > exact_limit and can_encode(rows.vectors)
        return cls(np.concatenate(ids), rows, CodeScan.build(rows.vectors) if wants_codes else None)

    @classmethod
    def merge(cls, dim: int, parts: Iterable[IndexPart], *, exact_limit: int = EXACT_LIMIT) -> Self:
        """Put the rows of several parts into one."""
        parts = list(parts)
        batches = ((part.ids, part.rows.vectors) for part in parts)
        return cls.build(dim, sum(len(part.ids) for part in parts), batches, exact_limit=exact_limit)

    def find_best(
        self, query: npt.NDArray[np.float32], top_k: int, allowed: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.float32], Rows]:
        """Find the best photos, best first, ties lower id first: scores and ids, (K,) each.

        Args:
            query: (D,).
            top_k: how many; fewer come back when fewer are allowed.
            allowed: (N,) True where a row may be returned; None allows all.
        """
        positions = self._find_candidates(query, top_k, allowed)
        scores = score_exactly(self.rows.vectors[positions], query)
        best = order_best(scores, self.ids[positions], top_k)
        return scores[best], self.ids[positions[best]]

    @cached_property
    def positions(self) -> tuple[Rows, Rows]:
        """The ids in ascending order, and the row of each. (N,) each."""
        order = np.argsort(self.ids, kind="stable")
        return self.ids[order], order

    def score(self, query: npt.NDArray[np.float32], ids: Rows) -> npt.NDArray[np.float32]:
        """Score some photos exactly, (M,); NaN for one that is not in this part.

        Args:
            query: (D,).
            ids: (M,) photos.
        """
        scores = np.full(len(ids), np.nan, np.float32)
        if len(self.ids):
            ascending, order = self.positions
            at = np.minimum(np.searchsorted(ascending, ids), len(ascending) - 1)
            known = ascending[at] == ids
            scores[known] = score_exactly(self.rows.vectors[order[at[known]]], query)
        return scores

    def save(self, stem: Path) -> dict[str, Path]:
        """Write the part's files and flush them to the disk; return them by what they hold."""
        files = {"ids": stem.with_name(f"{stem.name}.ids.npy"), "rows": stem.with_name(f"{stem.name}.rows.faiss")}
        with files["ids"].open("wb") as file:
            np.save(file, self.ids)
            file.flush()
            os.fsync(file.fileno())
        self.rows.save(files["rows"])
        if self.codes is not None:
            files["codes"] = stem.with_name(f"{stem.name}.codes.faiss")
            self.codes.save(files["codes"])
        return files

    @classmethod
    def load(cls, files: dict[str, Path]) -> Self:
        """Map the files that `save` wrote."""
        codes = CodeScan.load(files["codes"]) if "codes" in files else None
        return cls(np.load(files["ids"]), RowScan.load(files["rows"]), codes)

    def _find_candidates(
        self, query: npt.NDArray[np.float32], top_k: int, allowed: npt.NDArray[np.bool_] | None
    ) -> Rows:
        shortlist = max(_SHORTLIST, _SHORTLIST_A_RESULT * top_k)
        barred = 0 if allowed is None else len(allowed) - int(allowed.sum())
        # A few barred photos (orphans) leave enough of the shortlist; under a true filter every row allowed is compared.
        if self.codes is None or barred > shortlist or 2 * (shortlist + barred) > len(self.ids):
            return self._find_exact_candidates(query, top_k, allowed)
        positions = self.codes.find_best(query, shortlist + barred)
        return positions if allowed is None else positions[allowed[positions]]

    def _find_exact_candidates(
        self, query: npt.NDArray[np.float32], top_k: int, allowed: npt.NDArray[np.bool_] | None
    ) -> Rows:
        # The scan's sums are of float32, in its own order: a row may differ from its exact score by so much. Take
        # rows until one is surely worse than the last that is wanted, so that neither rounding nor ties lose a row.
        # (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1; rows are unit.)
        margin = (query.shape[0] + 2) * float(np.finfo(np.float32).eps) * float(np.linalg.norm(query))
        count = top_k + 16
        while True:
            positions, scores = self.rows.find_best(query, count, allowed)
            if len(positions) < count or scores[-1] < scores[top_k - 1] - margin:
                return positions
            count *= 4


def clear_damaged_rows(vectors: StoredEmbeddings) -> StoredEmbeddings:
    """Put zeros for rows that hold NaN or infinity: one damaged row must not spoil the others. (N, D) as given.

    Such a photo scores 0; `albumen doctor` finds it in the store.
    """
    is_finite = np.isfinite(vectors).all(axis=1, keepdims=True)
    return vectors if is_finite.all() else np.where(is_finite, vectors, np.float16(0))
