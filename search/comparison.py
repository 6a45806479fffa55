"""A query's vector beside the library's: which photos fit it, how probably, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.candidates import Candidates, find_candidates
from search.columns.columns import Columns
from search.evidence import Evidence
from search.ranked import Ranked, rank
from search.scoring.scorer import CANDIDATES, Scorer
from search.space_index import SpaceIndex

_PROBABLY = 0.5

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """`vector` (D,) is compared; `scorer` is None where nothing is calibrated for it: then the cosine decides, without a floor.

    `is_unfloored` lets photos through that probably do not fit.
    """

    index: SpaceIndex
    vector: Floats
    evidence: Evidence
    scorer: Scorer | None
    limit: int
    is_unfolded: bool
    is_unfloored: bool = False

    def rank(self, columns: Columns, allowed: Mask) -> Ranked:
        """Rank the photos that are allowed, (N,)."""
        # Near-duplicates take places of their own before they are folded.
        count = min(max(CANDIDATES, 4 * self.limit), max(len(columns), 1))
        found = find_candidates(self.index, self.vector, columns, allowed=allowed, evidence=self.evidence, count=count)
        gallery_size = int(allowed.sum())
        return rank(
            columns,
            found,
            self._score(found, gallery_size, self.evidence),
            likenesses=self._score(found, gallery_size, Evidence()),
            floor=0.0 if self.scorer is None or self.is_unfloored else self.scorer.floor,
            is_unfolded=self.is_unfolded,
        )

    def find_probable(self, columns: Columns, allowed: Mask) -> npt.NDArray[np.int64]:
        """List the rows that are more probably than not what is compared; none where nothing estimates that."""
        if self.scorer is None:
            return np.empty(0, np.int64)
        ranked = self.rank(columns, allowed)
        assert ranked.probabilities is not None  # there is a scorer
        return ranked.rows[ranked.probabilities > _PROBABLY]

    def find_likely(self, columns: Columns, ranked: Ranked) -> dict[int, float]:
        """Map those of the first photos that their vectors alone would have shown, by id, to how probable these make them."""
        if self.scorer is None or ranked.likenesses is None:
            return {}
        first = slice(0, self.limit)
        pairs = zip(columns.ids[ranked.rows[first]].tolist(), ranked.likenesses[first].tolist(), strict=True)
        return {photo_id: one for photo_id, one in pairs if one >= self.scorer.floor}

    def _score(self, found: Candidates, gallery_size: int, known: Evidence) -> Floats | None:
        if self.scorer is None:
            return None
        return self.scorer.score(
            self.vector,
            found.cosines,
            gallery_size=max(gallery_size, len(found.rows)),
            tag_scores=known.tags_of(found.rows),
            is_sentence=known.is_sentence,
            text_hits=None if known.text_hits is None else known.text_hits[found.rows],
            name_hits=None if known.name_hits is None else known.name_hits[found.rows],
            day_hits=None if known.day_hits is None else known.day_hits[found.rows],
            doubts=None if known.doubts is None else known.doubts[found.rows],
        )
