"""The photos that are compared: facts, prints, vectors and file names by row, the best photo in row 0."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumen.store.curation_records import PhotoFacts
from albumen.store.prints import Prints
from knowledge_graph.duplicates.best_shot import rank
from knowledge_graph.duplicates.codes import Picks, count_differing, pack_codes, turn_pdq
from knowledge_graph.duplicates.likeness import Likeness

_BATCH = 500_000


class Gallery:
    """N photos that have prints, best first; `facts[row]` and `paths[row]` are theirs."""

    def __init__(self, facts: Sequence[PhotoFacts], prints: Prints, paths: Mapping[int, Sequence[Path]]) -> None:
        position = {photo_id: at for at, photo_id in enumerate(prints.photo_ids.tolist())}
        self.facts = sorted((one for one in facts if one.id in position), key=rank, reverse=True)
        self.paths = [tuple(paths.get(one.id, ())) for one in self.facts]
        at = np.array([position[one.id] for one in self.facts], np.int64)
        self.learned, self.pdq = prints.learned[at], prints.pdq[at]
        self._codes = pack_codes(self.learned)
        self._forms = [pack_codes(form) for form in turn_pdq(self.pdq)]
        self._vectors = np.empty((0, 0), np.float16)
        self._vector_rows = np.full(len(self.facts), -1, np.int64)

    def __len__(self) -> int:
        return len(self.facts)

    def use_vectors(self, vectors: Mapping[int, NDArray[np.float16]]) -> None:
        """Compare by unit vectors (D,) too, by photo id; photos that lack one are compared by their prints alone."""
        rows = [row for row, one in enumerate(self.facts) if one.id in vectors]
        self._vector_rows[rows] = np.arange(len(rows))
        self._vectors = np.stack([vectors[self.facts[row].id] for row in rows]) if rows else self._vectors

    def ids_of(self, rows: Collection[int]) -> set[int]:
        """Return the photo ids of rows."""
        return {self.facts[row].id for row in rows}

    def count_print_bits(self, left: Picks, right: Picks) -> NDArray[np.uint8]:
        """Count the bits in which the learned prints of pairs differ. (P,)."""
        return count_differing(self._codes[left], self._codes[right])

    def compare(self, left: Picks, right: Picks) -> Likeness:
        """Compare pairs of rows. (P,) each."""
        pdq = [count_differing(form[left], self._forms[0][right]) for form in self._forms]
        nearest = np.min(np.stack(pdq), axis=0)
        return Likeness(self.count_print_bits(left, right), nearest, self._cosines(left, right))

    def _cosines(self, left: Picks, right: Picks) -> NDArray[np.float32]:
        cosines = np.full(len(left), np.nan, np.float32)
        at_left, at_right = self._vector_rows[left], self._vector_rows[right]
        known = np.flatnonzero((at_left >= 0) & (at_right >= 0))
        for part in np.array_split(known, len(known) // _BATCH + 1):
            first = self._vectors[at_left[part]].astype(np.float32) if len(part) else np.empty((0, 1), np.float32)
            second = self._vectors[at_right[part]].astype(np.float32) if len(part) else first
            cosines[part] = np.einsum("pd,pd->p", first, second)
        return cosines
