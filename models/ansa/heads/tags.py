"""Tags out of concept probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.types import Tag
from models.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray


def decode_tags(probabilities: NDArray[np.float32], facts: Mapping[str, Any]) -> list[tuple[Tag, ...]]:
    """Return the tags of each photo, best first.

    Args:
        probabilities: (N, T) in [0, 1], calibrated; a concept's is at least as high as its kinds'.
        facts: `concepts`, the T ids, and `thresholds`, one each.

    Returns:
        Concepts that reach their threshold, and the ancestors of these whether they reach theirs or not.
    """
    ids: list[str] = facts["concepts"]
    column = {concept_id: number for number, concept_id in enumerate(ids)}
    reached = probabilities >= np.asarray(facts["thresholds"], dtype=np.float32)  # (N, T)
    taxonomy = load_taxonomy()
    tagged = []
    for row, fired in zip(probabilities, reached, strict=True):
        shown = {ids[number] for number in np.flatnonzero(fired)}
        shown |= {above for concept_id in shown for above in taxonomy.ancestors(concept_id)} & column.keys()
        tags = [Tag(concept_id, float(row[column[concept_id]])) for concept_id in shown]
        tagged.append(tuple(sorted(tags, key=lambda tag: (-tag.score, tag.concept))))
    return tagged
