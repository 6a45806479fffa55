"""Photos as vectors that a person's taste can be learnt in: what they show, where they are from, how many people are on them.

Concepts are weighed by how seldom they come in the library (tf-idf), so that liking three photos of dogs says little about
animals where most photos are of animals. Vectors of the image network were tried beside them: see docs/decisions/0020.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.place_keys import keys_around

# Lengths of the parts of a vector: chosen so that places and people tip the balance between photos that show the same.
_PLACE_LENGTH, _PEOPLE_LENGTH = 0.5, 0.3
_SAMPLE = 256  # photos that tell how alike two photos of this library are by chance

Numbers = npt.NDArray[np.floating]
_Part = Iterator[tuple[str, float]]


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
    counts = Counter(chain.from_iterable(_names(facts) for facts in library))
    names = tuple(sorted(counts))
    columns = {name: column for column, name in enumerate(names)}
    seldom = {name: math.log(len(library) / count) + 1e-6 for name, count in counts.items()}
    entries = [
        (row, columns[name], value)
        for row, facts in enumerate(library)
        for name, value in _describe(facts, seldom.__getitem__)
    ]
    rows, cells = np.array([entry[:2] for entry in entries], np.int64).reshape(-1, 2).T
    values = np.array([entry[2] for entry in entries], np.float64)
    mean = np.bincount(cells, values, minlength=len(names)) / max(len(library), 1)
    square = float(values @ values) / max(len(library), 1) - float(mean @ mean)
    row_of = {facts.id: row for row, facts in enumerate(library)}
    return Features(names, row_of, rows, cells, values, mean, math.sqrt(max(square, 1e-12)))


def _names(facts: PhotoFacts) -> Iterator[str]:
    return (name for part in _parts(facts) for name, _ in part)


def _describe(facts: PhotoFacts, seldom: Callable[[str], float]) -> Iterator[tuple[str, float]]:
    for part, length in zip(_parts(facts), (1.0, _PLACE_LENGTH, _PEOPLE_LENGTH), strict=True):
        weighed = [(name, value * seldom(name)) for name, value in part]
        norm = math.sqrt(sum(value * value for _, value in weighed))
        yield from ((name, value * length / norm) for name, value in weighed)


def _parts(facts: PhotoFacts) -> tuple[_Part, _Part, _Part]:
    concepts = ((f"concept {tag.concept}", tag.score) for tag in facts.concepts)
    places: Iterable[str] = keys_around(facts.place) if facts.place is not None else ()
    people = () if facts.people is None else (str(min(facts.people, 3)),)
    return concepts, ((f"place {key}", 1.0) for key in places), ((f"people {number}", 1.0) for number in people)
