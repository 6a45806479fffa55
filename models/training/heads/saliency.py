"""Training of the saliency head on drawn masks and a teacher's maps: `saliency` in `HEADS`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from models.training.heads.export import export_head
from models.training.heads.saliency_network import MAPS, SaliencyHead, SaliencyNetwork
from models.training.heads.saliency_photos import (
    SalientViews,
    load_drawn_views,
    load_held_views,
    load_taught_views,
)
from models.training.heads.workshop import TrainedHead
from models.training.schedule import Descent, warm_cosine, weight_groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from models.training.heads.workshop import Workshop

VERSION = "1"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SaliencyRecipe:
    """Steps, and how many drawn masks and teacher's maps a batch holds."""

    steps: int = 1500
    batch: tuple[int, int] = (20, 12)
    rate: float = 2e-3
    decay: float = 0.05
    seed: int = 0


def train(workshop: Workshop) -> TrainedHead:
    """Train the head and export it; the facts say how far from the validation masks it is."""
    torch.set_num_threads(workshop.threads)
    recipe = SaliencyRecipe()
    drawn, taught, held = load_drawn_views(workshop), load_taught_views(workshop), load_held_views(workshop)
    head = SaliencyHead(teach(SaliencyNetwork(), [drawn, taught], recipe)).eval()
    error = validation_error(head, held)
    _LOG.info("mean absolute error on %d validation photos: %.4f", len(held.heat), error)
    facts = {
        "version": VERSION,
        "validation_mean_absolute_error": round(error, 4),
        "trained_on": {"drawn_views": len(drawn.heat), "taught_photos": len(taught.heat)},
    }
    return TrainedHead(export_head(head, maps=MAPS, outputs=["saliency"]), facts)


def teach(network: SaliencyNetwork, pools: Sequence[SalientViews], recipe: SaliencyRecipe) -> SaliencyNetwork:
    """Take the recipe's steps; seeded, logs the loss."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    optimizer = torch.optim.AdamW(weight_groups(network.parameters(), rate=recipe.rate, decay=recipe.decay))
    descent = Descent(optimizer, warm_cosine(optimizer, warmup=50, total=recipe.steps))
    network.train()
    for step in range(recipe.steps):
        parts = [_draw(pool, count, rng) for pool, count in zip(pools, recipe.batch, strict=True)]
        maps = [torch.cat(column) for column in zip(*(maps for maps, _ in parts), strict=True)]
        loss = saliency_loss(network(*maps), torch.cat([heat for _, heat in parts]))
        descent.step(loss)
        if step % 100 == 0:
            _LOG.info("step %d: loss %.3f", step, loss.item())
    return network.eval()


def saliency_loss(logits: Tensor, heat: Tensor) -> Tensor:
    """Return cross-entropy of every cell, plus what the soft masks' overlap lacks of their union."""
    chance = logits.sigmoid()
    shared = (chance * heat).sum(dim=(1, 2))
    union = (chance + heat - chance * heat).sum(dim=(1, 2))
    missed = 1 - (shared + 1) / (union + 1)
    return functional.binary_cross_entropy_with_logits(logits, heat) + 0.5 * missed.mean()


def validation_error(head: SaliencyHead, views: SalientViews) -> float:
    """Return the mean absolute difference between the head's maps and the masks."""
    with torch.inference_mode():
        heat = head(*_maps(views, np.arange(len(views.heat)))).numpy()
    return float(np.abs(heat - views.heat).mean())


def _draw(pool: SalientViews, count: int, rng: np.random.Generator) -> tuple[list[Tensor], Tensor]:
    rows = np.sort(rng.choice(len(pool.heat), count, replace=False))
    return _maps(pool, rows), torch.from_numpy(pool.heat[rows])


def _maps(views: SalientViews, rows: NDArray[np.int64]) -> list[Tensor]:
    return [torch.from_numpy(array[rows].astype(np.float32)) for array in views.maps]
