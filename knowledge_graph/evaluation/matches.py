"""Found against true, where a thing is right or wrong as a whole: precision, recall and F1."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matches:
    """How many were right, how many were found, how many there are; the shares are 1 where there is nothing to find."""

    right: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        """The share of the found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the true that was found."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.found + self.true) if self.found + self.true else 1.0


def compare(true: Collection[Hashable], found: Collection[Hashable]) -> Matches:
    """Compare two sets.

    Example:
        >>> compare({1, 2, 3}, {2, 3, 4, 5}).f1
        0.5714285714285714
    """
    return Matches(len(set(true) & set(found)), len(set(found)), len(set(true)))
