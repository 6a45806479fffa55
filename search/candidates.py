"""The photos worth scoring: those whose vectors fit best, and those that something else speaks for. Exact under filters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.columns.columns import Columns
from search.evidence import Evidence
from search.space_index import SpaceIndex

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

# Photos that something besides their vector speaks for; those with the best tags come first. Scoring one takes a microsecond.
_EVIDENT = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """`rows` (M,) of the columns with their `cosines` (M,), NaN for one without a vector.

    `is_all` says that no other photo passes the filters and can be compared.
    """

    rows: Rows
    cosines: Floats
    is_all: bool


def find_candidates(
    index: SpaceIndex,
    vector: Floats,
    columns: Columns,
    *,
    allowed: npt.NDArray[np.bool_],
    evidence: Evidence,
    count: int,
) -> Candidates:
    """Find the `count` photos that fit a vector best of those allowed (N,), and the best of those with evidence."""
    scores, ids = index.search(vector, count, allowed_ids=columns.ids[allowed])  # the index has lost photos, too
    is_all = len(ids) < count  # what has no vector and no evidence is no candidate
    rows = columns.rows_of(ids)
    rows, scores = rows[rows >= 0], scores[rows >= 0]
    evident = np.setdiff1d(_find_evident(evidence, allowed), rows)
    rows = np.concatenate([rows, evident])
    scores = np.concatenate([scores, index.score(vector, columns.ids[evident])])
    return Candidates(rows, scores, is_all=is_all or len(rows) >= int(allowed.sum()))


def _find_evident(evidence: Evidence, allowed: npt.NDArray[np.bool_]) -> Rows:
    found = evidence.any_of
    if found is None:
        return np.empty(0, np.int64)
    rows = np.flatnonzero(found & allowed)
    tags = evidence.tags_of(rows)
    if len(rows) <= _EVIDENT or tags is None:
        return rows[:_EVIDENT]
    return rows[np.argpartition(-tags.sum(axis=1), _EVIDENT)[:_EVIDENT]]
