"""What makes a photo worth a person's look: scores over arrays, higher is worthier.

Source: Settles, "Active Learning Literature Survey", 2009, sections 3.1 (uncertainty: margin and entropy) and 3.2
(query by committee: disagreement).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from albumen.arrays import Embeddings

_SMALLEST = 1e-6  # probabilities are held this far from 0 and 1, so that their logits stay finite


def nearness(rows: Embeddings, anchors: Embeddings) -> NDArray[np.float32]:
    """Return each photo's cosine to the nearest of some examples, or texts.

    Args:
        rows: (N, D) unit rows.
        anchors: (A, D) unit rows, one at least.

    Returns:
        (N,) in [-1, 1].
    """
    return (rows @ anchors.T).max(axis=1)


def nearness_to_boundary(probabilities: ArrayLike, threshold: float) -> NDArray[np.float64]:
    """Return how near probabilities lie to a threshold, in logits: 0 on it, below 0 further away.

    Args:
        probabilities: (N,) in [0, 1].
        threshold: Above which a head says yes.
    """
    return -np.abs(_margin(probabilities, threshold))


def entropy(probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return how undecided rows of probabilities are: 0 where one is certain, 1 where all are equal.

    Args:
        probabilities: (N, K), rows that sum to 1.

    Example:
        >>> entropy(np.array([[0.5, 0.5], [1.0, 0.0]])).round(3).tolist()
        [1.0, 0.0]
    """
    held = np.clip(probabilities, _SMALLEST, 1.0)
    return np.abs((held * np.log(held)).sum(axis=1)) / np.log(held.shape[1])


def disagreement(
    first: ArrayLike, second: ArrayLike, *, first_threshold: float, second_threshold: float
) -> NDArray[np.float64]:
    """Return how surely two heads say opposite things of one concept, in logits of the less sure one.

    Args:
        first: (N,) probabilities of one head.
        second: (N,) of the other.
        first_threshold: Above which the first says yes.
        second_threshold: Above which the second says yes.

    Returns:
        (N,) above 0 where one says yes and the other no, below 0 where they agree.
    """
    one, other = _margin(first, first_threshold), _margin(second, second_threshold)
    surety = np.minimum(np.abs(one), np.abs(other))
    return np.where(np.sign(one) != np.sign(other), surety, -surety)


def _margin(probabilities: ArrayLike, threshold: float) -> NDArray[np.float64]:
    return _logit(np.asarray(probabilities, np.float64)) - _logit(np.asarray(threshold, np.float64))


def _logit(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    held = np.clip(probabilities, _SMALLEST, 1.0 - _SMALLEST)
    return np.log(held / (1.0 - held))
