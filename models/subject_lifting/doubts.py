"""Where a matte is half transparent because the network is in doubt, rather than because the subject is.

An edge, soft as fur may be, has something solid on one side and nothing on the other, close by. A wide stretch of grey has
not: there the network could not tell, and a cut-out would wear a veil. Such stretches are decided for one side or the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.subject_lifting.box_mean import box_mean
from models.subject_lifting.extremes import window_max, window_min

if TYPE_CHECKING:
    from numpy.typing import NDArray

# How far from each other, in shares of the matte's side, an edge's two sides may lie: 16 pixels of 512.
EDGE_SHARE = 1 / 32

# What counts as the two sides.
NOTHING, SOLID = 0.1, 0.9

# How much steeper alpha becomes in doubt.
_STEEPNESS = 5.0


def settle_doubts(alpha: NDArray[np.float32]) -> NDArray[np.float32]:
    """Make wide grey stretches of a matte steep around one half, and leave edges as they are; (S, S).

    Example:
        >>> settle_doubts(np.full((2, 2), 0.3, np.float32)).tolist()
        [[0.0, 0.0], [0.0, 0.0]]
    """
    reach = max(1, round(EDGE_SHARE * alpha.shape[0] / 2))
    is_edge = (window_max(alpha, reach) >= SOLID) & (window_min(alpha, reach) <= NOTHING)
    edge = np.minimum(2 * box_mean(is_edge.astype(np.float32), reach), 1)  # fading, so that there is no step
    steep = np.clip(_STEEPNESS * (alpha - 0.5) + 0.5, 0, 1)
    return (edge * alpha + (1 - edge) * steep).astype(np.float32)
