"""The training loop: by the clock, so that it ends when it should on any machine; it can be stopped and resumed."""

from __future__ import annotations

import itertools
import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import nn

from models.hyperdetr.network import HyperDetr
from models.training.hyperdetr.objective import Losses, measure
from models.training.hyperdetr.recipe import Recipe, Stage, rate_factor
from models.training.hyperdetr.targets import Batch
from models.training.schedule import AveragedNetwork, weight_groups

CHECKPOINT_NAME = "checkpoint.pt"
_SAVE_EVERY_S = 240.0
_LOG_EVERY = 50
_CLIP = 2.0
_FROZEN_BLOCKS = 2  # of the encoder, and its stem: what they know of edges needs no labels, and costs most to teach

log = logging.getLogger(__name__)


class BatchSource(Protocol):
    """Draws batches, as `Mixture` does."""

    def draw_batches(self, rng: np.random.Generator) -> Iterator[Batch]:
        """Yield batches without end."""


@dataclass(slots=True)
class Progress:
    """Steps taken, and seconds spent before this run."""

    step: int = 0
    elapsed_s: float = 0.0


class Trainer:
    """A network, its average, its optimizer and where it stands."""

    def __init__(self, network: HyperDetr, recipe: Recipe, work_dir: Path) -> None:
        """Prepare a training that writes its checkpoint to `work_dir`, and goes on from one that is there."""
        freeze_stem(network)
        self.network = network.to(recipe.device).to(memory_format=torch.channels_last)
        self.average = AveragedNetwork(self.network, decay=recipe.average_decay)
        self._recipe, self._path = recipe, work_dir / CHECKPOINT_NAME
        self._optimizer = torch.optim.AdamW(_groups(self.network, recipe))
        self._peaks = [group["lr"] for group in self._optimizer.param_groups]
        self._progress = Progress()
        if self._path.exists():
            self._resume()

    def run(
        self, build_source: Callable[[Stage], BatchSource], *, every_s: float, look: Callable[[float], None]
    ) -> None:
        """Train to the end; `look` is called with the part of the time that is over, every so many seconds."""
        started = time.monotonic() - self._progress.elapsed_s
        saved = looked = self._progress.elapsed_s
        stage, batches = None, None
        while (elapsed := time.monotonic() - started) < 60.0 * self._recipe.minutes:
            share = elapsed / (60.0 * self._recipe.minutes)
            if stage is not self._recipe.stage_at(share) or batches is None:
                stage = self._recipe.stage_at(share)
                batches = build_source(stage).draw_batches(np.random.default_rng(self._progress.step))
            losses = self._step(next(batches).to(self._recipe.device), share)
            self._progress.elapsed_s = elapsed
            if self._progress.step % _LOG_EVERY == 0:
                log.info("%s", _line(self._progress, stage, losses))
            if elapsed - saved > _SAVE_EVERY_S:
                self.save()
                saved = elapsed
            if elapsed - looked > every_s:
                look(share)
                looked = elapsed
        self.save()

    def save(self) -> None:
        """Write the checkpoint, whole or not at all."""
        partial = self._path.with_suffix(".partial")
        state = {
            "network": self.network.state_dict(),
            "average": self.average.network.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self._progress.step,
            "elapsed_s": self._progress.elapsed_s,
        }
        torch.save(state, partial)
        partial.replace(self._path)

    def _step(self, batch: Batch, share: float) -> Losses:
        factor = rate_factor(self._progress.step, share)
        for group, peak in zip(self._optimizer.param_groups, self._peaks, strict=True):
            group["lr"] = factor * peak
        set_training(self.network)
        with torch.autocast(self._recipe.device, dtype=torch.bfloat16):
            scene = self.network.scene(batch.images)
        found = self.network.transformer(scene.deep.float())
        losses = measure(scene, found, batch)
        self._optimizer.zero_grad()
        losses.total.backward()
        nn.utils.clip_grad_norm_(itertools.chain(*(group["params"] for group in self._optimizer.param_groups)), _CLIP)
        self._optimizer.step()
        self.average.update(self.network)
        copy_statistics(self.network, self.average.network)
        self._progress.step += 1
        return losses

    def _resume(self) -> None:
        state: dict[str, Any] = torch.load(self._path, weights_only=True, map_location=self._recipe.device)
        self.network.load_state_dict(state["network"])
        self.average.network.load_state_dict(state["average"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._progress = Progress(state["step"], state["elapsed_s"])


def freeze_stem(network: HyperDetr) -> None:
    """Keep the encoder's first layers as they start."""
    for part in (network.encoder.conv_stem, network.encoder.bn1, network.encoder.blocks[:_FROZEN_BLOCKS]):
        part.requires_grad_(False)


def set_training(network: HyperDetr) -> None:
    """Switch to training, all but the encoder's norms: small batches would spoil their statistics."""
    network.train()
    for module in network.encoder.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()


def copy_statistics(network: nn.Module, average: nn.Module) -> None:
    """Give the average the norms' statistics, which are averages already."""
    for copied, value in zip(average.buffers(), network.buffers(), strict=True):
        copied.copy_(value)


def _groups(network: HyperDetr, recipe: Recipe) -> list[dict[str, Any]]:
    parts = (
        (network.encoder, recipe.encoder_rate),
        (network.decoder, recipe.decoder_rate),
        (network.transformer, recipe.transformer_rate),
    )
    return [
        group
        for part, rate in parts
        for group in weight_groups(part.parameters(), rate=rate, decay=recipe.weight_decay)
    ]


def _line(progress: Progress, stage: Stage, losses: Losses) -> str:
    entry = {
        "step": progress.step,
        "minutes": round(progress.elapsed_s / 60.0, 2),
        "side_px": stage.side_px,
        "total": round(losses.total.item(), 3),
        "scene": round(losses.scene, 3),
        "person": round(losses.person, 3),
        "box": round(losses.box, 3),
        "mask": round(losses.mask, 3),
    }
    return json.dumps(entry)
