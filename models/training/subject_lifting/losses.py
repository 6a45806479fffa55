"""What a matte is charged for: wrong pixels, most of all at rims, wrong overlap, and edges that are not where they are.

The weighting of pixels near rims and the soft intersection over union are those of F3Net (Wei et al., AAAI 2020,
arXiv:1911.11445).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from models.subject_lifting.network import LiftLogits
    from models.training.subject_lifting.lessons import LessonBatch

RIM_WEIGHT = 4.0
EDGE_WEIGHT = 1.0
COARSE_WEIGHT = 0.4
CONFIDENCE_WEIGHT = 0.15
EMPTY_WEIGHT = 0.25  # of the matte of a picture without a subject: it will not be shown


def lifting_loss(logits: LiftLogits, batch: LessonBatch) -> Tensor:
    """Return the loss of one step, a scalar."""
    has_subject = batch.has_subject
    small = functional.interpolate(batch.mattes[:, None], logits.coarse.shape[-2:], mode="area")[:, 0]
    fine = matte_loss(logits.matte.float(), batch.mattes) + EDGE_WEIGHT * edge_loss(logits.matte.float(), batch.mattes)
    charged = fine + COARSE_WEIGHT * matte_loss(logits.coarse.float(), small)
    mattes = (charged * (has_subject + EMPTY_WEIGHT * (1.0 - has_subject))).mean()
    gate = functional.binary_cross_entropy_with_logits(logits.confidence.float(), has_subject)
    return mattes + CONFIDENCE_WEIGHT * gate


def matte_loss(logits: Tensor, mattes: Tensor) -> Tensor:
    """Return cross-entropy, heavier near rims, and soft IoU loss of each picture, (N,); the latter is 0 where empty.

    Args:
        logits: (N, H, W).
        mattes: (N, H, W) in [0, 1].
    """
    weights = 1.0 + RIM_WEIGHT * _nearness_to_rim(mattes)
    errors = functional.binary_cross_entropy_with_logits(logits, mattes, reduction="none")
    entropy = (weights * errors).sum((1, 2)) / weights.sum((1, 2))
    found = torch.sigmoid(logits)
    shared = (weights * found * mattes).sum((1, 2))
    union = (weights * (found + mattes - found * mattes)).sum((1, 2))
    is_empty = mattes.amax((1, 2)) < 0.5
    return entropy + torch.where(is_empty, 0.0, 1.0 - (shared + 1.0) / (union + 1.0))


def edge_loss(logits: Tensor, mattes: Tensor) -> Tensor:
    """Return how much the slopes of found and true matte differ, for each unit of rim, (N,)."""
    found = torch.sigmoid(logits)
    losses = []
    for axis in (1, 2):
        wanted = mattes.diff(dim=axis)
        missing = (found.diff(dim=axis) - wanted).abs().sum((1, 2))
        losses.append(missing / (wanted.abs().sum((1, 2)) + mattes.shape[-1]))
    return 0.5 * (losses[0] + losses[1])


def _nearness_to_rim(mattes: Tensor) -> Tensor:
    """Return how much each pixel differs from the mean around it, (N, H, W) in [0, 1]."""
    reach = mattes.shape[-1] // 16
    mean = functional.avg_pool2d(mattes[:, None], 2 * reach + 1, 1, reach, count_include_pad=False)[:, 0]
    return (mean - mattes).abs()
