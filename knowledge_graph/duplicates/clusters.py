"""Pairs to groups that gather around their best photo: nobody is in one by way of a third alone.

The surest pairs join first. Two groups become one only if all their photos are like the best of both, and if no two of them
are known to be different takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge_graph.duplicates.classes import Verdict

AreAlike = Callable[[int, Sequence[int]], bool]
AreApart = Callable[[int, int], bool]


@dataclass(slots=True)
class _Cluster:
    """Rows, the best first: rows are in the order of rank, so that is the least."""

    rows: list[int]
    takes: list[int]

    @property
    def best(self) -> int:
        return self.rows[0]


class Clusterer:
    """Joins pairs of one class.

    Args:
        are_alike: whether a row is like each of some others, so that it can be the best among them.
        are_apart: whether two takes must not be in one group.
        is_take: whether a row has to be asked that at all; few are in one group.
    """

    def __init__(self, are_alike: AreAlike, are_apart: AreApart, is_take: Callable[[int], bool]) -> None:
        self._are_alike = are_alike
        self._are_apart = are_apart
        self._is_take = is_take
        self._clusters: dict[int, _Cluster] = {}
        self._refused: set[tuple[int, int, int, int]] = set()

    def join(self, pairs: Iterable[Verdict]) -> list[list[int]]:
        """Return groups of two rows or more, the best row of each first."""
        for pair in sorted(pairs, key=lambda one: (-one.logit, one.left, one.right)):
            first, second = self._cluster_of(pair.left), self._cluster_of(pair.right)
            if first is not second and self._may_join(first, second):
                self._merge(first, second)
        groups = {id(cluster): cluster.rows for cluster in self._clusters.values() if len(cluster.rows) > 1}
        return sorted(groups.values())

    def _cluster_of(self, row: int) -> _Cluster:
        if row not in self._clusters:
            self._clusters[row] = _Cluster([row], [row] if self._is_take(row) else [])
        return self._clusters[row]

    def _may_join(self, first: _Cluster, second: _Cluster) -> bool:
        """Ask once for two clusters as they are: among many alike photos most pairs only repeat the question."""
        question = (id(first), len(first.rows), id(second), len(second.rows))
        if question in self._refused:
            return False
        if self._fit(first, second):
            return True
        self._refused |= {question, (*question[2:], *question[:2])}
        return False

    def _fit(self, first: _Cluster, second: _Cluster) -> bool:
        if any(self._are_apart(one, other) for one in first.takes for other in second.takes):
            return False
        kept, other = (first, second) if first.best < second.best else (second, first)
        return self._are_alike(kept.best, other.rows)

    def _merge(self, first: _Cluster, second: _Cluster) -> None:
        large, small = (first, second) if len(first.rows) >= len(second.rows) else (second, first)
        best = min(large.best, small.best)
        large.rows += small.rows
        if large.rows[0] != best:
            at = large.rows.index(best)
            large.rows[0], large.rows[at] = large.rows[at], large.rows[0]
        large.takes += small.takes
        for row in small.rows:
            self._clusters[row] = large
