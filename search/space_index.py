"""The vectors of one space as one index, though several versions of an encoder made them: a photo's newest counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from albumen.arrays import Rows
from search.ranking import order_best
from search.vector_index import VectorIndex


@dataclass(frozen=True, slots=True)
class SpaceIndex:
    """Indexes of the versions, newest first. While a new version is at work it grows and the old ones stay as they are."""

    indexes: tuple[VectorIndex, ...]

    def search(
        self,
        query: npt.NDArray[np.float32],
        top_k: int,
        *,
        allowed_ids: Rows | None = None,
        excluded_ids: Rows | None = None,
    ) -> tuple[npt.NDArray[np.float32], Rows]:
        """Find the photos whose newest vectors fit best; see `VectorIndex.search`.

        Args:
            query: (D,) float32, unit.
            top_k: how many photos.
            allowed_ids: photos that may be returned; None allows all.
            excluded_ids: photos that may not be returned.

        Returns:
            scores (K,) float32, best first, and photo ids (K,) int64; ties: lower id first.
        """
        barred = [] if excluded_ids is None else [excluded_ids]
        scores, ids = [np.empty(0, np.float32)], [np.empty(0, np.int64)]
        for index in self.indexes:
            excluded_ids = np.concatenate(barred) if barred else None
            found = index.search(query[None], top_k, allowed_ids=allowed_ids, excluded_ids=excluded_ids)
            scores.append(found[0][0])
            ids.append(found[1][0])
            barred.append(index.ids())
        all_scores, all_ids = np.concatenate(scores), np.concatenate(ids)
        best = order_best(all_scores, all_ids, top_k)
        return all_scores[best], all_ids[best]

    def score(self, query: npt.NDArray[np.float32], ids: Rows) -> npt.NDArray[np.float32]:
        """Score the newest vectors of some photos, (M,); NaN for one that has none."""
        scores = np.full(len(ids), np.nan, np.float32)
        for index in self.indexes:
            for part in index.parts:
                unknown = np.isnan(scores)
                scores[unknown] = part.score(query, ids[unknown])
        return scores

    def __len__(self) -> int:
        """Count the rows; during a change of version some photos have two."""
        return sum(len(index) for index in self.indexes)
