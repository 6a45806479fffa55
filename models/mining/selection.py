"""The best-scored photos, without copies and bursts of those that are picked already: a label each would be wasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.arrays import Embeddings

MOST_ALIKE = 0.95  # cosine from which two photos of a burst count as one


def pick_distinct(
    scores: NDArray[np.floating],
    rows: Embeddings,
    count: int,
    *,
    known: Embeddings | None = None,
    most_alike: float = MOST_ALIKE,
) -> list[int]:
    """Return the best-scored rows, best first, none too like one before it or one that is known already.

    Args:
        scores: (N,) higher is better; ties: lower row first. NaN is never picked.
        rows: (N, D) unit rows.
        count: How many to pick, if there are so many.
        known: (K, D) unit rows of photos that need no label any more.
        most_alike: Cosine from which a photo is passed over.
    """
    picked: list[int] = []
    seen = np.empty((0, rows.shape[1]), rows.dtype) if known is None else known
    for row in np.argsort(-scores, kind="stable"):
        if len(picked) == count or np.isnan(scores[row]):
            break
        if (seen @ rows[row] < most_alike).all():
            picked.append(int(row))
            seen = np.concatenate([seen, rows[row : row + 1]])
    return picked
