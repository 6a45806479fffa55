"""What the raw outputs of the heads say, by name: probabilities in a stated order, whatever order a head has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from albumen.errors import UsageError
from albumen.types import UtilityKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from models.evaluation.outputs import Network, Outputs

UTILITY = "utility"


def require_head(network: Network, name: str) -> None:
    """Raise where a network has no such head.

    Raises:
        UsageError: The message says which heads there are.
    """
    if name not in network.heads:
        has = ", ".join(network.heads) or "none"
        raise UsageError(f"{network.encoder.identity} has no head {name}; its heads: {has}.")


def read_utility(network: Network, outputs: Outputs) -> NDArray[np.float32]:
    """Return every kind's probability, (N, 9) in the order of `UtilityKind`."""
    order = network.heads[UTILITY]["kinds"]
    return outputs[UTILITY][:, [order.index(kind.value) for kind in UtilityKind]]
