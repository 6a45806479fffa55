"""Choose photos of one memory: good ones, spread over its time and its moments, and no two of one picture.

The set's value is a sum over groups of the square root of what is chosen in the group (Lin and Bilmes, 2011: "A class of
submodular functions for document summarization", section 5.2: a second photo of a group adds less than a first of another),
and each candidate counts less the more it looks like what is chosen (Carbonell and Goldstein, 1998: maximal marginal
relevance). Both are taken greedily; a photo of the same picture as a chosen one is out for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge_graph.memories.idea import MAX_PHOTOS, MIN_PHOTOS
from knowledge_graph.memories.variety import Likeness

# A memory shows about 4 sqrt(N) of N candidates: 20 of 25, 40 of 100 and more.
_PER_ROOT = 4.0
# How much of a candidate's gain a chosen photo takes that looks just like it.
_REDUNDANCY = 0.7
# Only so many are compared with each other: the best of each stretch of time, for a memory has at most 40.
MOST_COMPARED = 400
_LEAST_WORTH = 0.01  # the square root's slope has no end at 0


@dataclass(frozen=True, slots=True)
class Pool:
    """N candidates, a row each: `worth` (N,) float64 in [0, 1], and the groups that they are to be spread over.

    Each of `groups` is (N,) int64 with the group's number, and comes with its weight.
    """

    worth: npt.NDArray[np.float64]
    groups: tuple[npt.NDArray[np.int64], ...]
    weights: tuple[float, ...]
    likeness: Likeness


def thin(worth: Sequence[float], stretches: Sequence[int], limit: int = MOST_COMPARED) -> list[int]:
    """Return at most `limit` rows, ascending: the best of every stretch in turn, so that none is lost to a long one.

    Example:
        >>> thin([0.1, 0.9, 0.8, 0.2], [0, 0, 0, 1], limit=2)
        [1, 3]
    """
    values, numbers = np.asarray(worth, np.float64), np.asarray(stretches, np.int64)
    best_first = np.lexsort((np.arange(len(values)), -values))
    rank = np.empty(len(values), np.int64)
    for number in np.unique(numbers):
        rows = best_first[numbers[best_first] == number]
        rank[rows] = np.arange(len(rows))
    order = np.lexsort((np.arange(len(values)), -values, rank))
    return sorted(order[:limit].tolist())


def choose(pool: Pool, limit: int) -> list[int]:
    """Choose rows in the order of their gain; ties go to the lower row.

    Args:
        pool: The candidates.
        limit: At most so many. Fewer come where there are no more different pictures, or few enough for one memory.
    """
    left = np.ones(len(pool.worth), bool)
    likest = np.zeros(len(pool.worth), np.float64)
    sums = [np.zeros(int(group.max(initial=-1)) + 1) for group in pool.groups]
    chosen: list[int] = []
    while left.any() and len(chosen) < limit:
        gain = _gain(pool, sums) * (1.0 - _REDUNDANCY * likest)
        row = int(np.where(left, gain, -np.inf).argmax())
        chosen.append(row)
        for group, total in zip(pool.groups, sums, strict=True):
            total[group[row]] += _floored(pool.worth[row])
        cosines = pool.likeness.cosines(row)
        left &= ~pool.likeness.same_picture(row, cosines)
        likest = np.maximum(likest, np.clip(cosines, 0.0, 1.0))
    return chosen


def size_for(count: int) -> int:
    """Return how many of so many candidates a memory shows, as far as they are different.

    Example:
        >>> [size_for(count) for count in (8, 25, 100, 5_000)]
        [11, 20, 40, 40]
    """
    return min(max(MIN_PHOTOS, round(_PER_ROOT * count**0.5)), MAX_PHOTOS)


def _gain(pool: Pool, sums: Sequence[npt.NDArray[np.float64]]) -> npt.NDArray[np.float64]:
    gain = np.zeros(len(pool.worth))
    for group, total, weight in zip(pool.groups, sums, pool.weights, strict=True):
        before = total[group]
        gain += weight * (np.sqrt(before + _floored(pool.worth)) - np.sqrt(before))
    return gain


def _floored(worth: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    return np.maximum(worth, _LEAST_WORTH)
