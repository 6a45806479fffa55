"""Linear probe and neighbours: what classes a simple classifier finds in embeddings that it was not made with.

Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021, section 3.2 and
appendix A.3 (L2-regularised logistic regression); k nearest neighbours as in Wu et al., CVPR 2018.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.scikit import fit_logistic, fit_neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from albumen.arrays import Embeddings

NEIGHBOURS = 10
# Of C in 1, 10, 100, 1000 the best on a fifth of the fitted photos, for unit rows.
INVERSE_PENALTY = 100.0


@dataclass(frozen=True, slots=True)
class ProbeHits:
    """Whether each held-out row got its own label, (M,) each."""

    linear: NDArray[np.bool_]
    neighbours: NDArray[np.bool_]


def probe(
    rows: Embeddings, labels: Sequence[str], held_out: NDArray[np.bool_], *, inverse_penalty: float = INVERSE_PENALTY
) -> ProbeHits:
    """Fit on the rows that are not held out, and try on those that are.

    Args:
        rows: (N, D) unit rows.
        labels: N class names.
        held_out: (N,) booleans; M of them true.
        inverse_penalty: scikit-learn's C.

    Returns:
        Hits in the order of the held-out rows, (M,).
    """
    names = np.asarray(labels)
    fitted, truth = names[~held_out], names[held_out]
    linear = fit_logistic(rows[~held_out], fitted, inverse_penalty=inverse_penalty)
    near = fit_neighbours(rows[~held_out], fitted, count=min(NEIGHBOURS, len(fitted)))
    return ProbeHits(linear.predict(rows[held_out]) == truth, near.predict(rows[held_out]) == truth)


def is_frequent(labels: Sequence[str], *, at_least: int) -> NDArray[np.bool_]:
    """Say of each label whether it occurs `at_least` times, (N,)."""
    counts = Counter(labels)
    return np.array([counts[label] >= at_least for label in labels], dtype=bool)
