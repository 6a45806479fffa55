"""How well utility content (receipts, screenshots, codes, ...) is told from photos and from its other kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.types import UtilityKind
from models.evaluation.scikit import average_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# What the data sets call the kinds, where they call them otherwise.
_KIND_OF_LABEL = {"whiteboard": UtilityKind.NOTES}


def kind_of(label: str | None) -> UtilityKind:
    """Return the kind that a data set's `utility` stands for; a photo has none.

    Example:
        >>> kind_of("whiteboard"), kind_of(None)
        (<UtilityKind.NOTES: 'notes'>, <UtilityKind.NONE: 'none'>)
    """
    if label is None:
        return UtilityKind.NONE
    return _KIND_OF_LABEL.get(label) or UtilityKind(label)


def precision_against(
    kind: UtilityKind,
    probabilities: NDArray[np.floating],
    truth: Sequence[UtilityKind],
    *,
    others: NDArray[np.bool_] | None = None,
) -> float:
    """Return the average precision of a kind's probability.

    Args:
        kind: Whose pictures are to be found.
        probabilities: (N,) of this kind.
        truth: N kinds.
        others: (N,) which pictures to find them among; all that are of other kinds, where it is left out.

    Returns:
        In [0, 1]; NaN where there is no picture of the kind.
    """
    own = is_kind(truth, kind)
    rows = np.ones(len(truth), dtype=bool) if others is None else own | others
    return average_precision(own[rows], probabilities[rows])


def is_kind(truth: Sequence[UtilityKind], kind: UtilityKind) -> NDArray[np.bool_]:
    """Say which pictures are of a kind, (N,)."""
    return np.array([other is kind for other in truth], dtype=bool)


def count_confusions(
    truth: Sequence[UtilityKind], predicted: Sequence[UtilityKind]
) -> dict[UtilityKind, dict[UtilityKind, int]]:
    """Return, for each kind, how often each kind was said of its pictures, most often first."""
    counts: dict[UtilityKind, dict[UtilityKind, int]] = {}
    for right, said in zip(truth, predicted, strict=True):
        row = counts.setdefault(right, {})
        row[said] = row.get(said, 0) + 1
    return {kind: dict(sorted(row.items(), key=lambda item: -item[1])) for kind, row in counts.items()}
