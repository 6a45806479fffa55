"""The vectors of one encoder, searched by inner product. An index is never changed: growing one gives another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from albumen.arrays import Embeddings, Rows, Scores
from albumen.store.records import EmbeddingsStamp
from search.index_part import EXACT_LIMIT, Batches, IndexPart
from search.ranking import order_best

# A part is merged into the one before it when it has more than a quarter of its rows: so there are few parts, and a
# row is copied few times however slowly the library grows.
_MERGE_RATIO = 4


@dataclass(frozen=True, slots=True, eq=False)
class VectorIndex:
    """Vectors by photo id. Threads may search it at once.

    Example:
        >>> from albumen.types import EncoderIdentity
        >>> stamp = EmbeddingsStamp(EncoderIdentity("toy", "v1", "1"), dim=2, count=2, last_id=2)
        >>> rows = np.array([[1, 0], [0, 1]], np.float16)
        >>> index = VectorIndex.build(stamp, [(np.array([7, 9]), rows)])
        >>> scores, ids = index.search(np.array([[0.6, 0.8]], np.float32), 1)
        >>> ids
        array([[9]])
    """

    stamp: EmbeddingsStamp
    """The state of the store that this index mirrors."""
    parts: tuple[IndexPart, ...]
    exact_limit: int = EXACT_LIMIT

    @classmethod
    def build(cls, stamp: EmbeddingsStamp, batches: Batches, *, exact_limit: int = EXACT_LIMIT) -> Self:
        """Build an index.

        Args:
            stamp: the state of the store that `batches` come from.
            batches: photo ids (N,), each once in all, and vectors (N, D) float16.
            exact_limit: rows above which a scan of codes comes before the exact scores.
        """
        part = IndexPart.build(stamp.dim, stamp.count, batches, exact_limit=exact_limit)
        return cls(stamp, (part,) if len(part.ids) else (), exact_limit)

    def with_added(self, stamp: EmbeddingsStamp, batches: Batches) -> VectorIndex:
        """Give an index that has more photos; this one stays as it is.

        Args:
            stamp: the new state.
            batches: what was added between this index's stamp and the new one.
        """
        added = IndexPart.build(self.stamp.dim, max(0, stamp.count - len(self)), batches, exact_limit=self.exact_limit)
        parts = [*self.parts, added] if len(added.ids) else list(self.parts)
        while len(parts) > 1 and len(parts[-1].ids) * _MERGE_RATIO > len(parts[-2].ids):
            parts[-2:] = [IndexPart.merge(self.stamp.dim, parts[-2:], exact_limit=self.exact_limit)]
        return VectorIndex(stamp, tuple(parts), self.exact_limit)

    def search(
        self,
        queries: Embeddings,
        top_k: int,
        *,
        allowed_ids: Rows | None = None,
        excluded_ids: Rows | None = None,
    ) -> tuple[Scores, Rows]:
        """Find the photos whose vectors fit best.

        Exact up to `exact_limit` rows, and whenever photos are filtered, however few they are. Above the limit, an
        unfiltered search scores a shortlist exactly (recall@10 over 0.99, measured in benchmarks/).

        Args:
            queries: (Q, D) float32, unit rows.
            top_k: how many photos.
            allowed_ids: photos that may be returned; None allows all. Ids that the index lacks do no harm.
            excluded_ids: photos that may not be returned.

        Returns:
            scores (Q, K) float32, best first, and photo ids (Q, K) int64, K = min(top_k, photos allowed); ties: lower
            id first.

        Raises:
            ValueError: top_k < 1, or the queries are not (Q, D) or not finite.
        """
        if top_k < 1:
            raise ValueError(f"top_k is {top_k}; it must be at least 1")
        if queries.ndim != 2 or queries.shape[1] != self.stamp.dim:
            raise ValueError(f"queries are {queries.shape}; they must be (Q, {self.stamp.dim})")
        if not np.isfinite(queries).all():
            raise ValueError("a query vector holds NaN or infinity")
        masks = [_mask(part.ids, allowed_ids, excluded_ids) for part in self.parts]
        found = [self._search_one(query, top_k, masks) for query in np.ascontiguousarray(queries, dtype=np.float32)]
        width = min(top_k, self._count_allowed(masks))
        scores = np.array([row[0] for row in found], dtype=np.float32).reshape(len(queries), width)
        return scores, np.array([row[1] for row in found], dtype=np.int64).reshape(len(queries), width)

    def ids(self) -> Rows:
        """List the photos, in the order of their rows. (N,)."""
        return np.concatenate([np.empty(0, np.int64), *(part.ids for part in self.parts)])

    def __len__(self) -> int:
        return sum(len(part.ids) for part in self.parts)

    def _search_one(
        self, query: npt.NDArray[np.float32], top_k: int, masks: list[npt.NDArray[np.bool_] | None]
    ) -> tuple[npt.NDArray[np.float32], Rows]:
        found = [part.find_best(query, top_k, mask) for part, mask in zip(self.parts, masks, strict=True)]
        scores = np.concatenate([np.empty(0, np.float32), *(part_scores for part_scores, _ in found)])
        ids = np.concatenate([np.empty(0, np.int64), *(part_ids for _, part_ids in found)])
        best = order_best(scores, ids, top_k)
        return scores[best], ids[best]

    def _count_allowed(self, masks: Iterable[npt.NDArray[np.bool_] | None]) -> int:
        counts = (
            len(part.ids) if mask is None else int(mask.sum()) for part, mask in zip(self.parts, masks, strict=True)
        )
        return sum(counts)


def _mask(ids: Rows, allowed_ids: Rows | None, excluded_ids: Rows | None) -> npt.NDArray[np.bool_] | None:
    if allowed_ids is None and excluded_ids is None:
        return None
    mask = np.ones(len(ids), np.bool_) if allowed_ids is None else np.isin(ids, allowed_ids)
    if excluded_ids is not None and len(excluded_ids):
        mask &= ~np.isin(ids, excluded_ids)
    return None if mask.all() else mask
