"""People told apart: how well each true one is covered by one found, and whether their number is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

HIT_IOU = 0.5


@dataclass(frozen=True, slots=True)
class MatchedPhoto:
    """One photo's true instances with the IoU of what was found for each, (T,), 0 where nothing was; `found` is how
    many were found in all."""

    ious: NDArray[np.float64]
    found: int


@dataclass(frozen=True, slots=True)
class InstanceScores:
    """Over all instances: mean IoU and share hit at IoU 0.5; of the found ones the share that hit.

    Over all photos: how often their number is right, and right within one.
    """

    instances: int
    mean_iou: float
    recall: float
    precision: float
    count_right: float
    count_within_one: float


def pairwise_iou(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the IoU of each found mask with each true one, (F, T).

    Args:
        found: (F, H, W).
        true: (T, H, W).
    """
    if not len(found) or not len(true):
        return np.zeros((len(found), len(true)))
    flat_found = found.reshape(len(found), -1).astype(np.float32)
    flat_true = true.reshape(len(true), -1).astype(np.float32)
    both = flat_found @ flat_true.T  # (F, T)
    union = flat_found.sum(axis=1)[:, None] + flat_true.sum(axis=1) - both
    return np.divide(both, union, out=np.zeros(both.shape), where=union > 0)


def match_photo(found: NDArray[np.bool_], true: NDArray[np.bool_]) -> MatchedPhoto:
    """Give each true instance at most one found one, and the other way round, best IoU first.

    Args:
        found: (F, H, W).
        true: (T, H, W).
    """
    table = pairwise_iou(found, true)
    ious = np.zeros(len(true))
    while table.size and table.max() > 0.0:
        row, column = np.unravel_index(table.argmax(), table.shape)
        ious[column] = table[row, column]
        table[row], table[:, column] = 0.0, 0.0
    return MatchedPhoto(ious, len(found))


def score_instances(photos: Sequence[MatchedPhoto]) -> InstanceScores:
    """Put the matches of photos together; a share of nothing is NaN."""
    ious = np.concatenate([photo.ious for photo in photos])
    hits, found = int((ious >= HIT_IOU).sum()), sum(photo.found for photo in photos)
    wrong_by = np.array([abs(photo.found - len(photo.ious)) for photo in photos])
    return InstanceScores(
        len(ious),
        float(ious.mean()) if len(ious) else float("nan"),
        hits / len(ious) if len(ious) else float("nan"),
        hits / found if found else float("nan"),
        float((wrong_by == 0).mean()),
        float((wrong_by <= 1).mean()),
    )
