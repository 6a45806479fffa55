"""How many slips of the finger lie between two words."""

from __future__ import annotations


def edit_distance(one: str, other: str, most: int) -> int:
    """Count insertions, deletions, substitutions and swaps of neighbours (optimal string alignment; Damerau, 1964).

    Args:
        one: A word.
        other: Another.
        most: The largest distance that matters: `most + 1` is returned for all above it.

    Example:
        >>> edit_distance("baech", "beach", 2), edit_distance("penguin", "pelican", 2)
        (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, sign in enumerate(one, 1):
        before, last, row = row, before, [at]
        for to, counterpart in enumerate(other, 1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (sign != counterpart))
            if at > 1 and to > 1 and sign == other[to - 2] and one[at - 2] == counterpart:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
