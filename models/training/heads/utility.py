"""Training of the utility head: one linear layer and a softmax on the frozen embedding.

Rows weigh so that no kind drowns: a kind's total grows with the square root of its rows. Leaving a source out, views
and all, says how the head does on a library that it never saw; the same left-out rows set the softmax's temperature
(Guo et al., "On Calibration of Modern Neural Networks", 2017).
"""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from albumen.types import UtilityKind
from models.evaluation.scikit import average_precision
from models.training.heads.export import export_head
from models.training.heads.utility_rows import DRAWN, KINDS, UtilityRows, build_rows
from models.training.heads.workshop import TrainedHead

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.heads.workshop import Workshop

VERSION = "1"
SCALE = 10.0  # of the unit embedding before the layer
DECAY = 3e-4  # on the scaled layer's squared weights
STEPS = 60
FOLDS = 3
DRAWN_WEIGHT = 0.3  # of a drawn picture beside a real one
# Left out in turn: every source of a kind that is large enough to measure.
HELD_SOURCES = ("sroie626", "nextcloud_screenshots", "uied_screens", "zxing_qr_photos", "memegen", "funsd_test50")
_LOG = logging.getLogger(__name__)


class UtilityHead(nn.Module):
    """Embeddings (N, 512) to the kinds' probabilities (N, 9), in the order of `UtilityKind`."""

    def __init__(self, layer: nn.Linear, temperature: float) -> None:
        super().__init__()
        self.linear = nn.Linear(layer.in_features, layer.out_features)
        with torch.no_grad():
            self.linear.weight.copy_(layer.weight * (SCALE / temperature))
            self.linear.bias.copy_(layer.bias / temperature)

    def forward(self, embeddings: torch.Tensor) -> torch.Tensor:
        """Return rows that sum to 1."""
        return torch.softmax(self.linear(embeddings), dim=1)


def train(workshop: Workshop) -> TrainedHead:
    """Train, calibrate and export the head."""
    torch.set_num_threads(workshop.threads)
    rows = build_rows(workshop)
    held_out = left_out_precision(rows)
    temperature = fit_temperature(*held_out_logits(rows), rows)
    head = UtilityHead(fit_layer(rows), temperature)
    graph = export_head(head, maps=["embeddings"], outputs=["utility"])
    return TrainedHead(graph, _facts(rows, temperature, held_out))


def fit_layer(rows: UtilityRows) -> nn.Linear:
    """Fit by L-BFGS on all rows; returns a layer that reads embeddings times `SCALE`."""
    torch.manual_seed(0)
    layer = nn.Linear(rows.embeddings.shape[1], len(KINDS))
    inputs, kinds = torch.from_numpy(rows.embeddings) * SCALE, torch.from_numpy(rows.kinds)
    weights = torch.from_numpy(row_weights(rows))
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def measure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = (cross_entropy(layer(inputs), kinds, reduction="none") * weights).sum()
        loss = loss + DECAY * (layer.weight**2).sum()
        loss.backward()
        return loss

    optimiser.step(measure)
    return layer


def row_weights(rows: UtilityRows) -> NDArray[np.float32]:
    """Return weights (R,) that sum to 1."""
    weights = np.where(rows.sources == DRAWN, DRAWN_WEIGHT, 1.0)
    totals = np.bincount(rows.kinds, weights, minlength=len(KINDS))
    weights = weights / np.sqrt(np.maximum(totals, 1e-9))[rows.kinds]
    return np.asarray(weights / weights.sum(), dtype=np.float32)


def left_out_precision(rows: UtilityRows) -> dict[str, float]:
    """Return, for each source left out of training, the average precision of its kind against unseen photos.

    The photos of the world are a fold that was left out as well; views and drawn pictures are never counted.
    """
    first = _is_original(rows)
    world = rows.kinds == KINDS.index(UtilityKind.NONE)
    unseen = world & (rows.photos % FOLDS == 0)
    precision = {}
    for source in (source for source in HELD_SOURCES if source in rows.sources):
        held = rows.sources == source
        logits = _logits(fit_layer(rows.select(~held & ~unseen)), rows)
        kind = int(rows.kinds[held][0])
        judged = first & (held | unseen)
        chances = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))[:, kind]
        precision[source] = round(average_precision(held[judged], chances[judged]), 4)
        _LOG.info("utility: without %s, AP of %s %.4f", source, KINDS[kind], precision[source])
    return precision


def held_out_logits(rows: UtilityRows) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return logits (R, 9), each photo's by a layer that saw neither it nor its views, and which rows count."""
    logits = np.zeros((len(rows.kinds), len(KINDS)), dtype=np.float32)
    fold = np.where(rows.photos >= 0, rows.photos % FOLDS, np.arange(len(rows.photos)) % FOLDS)
    for number in range(FOLDS):
        logits[fold == number] = _logits(fit_layer(rows.select(fold != number)), rows)[fold == number]
    return logits, rows.sources != DRAWN


def fit_temperature(logits: NDArray[np.float32], counted: NDArray[np.bool_], rows: UtilityRows) -> float:
    """Return the temperature with the least cross-entropy on held-out rows of real pictures."""
    candidates = np.geomspace(0.3, 3.0, 47)
    costs = []
    for temperature in candidates:
        scaled = logits[counted] / temperature
        right = scaled[np.arange(len(scaled)), rows.kinds[counted]]
        costs.append(float((np.logaddexp.reduce(scaled, axis=1) - right).mean()))
    return float(round(candidates[int(np.argmin(costs))], 3))


def _logits(layer: nn.Linear, rows: UtilityRows) -> NDArray[np.float32]:
    with torch.inference_mode():
        return np.asarray(layer(torch.from_numpy(rows.embeddings) * SCALE).numpy(), dtype=np.float32)


def _is_original(rows: UtilityRows) -> NDArray[np.bool_]:
    """Return which rows are photos as they are: each photo's first row."""
    first = np.zeros(len(rows.photos), dtype=bool)
    _, index = np.unique(rows.photos, return_index=True)
    first[index] = True
    return first & (rows.photos >= 0)


def _facts(rows: UtilityRows, temperature: float, held_out: dict[str, float]) -> dict[str, Any]:
    count = Counter(zip(rows.kinds.tolist(), rows.sources.tolist(), strict=True))
    return {
        "version": VERSION,
        "kinds": [kind.value for kind in KINDS],
        "temperature": temperature,
        "rows": {f"{KINDS[kind].value}: {source}": number for (kind, source), number in sorted(count.items())},
        "average_precision_of_left_out_sources": held_out,
    }
