"""Training of the tags head on the frozen embedding.

The layer starts at the teacher's own classifier, the concepts' text vectors, and learns from labels and captions
where they speak and from the teacher's probabilities elsewhere. Three layers, each trained without a third of the
photos, give every photo a score that it did not train: these held-out scores calibrate the layer trained on all.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from models.evaluation.tag_truth import UNKNOWN
from models.taxonomy import load_taxonomy
from models.training.heads.export import export_head
from models.training.heads.tags_calibration import (
    TARGET_PRECISIONS,
    Curve,
    Threshold,
    find_thresholds,
    fit_curve,
    fit_group_curves,
    probability,
)
from models.training.heads.tags_network import FamilyMaximum, TagsHead, list_kinds
from models.training.heads.tags_targets import TagTargets, build_targets
from models.training.heads.workshop import TrainedHead

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.heads.workshop import Workshop

VERSION = "1"
EPOCHS = 15
BATCH = 256
RATE = 2e-3
DECAY = 0.05
FOLDS = 3
TEACHER_WEIGHT = 0.5  # of a probability beside a label
_START_SCALE = 8.0  # embeddings are unit rows; so scaled, their coordinates are near 0.35
_CURVE_WEIGHTS = (50.0, 5.0)  # of the group's curve around slope and offset
_LOG = logging.getLogger(__name__)


def train(workshop: Workshop) -> TrainedHead:
    """Train, calibrate and export the head."""
    targets = build_targets(workshop)
    rows = workshop.split.fit
    embeddings = np.asarray(workshop.load_maps("embeddings"), dtype=np.float32)[rows]
    fit = TagTargets(targets.concepts, targets.truth[rows], targets.soft[rows], targets.vectors)
    torch.set_num_threads(workshop.threads)
    curves, thresholds = calibrate(held_out_scores(embeddings, fit), fit)
    layer = train_layer(embeddings, fit)
    head = TagsHead(_calibrated(layer, curves), _families(fit))
    graph = export_head(head, maps=["embeddings"], outputs=["tags"])
    return TrainedHead(graph, _facts(fit, thresholds))


def train_layer(embeddings: NDArray[np.float32], targets: TagTargets, *, epochs: int = EPOCHS) -> nn.Linear:
    """Return a layer from embeddings (N, D) to logits (N, T)."""
    torch.manual_seed(0)
    layer = _start(targets)
    optimiser = torch.optim.AdamW(layer.parameters(), lr=RATE, weight_decay=DECAY)
    batches = len(embeddings) // min(BATCH, len(embeddings))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=epochs * batches, pct_start=0.1)
    inputs = torch.from_numpy(embeddings) * _START_SCALE
    for epoch in range(epochs):
        order = np.random.default_rng(epoch).permutation(len(embeddings))
        for batch in np.array_split(order, batches):
            loss = _loss(layer(inputs[batch]), targets, batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    _LOG.info("tags: loss %.3f", loss.item())
    with torch.no_grad():
        layer.weight.mul_(_START_SCALE)
    return layer


def held_out_scores(embeddings: NDArray[np.float32], targets: TagTargets) -> NDArray[np.float32]:
    """Return logits (N, T), each photo's by a layer that was trained without it."""
    scores = np.empty((len(embeddings), len(targets.concepts)), dtype=np.float32)
    fold = np.random.default_rng(0).permutation(len(embeddings)) % FOLDS
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        part = TagTargets(targets.concepts, targets.truth[inside], targets.soft[inside], targets.vectors)
        layer = train_layer(embeddings[inside], part)
        with torch.inference_mode():
            scores[outside] = layer(torch.from_numpy(embeddings[outside])).numpy()
    return scores


def calibrate(scores: NDArray[np.float32], targets: TagTargets) -> tuple[list[Curve], list[Threshold]]:
    """Fit each concept's curve to held-out logits (N, T), then its threshold."""
    groups = [concept.group for concept in targets.concepts]
    priors = fit_group_curves(scores, targets.truth, groups)
    curves = []
    for column, group in enumerate(groups):
        known = targets.truth[:, column] != UNKNOWN
        curves.append(
            fit_curve(
                scores[known, column],
                targets.truth[known, column],
                prior=priors[group],
                weights=_CURVE_WEIGHTS,
            )
        )
    return curves, find_thresholds(probability(scores, curves), targets.truth, groups)


def _start(targets: TagTargets) -> nn.Linear:
    """Return the concepts' text vectors as a layer, with each concept's rate as its offset."""
    layer = nn.Linear(targets.vectors.shape[1], len(targets.concepts))
    rates = np.clip(targets.soft.mean(axis=0), 1e-4, 0.5)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(targets.vectors))
        layer.bias.copy_(torch.from_numpy(np.log(rates / (1 - rates))))
    return layer


def _loss(logits: torch.Tensor, targets: TagTargets, batch: NDArray[np.int64]) -> torch.Tensor:
    truth = targets.truth[batch]
    aim = np.where(truth == UNKNOWN, targets.soft[batch], truth).astype(np.float32)
    weight = np.where(truth == UNKNOWN, TEACHER_WEIGHT, 1.0).astype(np.float32)
    losses = binary_cross_entropy_with_logits(logits, torch.from_numpy(aim), reduction="none")
    return (losses * torch.from_numpy(weight)).sum(dim=1).mean()


def _calibrated(layer: nn.Linear, curves: list[Curve]) -> nn.Linear:
    """Return the layer with the curves folded into it."""
    slopes, offsets = (torch.tensor(values, dtype=torch.float32) for values in zip(*curves, strict=True))
    folded = nn.Linear(layer.in_features, layer.out_features)
    with torch.no_grad():
        folded.weight.copy_(layer.weight * slopes[:, None])
        folded.bias.copy_(layer.bias * slopes + offsets)
    return folded


def _families(targets: TagTargets) -> FamilyMaximum:
    taxonomy = load_taxonomy()
    ids = [concept.id for concept in targets.concepts]
    return FamilyMaximum(list_kinds(ids, {concept_id: taxonomy.descendants(concept_id) for concept_id in ids}))


def _facts(targets: TagTargets, thresholds: list[Threshold]) -> dict[str, Any]:
    return {
        "version": VERSION,
        "target_precisions": list(TARGET_PRECISIONS),
        "concepts": [concept.id for concept in targets.concepts],
        "thresholds": [threshold.value for threshold in thresholds],
        "precisions": [threshold.precision for threshold in thresholds],
        "bases": [threshold.basis for threshold in thresholds],
        "positives": (targets.truth == 1).sum(axis=0).tolist(),
        "trained_on": f"{len(targets.truth)} photos: labels and captions, and the teacher's zero-shot scores elsewhere",
    }
