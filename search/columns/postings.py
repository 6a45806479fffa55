"""Which photos have a key, and how much of it: compressed rows, as of a sparse matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The photos of key k are `rows[starts[k]:starts[k + 1]]`, with a value each; `keys` gives k."""

    keys: Mapping[str, int]
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    values: npt.NDArray[np.uint16]
    row_count: int

    @classmethod
    def build(
        cls,
        names: Mapping[int, str],
        numbers: npt.NDArray[np.int64],
        rows: npt.NDArray[np.int64],
        values: npt.NDArray[np.int64],
        row_count: int,
    ) -> Self:
        """Sort entries by key.

        Args:
            names: keys by their numbers.
            numbers: (M,) the number of each entry's key.
            rows: (M,) the photo of each entry, below 0 for one that is left out.
            values: (M,), below 2^16.
            row_count: N.
        """
        kept = rows >= 0
        ordered = sorted(names)
        positions = np.searchsorted(np.array(ordered, np.int64), numbers[kept])
        order = np.argsort(positions, kind="stable")
        counts = np.bincount(positions, minlength=len(ordered))
        return cls(
            {names[number]: at for at, number in enumerate(ordered)},
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            rows[kept][order].astype(np.int32),
            values[kept][order].astype(np.uint16),
            row_count,
        )

    def largest(self, keys: Iterable[str]) -> npt.NDArray[np.uint16]:
        """Give each photo's largest value of some keys, (N,); 0 where it has none of them."""
        found = np.zeros(self.row_count, np.uint16)
        for key in self._known(keys):
            part = self._part(key)
            np.maximum.at(found, self.rows[part], self.values[part])
        return found

    def sums(self, key: str) -> npt.NDArray[np.int64]:
        """Add up each photo's values of a key, (N,)."""
        if key not in self.keys:
            return np.zeros(self.row_count, np.int64)
        part = self._part(key)
        return np.bincount(self.rows[part], self.values[part], self.row_count).astype(np.int64)

    def holds(self, keys: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Say which photos have one of some keys, (N,)."""
        found = np.zeros(self.row_count, np.bool_)
        for key in self._known(keys):
            found[self.rows[self._part(key)]] = True
        return found

    def counts(self) -> dict[str, int]:
        """Count the photos of each key that some photo has."""
        sizes = {key: len(np.unique(self.rows[self._part(key)])) for key in self.keys}
        return {key: size for key, size in sizes.items() if size}

    def counts_among(self, wanted: npt.NDArray[np.bool_]) -> dict[str, int]:
        """Count the entries of each key among some photos, (N,) True for those; keys without any are left out."""
        passed = np.concatenate([[0], np.cumsum(wanted[self.rows])])
        counts = passed[self.starts[1:]] - passed[self.starts[:-1]]
        return {key: int(counts[at]) for key, at in self.keys.items() if counts[at]}

    def _known(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if key in self.keys]

    def _part(self, key: str) -> slice:
        at = self.keys[key]
        return slice(int(self.starts[at]), int(self.starts[at + 1]))
