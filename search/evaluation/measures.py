"""The measures, pure: from ranks and grades to numbers in [0, 1]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2

CUT = 10


def condense(found: Iterable[str], unknown: frozenset[str]) -> list[str]:
    """Leave out what nobody judged and what was there before, so that neither folding nor gaps of the truth count.

    Source: Sakai, "Alternatives to Bpref", SIGIR 2007 (condensed lists).

    Example:
        >>> condense(["a", "b", "a", "c"], frozenset("b"))
        ['a', 'c']
    """
    return [name for name in dict.fromkeys(found) if name not in unknown]


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], cut: int = CUT) -> float:
    """Return the normalised discounted cumulative gain, with gains of 2^grade - 1.

    Source: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002; gains as in Burges et
    al., "Learning to rank using gradient descent", ICML 2005.

    Example:
        >>> round(ndcg(["x", "a"], {"a": 2}), 3)
        0.631
    """
    gained = _discounted([grades.get(name, 0) for name in ranked[:cut]])
    return gained / _discounted(sorted(grades.values(), reverse=True)[:cut])


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int], cut: int = CUT) -> float:
    """Return one over the rank of the first relevant; 0 where none is among the first ones."""
    return next((1.0 / rank for rank, name in enumerate(ranked[:cut], 1) if name in grades), 0.0)


def recall(ranked: Sequence[str], grades: Mapping[str, int], cut: int = CUT) -> float:
    """Return the share of what could be found among the first ones that was."""
    return sum(name in grades for name in ranked[:cut]) / min(cut, len(grades))


def share(values: Sequence[float]) -> float:
    """Return the mean; not a number where there is nothing."""
    return sum(values) / len(values) if values else float("nan")


def _discounted(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
