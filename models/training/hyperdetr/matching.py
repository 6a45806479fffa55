"""Hungarian matching of queries to people (Carion et al. 2020, section 3.1), with a mask term as in Mask2Former."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor

if TYPE_CHECKING:
    from models.training.hyperdetr.targets import People

CLASS_COST, BOX_COST, OVERLAP_COST, MASK_COST = 2.0, 5.0, 2.0, 5.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which query answers for which person: two index tensors of the same length."""

    queries: Tensor
    people: Tensor


@torch.no_grad()
def match(logits: Tensor, boxes: Tensor, masks: Tensor, people: People, person_masks: Tensor) -> Pairs:
    """Pair the queries of one photo with its people at the least cost.

    Args:
        logits: (N,) person logits.
        boxes: (N, 4) centre, width, height.
        masks: (N, P) mask logits at sampled pixels.
        people: The T people, T <= N.
        person_masks: (T, P) of the people at the same pixels, 0 or 1.
    """
    cost = (
        -CLASS_COST * logits.sigmoid()[:, None]
        + BOX_COST * torch.cdist(boxes, people.boxes, p=1)
        - OVERLAP_COST * pairwise_giou(boxes, people.boxes)
        - MASK_COST * _pairwise_dice(masks.sigmoid(), person_masks)
    )
    queries, targets = linear_sum_assignment(cost.cpu().numpy())
    return Pairs(torch.from_numpy(queries), torch.from_numpy(targets))


def pairwise_giou(first: Tensor, second: Tensor) -> Tensor:
    """Return the generalised IoU (Rezatofighi et al. 2019) of each pair of boxes, (N, T), in [-1, 1]."""
    a, b = _corners(first)[:, None], _corners(second)[None]
    inner = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0)
    outer = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    shared, hull = inner.prod(-1), outer.prod(-1).clamp(min=1e-6)
    union = (_area(a) + _area(b) - shared).clamp(min=1e-6)
    return shared / union - (hull - union) / hull


def _corners(boxes: Tensor) -> Tensor:
    centre, size = boxes.split(2, dim=-1)
    return torch.cat([centre - size / 2, centre + size / 2], dim=-1)


def _area(corners: Tensor) -> Tensor:
    return (corners[..., 2:] - corners[..., :2]).prod(-1)


def _pairwise_dice(found: Tensor, wanted: Tensor) -> Tensor:
    """Return the Dice coefficient of each pair of soft masks: (N, P) and (T, P) to (N, T)."""
    return (2.0 * found @ wanted.T + 1.0) / (found.sum(1)[:, None] + wanted.sum(1)[None] + 1.0)
