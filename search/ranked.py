"""Candidates put in order: above the floor, best first, near-duplicates as one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.candidates import Candidates
from search.columns.columns import Columns
from search.folding import fold

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Photos, best first: `rows` (K,) of the columns, `folded` (K,) near-duplicates behind each.

    `cosines`, `probabilities` and `likenesses` (what the vectors alone make of them) are (K,), or None where nothing was compared
    or estimated. `total` is how many there are in the whole library, None where that was not counted. `is_cut` says that the floor
    left candidates out.
    """

    rows: Rows
    folded: npt.NDArray[np.int64]
    cosines: Floats | None = None
    probabilities: Floats | None = None
    likenesses: Floats | None = None
    total: int | None = None
    is_cut: bool = False


def rank(
    columns: Columns,
    candidates: Candidates,
    probabilities: Floats | None,
    *,
    likenesses: Floats | None,
    floor: float,
    is_unfolded: bool,
) -> Ranked:
    """Put candidates in order: by probability, then cosine; ties: lower id first.

    Args:
        columns: those that the candidates' rows count into.
        candidates: (M,).
        probabilities: (M,), None where nothing estimates them: then the cosine decides, and there is no floor.
        likenesses: (M,) what the vectors alone make of them.
        floor: what a probability must be at least.
        is_unfolded: every near-duplicate is an answer of its own.
    """
    cosines = np.nan_to_num(candidates.cosines, nan=-1.0)
    keys = probabilities if probabilities is not None else cosines
    order = np.lexsort((columns.ids[candidates.rows], -cosines, -keys))
    kept = np.ones(len(order), np.bool_) if probabilities is None else probabilities[order] >= floor
    is_cut = not kept.all()
    order = order[kept]
    positions = np.full(len(columns), -1, np.int64)
    positions[candidates.rows] = np.arange(len(candidates.rows))
    rows, folded = _fold(columns, candidates.rows[order], is_unfolded)
    chosen = positions[rows]
    return Ranked(
        rows,
        folded,
        candidates.cosines[chosen],
        None if probabilities is None else probabilities[chosen],
        None if likenesses is None else likenesses[chosen],
        len(rows) if candidates.is_all or is_cut else None,
        is_cut,
    )


def rank_newest(columns: Columns, allowed: npt.NDArray[np.bool_], *, is_unfolded: bool) -> Ranked:
    """Put the photos that are allowed (N,) in the order of the timeline."""
    timeline = columns.timeline
    rows, folded = _fold(columns, timeline[allowed[timeline]], is_unfolded)
    return Ranked(rows, folded, total=len(rows))


def _fold(columns: Columns, rows: Rows, is_unfolded: bool) -> tuple[Rows, npt.NDArray[np.int64]]:
    return (rows, np.zeros(len(rows), np.int64)) if is_unfolded else fold(rows, columns.leaders)
