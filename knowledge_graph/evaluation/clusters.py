"""How well found clusters agree with true ones: the adjusted Rand index.

Source: Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985, equation 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from math import comb


def adjusted_rand(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Return the agreement of two partitions of the same things: 1 where they are equal, about 0 by chance.

    Args:
        truth: The true cluster of each thing.
        found: The found cluster of each thing, in the same order.

    Example:
        >>> round(adjusted_rand("aabbcc", "xxyyyy"), 3)
        0.444
        >>> adjusted_rand("", "")
        1.0
    """
    both = sum(comb(count, 2) for count in Counter(zip(truth, found, strict=True)).values())
    rows = sum(comb(count, 2) for count in Counter(truth).values())
    columns = sum(comb(count, 2) for count in Counter(found).values())
    pairs = comb(len(truth), 2)
    expected = rows * columns / pairs if pairs else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
