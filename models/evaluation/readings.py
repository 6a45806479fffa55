"""Names of the heads, and what the columns of their raw outputs stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.outputs import Network, Outputs

UTILITY = "utility"  # its columns are in the order of `UtilityKind`
TAGS = "tags"
QUALITY = "quality"
SALIENCY = "saliency"
PRINT = "print"
OBJECTS = "objects"


@dataclass(frozen=True, slots=True)
class ConceptReading:
    """Probabilities of concepts or classes, (N, C), what these are called, and the thresholds that they pass, (C,)."""

    probabilities: NDArray[np.float32]
    concepts: list[str]
    thresholds: NDArray[np.float64]


def require_head(network: Network, name: str) -> None:
    """Raise where a network has no such head.

    Raises:
        UsageError: The message says which heads there are.
    """
    if name not in network.heads:
        has = ", ".join(network.heads) or "none"
        raise UsageError(f"{network.encoder.identity} has no head {name}; its heads: {has}.")


def read_tags(network: Network, outputs: Outputs) -> ConceptReading:
    """Return the tags head's probabilities with what its columns stand for."""
    facts = network.heads[TAGS]
    return ConceptReading(outputs[TAGS], facts["concepts"], np.asarray(facts["thresholds"], np.float64))


def read_best_objects(network: Network, outputs: Outputs) -> ConceptReading:
    """Return the surest object of each class in each photo, (N, C); 0 where the head found none at all."""
    facts = network.heads[OBJECTS]
    scores, classes = outputs[f"{OBJECTS}_scores"], outputs[f"{OBJECTS}_classes"]  # (N, K) each
    best = np.zeros((len(scores), len(facts["labels"])), np.float32)
    np.maximum.at(best, (np.arange(len(scores))[:, None], classes), scores)
    return ConceptReading(best, facts["labels"], np.asarray(facts["thresholds"], np.float64))
