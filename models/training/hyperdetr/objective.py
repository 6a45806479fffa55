"""The losses: scene masks where they are known, and people as every decoder layer finds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.nn import functional

from models.hyperdetr.transformer import Subjects
from models.training.hyperdetr.matching import Pairs, match, pairwise_giou

if TYPE_CHECKING:
    from models.hyperdetr.network import Scene
    from models.training.hyperdetr.targets import Batch, People

CLASS_WEIGHT, BOX_WEIGHT, OVERLAP_WEIGHT, MASK_WEIGHT = 1.0, 2.5, 1.0, 3.0
AUXILIARY_WEIGHT = 0.5  # of each decoder layer before the last
NOBODY_WEIGHT = 0.5  # of a query that should find nobody
SCENE_WEIGHT = 2.0
_MATCH_STRIDE, _AUXILIARY_STRIDE = 4, 2  # pixels are left out where all of them cost time and teach no more
_SMOOTH = 1.0


@dataclass(frozen=True, slots=True)
class Losses:
    """Parts of the loss, to be watched; `total` is what is descended."""

    total: Tensor
    scene: float
    person: float
    box: float
    mask: float


def measure(scene: Scene, found: list[Subjects], batch: Batch) -> Losses:
    """Return the losses of a batch."""
    scene_loss = scene_objective(scene.logits.float(), batch.present, batch.known)
    photos = scene.features.float().unbind(0)  # once: the gradient of each slice of a batch is as large as the batch
    row, column = (int(torch.randint(_AUXILIARY_STRIDE, ())) for _ in range(2))
    grid = (slice(row, None, _AUXILIARY_STRIDE), slice(column, None, _AUXILIARY_STRIDE))
    sampled = [photo[:, *grid] for photo in photos]
    thinned = [replace(people, masks=people.masks[:, *grid]) for people in batch.people]
    parts = [AUXILIARY_WEIGHT * _layer_objective(sampled, layer, thinned) for layer in found[:-1]]
    last = _layer_objective(photos, found[-1], batch.people)
    total = SCENE_WEIGHT * scene_loss + torch.stack([*parts, last]).sum()
    person, box, mask = last.tolist()
    return Losses(total, scene_loss.item(), person, box, mask)


def scene_objective(logits: Tensor, present: Tensor, known: Tensor) -> Tensor:
    """Return cross-entropy plus Dice, over what is known; a kind without a known pixel in a photo teaches nothing.

    Args:
        logits: (B, K, H, W).
        present: (B, K, H, W) bool.
        known: (B, K, H, W) bool.
    """
    weights, wanted = known.float(), present.float()
    entropy = functional.binary_cross_entropy_with_logits(logits, wanted, weight=weights, reduction="none")
    pixels = weights.sum(dim=(2, 3))
    entropy = (entropy.sum(dim=(2, 3)) / pixels.clamp(min=1.0)).mean(dim=0).sum()
    found = logits.sigmoid() * weights
    shared, sizes = (found * wanted).sum(dim=(2, 3)), found.sum(dim=(2, 3)) + (wanted * weights).sum(dim=(2, 3))
    has_any = (present & known).flatten(2).any(-1).float()  # (B, K)
    dice = (1.0 - (2.0 * shared + _SMOOTH) / (sizes + _SMOOTH)) * has_any
    return entropy + (dice.sum(dim=0) / has_any.sum(dim=0).clamp(min=1.0)).sum()


def _layer_objective(features: Sequence[Tensor], found: Subjects, people: list[People]) -> Tensor:
    """Return the person, box and mask losses of one decoder layer, weighted, (3,); features: (16, H, W) each."""
    logits, boxes, weights = found.logits.float(), found.boxes.float(), found.weights.float()
    pairs = [_match_photo(features[i], logits[i], boxes[i], weights[i], there) for i, there in enumerate(people)]
    matched = max(1, sum(len(pair.queries) for pair in pairs))
    person = _person_objective(logits, pairs, people)
    box, mask = logits.new_zeros(()), logits.new_zeros(())
    for i, (pair, there) in enumerate(zip(pairs, people, strict=True)):
        if len(pair.queries):
            box = box + _box_objective(boxes[i, pair.queries], there.boxes[pair.people])
            found_masks = weights[i, pair.queries] @ features[i].flatten(1)
            mask = mask + _mask_objective(found_masks, there.masks[pair.people].flatten(1).float())
    return torch.stack([CLASS_WEIGHT * person, box / matched, MASK_WEIGHT * mask / matched])


def _match_photo(features: Tensor, logits: Tensor, boxes: Tensor, weights: Tensor, people: People) -> Pairs:
    if not len(people.masks):
        nothing = torch.zeros(0, dtype=torch.int64)
        return Pairs(nothing, nothing)
    sampled = features.detach()[:, ::_MATCH_STRIDE, ::_MATCH_STRIDE].flatten(1)
    person_masks = people.masks[:, ::_MATCH_STRIDE, ::_MATCH_STRIDE].flatten(1).float()
    return match(logits.detach(), boxes.detach(), weights.detach() @ sampled, people, person_masks)


def _person_objective(logits: Tensor, pairs: list[Pairs], people: list[People]) -> Tensor:
    """Return the cross-entropy of who is there; who else may be there costs nothing where people are unlabelled."""
    wanted = torch.zeros_like(logits)
    weights = torch.zeros_like(logits)
    for i, pair in enumerate(pairs):
        weights[i] = NOBODY_WEIGHT if people[i].is_complete else 0.0
        wanted[i, pair.queries] = 1.0
        weights[i, pair.queries] = 1.0
    entropy = functional.binary_cross_entropy_with_logits(logits, wanted, weight=weights, reduction="sum")
    return entropy / weights.sum().clamp(min=1.0)


def _box_objective(found: Tensor, wanted: Tensor) -> Tensor:
    overlap = pairwise_giou(found, wanted).diagonal()
    return BOX_WEIGHT * (found - wanted).abs().sum() + OVERLAP_WEIGHT * (1.0 - overlap).sum()


def _mask_objective(logits: Tensor, wanted: Tensor) -> Tensor:
    """Return cross-entropy plus Dice of mask logits, summed over people: (T, P)."""
    entropy = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none").mean(dim=1)
    found = logits.sigmoid()
    dice = (2.0 * (found * wanted).sum(dim=1) + _SMOOTH) / (found.sum(dim=1) + wanted.sum(dim=1) + _SMOOTH)
    return (entropy + 1.0 - dice).sum()
