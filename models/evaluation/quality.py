"""Whether a quality score falls as a photo is made worse by steps."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def share_in_order(scores: NDArray[np.floating]) -> float:
    """Return how often the better of two versions of a photo scores higher, over all pairs; ties count half.

    Args:
        scores: (P, S) of P photos, each in S versions, best first.

    Returns:
        In [0, 1]; 0.5 is chance.

    Example:
        >>> share_in_order(np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 2.0]]))
        0.9166666666666666
    """
    better, worse = np.array(list(combinations(range(scores.shape[1]), 2))).T
    higher, equal = scores[:, better] > scores[:, worse], scores[:, better] == scores[:, worse]
    return float((higher + 0.5 * equal).mean())
