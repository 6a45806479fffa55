"""Photos as vectors that a person's taste can be learnt in: what they show, where they are from, how many people are on them.

Concepts are weighed by how seldom they come in the library (tf-idf), so that liking three photos of dogs says little about
animals where most photos are of animals. Vectors of the image network were tried beside them: see docs/decisions/0020.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from albumen.store.curation_records import PhotoFacts
from albumen.types import Place
from knowledge_graph.place_keys import keys_around

# Lengths of the parts of a vector: chosen so that places and people tip the balance between photos that show the same.
_LENGTHS = (1.0, 0.5, 0.3)  # of what is shown, the place, the people
_SAMPLE = 256  # photos that tell how alike two photos of this library are by chance

Numbers = npt.NDArray[np.floating]
_Part = list[tuple[str, float]]


@dataclass(frozen=True)
class Features:
    """Sparse rows (N, D), one for each photo, and their mean; `rows`, `columns` and `values` are of the entries."""

    names: tuple[str, ...]
    row_of: dict[int, int]
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    values: Numbers
    mean: Numbers  # (D,)
    length: float  # root mean square of the centred rows

    def project(self, weights: Numbers) -> Numbers:
        """Give each photo's centred row times `weights` (D,): (N,)."""
        if not len(self.row_of):
            return np.zeros(0)
        sums = np.bincount(self.rows, self.values * weights[self.columns], minlength=len(self.row_of))
        return (sums - float(self.mean @ weights)) / self.length

    def dense(self, rows: Sequence[int]) -> Numbers:
        """Give some photos' centred rows in full: (K, D)."""
        dense = np.zeros((len(rows), len(self.names)))
        starts = np.searchsorted(self.rows, rows)
        ends = np.searchsorted(self.rows, rows, side="right")
        for row, start, end in zip(dense, starts, ends, strict=True):
            row[self.columns[start:end]] = self.values[start:end]
        return (dense - self.mean) / self.length

    def chance_likeness(self) -> float:
        """Tell how far the products of two photos' rows are from 0 by chance: their root mean square."""
        count = len(self.row_of)
        sample = self.dense(np.unique(np.linspace(0, count - 1, min(_SAMPLE, count)).astype(int)).tolist())
        products = (sample @ sample.T)[~np.eye(len(sample), dtype=bool)]
        return float(np.sqrt(np.mean(products**2))) if len(products) else 0.0


def build_features(library: Sequence[PhotoFacts]) -> Features:
    """Describe the photos of a library."""
    parts_of = _PartReader()
    counts = Counter(name for facts in library for part in parts_of(facts) for name, _ in part)
    columns = {name: column for column, name in enumerate(sorted(counts))}
    seldom = {name: math.log(len(library) / count) + 1e-6 for name, count in counts.items()}
    rows, cells, values = array("q"), array("q"), array("d")  # lists of Python numbers would take ten times as much
    for row, facts in enumerate(library):
        for part, length in zip(parts_of(facts), _LENGTHS, strict=True):
            weighed = [value * seldom[name] for name, value in part]
            norm = math.hypot(*weighed) / length
            rows.extend([row] * len(part))
            cells.extend([columns[name] for name, _ in part])
            values.extend([value / norm for value in weighed])
    row_of = {facts.id: row for row, facts in enumerate(library)}
    return _centre(tuple(columns), row_of, np.array(rows), np.array(cells), np.array(values))


def _centre(
    names: tuple[str, ...],
    row_of: dict[int, int],
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    values: Numbers,
) -> Features:
    number = max(len(row_of), 1)
    mean = np.bincount(columns, values, minlength=len(names)) / number
    square = float(values @ values) / number - float(mean @ mean)
    return Features(names, row_of, rows, columns, values, mean, math.sqrt(max(square, 1e-12)))


class _PartReader:
    """Reads what photos show, where they are from and how many people are on them, in three parts."""

    def __init__(self) -> None:
        self._places: dict[Place, _Part] = {}

    def __call__(self, facts: PhotoFacts) -> tuple[_Part, _Part, _Part]:
        """Read one photo: names of features and how surely it has them."""
        concepts = [(f"concept {tag.concept}", tag.score) for tag in facts.concepts]
        people = [] if facts.people is None else [(f"people {min(facts.people, 3)}", 1.0)]
        return concepts, self._read_place(facts.place), people

    def _read_place(self, place: Place | None) -> _Part:
        if place is None:
            return []
        if place not in self._places:
            self._places[place] = [(f"place {key}", 1.0) for key in keys_around(place)]
        return self._places[place]
