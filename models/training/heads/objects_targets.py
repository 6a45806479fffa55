"""What the objects head should answer, and how far from it an answer is.

Heat as in "Objects as Points" with the elliptic Gaussians of TTFNet (Liu et al., 2020, arXiv:1909.00700), whose cells
near the centre learn the box too, by its overlap. A box that a teacher found counts as much as it is likely to be
right: with the rest of its weight its centre is background, and around it nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.training.heads.boxes import areas
from models.training.heads.objects_network import SIDE, box_shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from models.training.heads.boxes import Boxes

_SPREAD = 0.54  # TTFNet's alpha: the share of a box that its Gaussian covers
_BOX_WEIGHT = 5.0  # TTFNet's
_TAUGHT = 0.1  # Gaussian height from which on a cell learns the box


@dataclass(frozen=True, slots=True)
class Targets:
    """Of N photos: where centres are and are not, (N, C, 28, 28), and which box each cell learns, (N, 4, 28, 28)."""

    centres: Tensor  # weight of "here is a centre": the confidence at a centre, else 0
    background: Tensor  # weight of "here is none": 1, falling to 0 towards a centre
    boxes: Tensor  # xyxy, shares
    box_weights: Tensor  # (N, 28, 28)


def build_targets(photos: Sequence[Boxes], classes: int) -> Targets:
    """Paint the objects of N photos, large ones first, so that small ones stay on top."""
    centres = np.zeros((len(photos), classes, SIDE, SIDE), dtype=np.float32)
    background = np.ones_like(centres)
    boxes = np.zeros((len(photos), 4, SIDE, SIDE), dtype=np.float32)
    weights = np.zeros((len(photos), SIDE, SIDE), dtype=np.float32)
    for row, objects in enumerate(photos):
        for which in np.argsort(-areas(objects.xyxy)):
            xyxy, kind, confidence = objects.xyxy[which], objects.classes[which], objects.confidence[which]
            hill = _gaussian(xyxy)  # (28, 28), 1 at the centre's cell
            peak = hill == 1.0
            lower = np.where(peak, 1.0 - confidence, (1.0 - hill) ** 4)
            background[row, kind] = np.minimum(background[row, kind], lower)
            centres[row, kind] = np.maximum(centres[row, kind], np.where(peak, confidence, 0.0))
            taught = hill >= _TAUGHT
            boxes[row][:, taught] = xyxy[:, None]
            weights[row][taught] = confidence * hill[taught] / hill[taught].sum()
    return Targets(*(torch.from_numpy(array) for array in (centres, background, boxes, weights)))


def objects_loss(heat: Tensor, geometry: Tensor, targets: Targets) -> tuple[Tensor, Tensor]:
    """Return the loss of the heat (focal, Lin et al., 2017) and of the boxes (1 - GIoU), for each expected object."""
    chance = heat.sigmoid().clamp(1e-5, 1 - 1e-5)
    here = targets.centres * (1 - chance) ** 2 * chance.log()
    absent = targets.background * chance**2 * (1 - chance).log()
    objects = targets.centres.sum().clamp(min=1.0)
    missed = 1 - _generalised_iou(box_shares(geometry), targets.boxes)
    return -(here + absent).sum() / objects, _BOX_WEIGHT * (missed * targets.box_weights).sum() / objects


def _gaussian(xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the hill over a box, (28, 28), exactly 1 at the cell that holds its centre."""
    cells = np.arange(SIDE, dtype=np.float32)
    slopes = []
    for low, high in ((xyxy[1], xyxy[3]), (xyxy[0], xyxy[2])):
        centre = min(int((low + high) / 2 * SIDE), SIDE - 1)
        sigma = (_SPREAD * (high - low) * SIDE + 1) / 6
        slopes.append(np.exp(-((cells - centre) ** 2) / (2 * sigma**2)))
    return slopes[0][:, None] * slopes[1][None]


def _generalised_iou(found: Tensor, wanted: Tensor) -> Tensor:
    """Return GIoU (Rezatofighi et al., 2019) of every cell's boxes, (N, H, W); xyxy stand in the second axis."""
    corner, end = torch.maximum(found[:, :2], wanted[:, :2]), torch.minimum(found[:, 2:], wanted[:, 2:])
    shared = (end - corner).clamp(min=0).prod(dim=1)
    union = (found[:, 2:] - found[:, :2]).prod(dim=1) + (wanted[:, 2:] - wanted[:, :2]).prod(dim=1) - shared
    hull = (torch.maximum(found[:, 2:], wanted[:, 2:]) - torch.minimum(found[:, :2], wanted[:, :2])).prod(dim=1)
    return shared / union.clamp(min=1e-7) - (hull - union) / hull.clamp(min=1e-7)
