"""Utility kinds out of the utility head's rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.types import UtilityKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def decode_utility(rows: NDArray[np.float32]) -> list[dict[UtilityKind, float]]:
    """Return each photo's probability of every kind.

    Args:
        rows: (N, 9) in the order of `UtilityKind`; each sums to 1.
    """
    return [dict(zip(UtilityKind, row.tolist(), strict=True)) for row in rows]
