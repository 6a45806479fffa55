"""The descent: stages of growing side, a running mean of the weights, and a checkpoint to go on from."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from models.training.subject_lifting.lessons import LessonBatch, Lessons
from models.training.subject_lifting.losses import lifting_loss

if TYPE_CHECKING:
    from models.subject_lifting.network import SubjectLiftingNetwork
    from models.training.subject_lifting.recipe import Recipe, Stage

CHECKPOINT = "checkpoint.pt"
FINAL = "final.pt"
_MAX_NORM = 5.0
_LOG_STEPS = 50
_LAST_RATE = 0.01  # of the highest
_log = logging.getLogger(__name__)


class Trainer:
    """Descends a network by a recipe; the same call after a stop goes on from `WORK/checkpoint.pt`."""

    def __init__(self, network: SubjectLiftingNetwork, lessons: Lessons, recipe: Recipe, work_dir: Path) -> None:
        self.network = network.to(recipe.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = deepcopy(self.network).eval().requires_grad_(False)
        self._lessons, self._recipe, self._work_dir = lessons, recipe, work_dir
        if recipe.freeze_depthwise:
            freeze_depthwise(self.network.encoder)
        self._descent = torch.optim.AdamW(self._groups(), weight_decay=recipe.weight_decay)
        self._elapsed_s, self._step = 0.0, 0
        self._loss: float | None = None  # running mean

    @property
    def progress(self) -> float:
        """Share of the time that is gone."""
        return self._elapsed_s / (60.0 * self._recipe.minutes)

    def run(self) -> nn.Module:
        """Descend until the time is over; returns the running mean of the weights, also kept in `WORK/final.pt`."""
        self._resume()
        while self.progress < 1.0:
            self._run_stage(self._recipe.stage_at(self.progress))
        torch.save(self.average.state_dict(), self._work_dir / FINAL)
        return self.average

    def _run_stage(self, stage: Stage) -> None:
        self.network.train()
        before = saved = time.monotonic()
        for batch in iter_batches(self._lessons, stage, self._recipe.workers, self._recipe.seed + self._step):
            self._descend(batch)
            now = time.monotonic()
            self._elapsed_s += now - before
            before = now
            is_over = self.progress >= stage.until
            if is_over or now - saved > self._recipe.checkpoint_s:
                self._save()
                saved = now
            if is_over:
                return

    def _descend(self, batch: LessonBatch) -> None:
        self._set_rates()
        device = self._recipe.device
        batch = LessonBatch(batch.pixels.to(device), batch.mattes.to(device), batch.has_subject.to(device))
        with torch.autocast(device, torch.bfloat16):
            logits = self.network(batch.pixels)
        loss = lifting_loss(logits, batch)
        self._descent.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), _MAX_NORM)
        self._descent.step()
        self._step += 1
        self._follow()
        self._loss = loss.item() if self._loss is None else self._loss + 0.02 * (loss.item() - self._loss)
        if self._step % _LOG_STEPS == 0:
            side_px = batch.mattes.shape[-1]
            _log.info("step %d, %d px, %.1f %%, loss %.4f", self._step, side_px, 100 * self.progress, self._loss)

    def _set_rates(self) -> None:
        warm = min(1.0, (self._step + 1) / max(self._recipe.warmup_steps, 1))
        cosine = 0.5 * (1.0 + math.cos(math.pi * min(self.progress, 1.0)))
        for group in self._descent.param_groups:
            group["lr"] = group["highest"] * warm * (_LAST_RATE + (1.0 - _LAST_RATE) * cosine)

    @torch.no_grad()
    def _follow(self) -> None:
        """Move the running mean; it starts as a plain mean, so that the first weights do not linger."""
        share = max(1.0 - self._recipe.average, 1.0 / (self._step + 1))
        for mean, value in zip(self.average.state_dict().values(), self.network.state_dict().values(), strict=True):
            if mean.is_floating_point():
                mean.lerp_(value, share)
            else:
                mean.copy_(value)

    def _groups(self) -> list[dict[str, Any]]:
        encoder = [parameter for parameter in self.network.encoder.parameters() if parameter.requires_grad]
        known = {id(parameter) for parameter in self.network.encoder.parameters()}
        others = [parameter for parameter in self.network.parameters() if id(parameter) not in known]
        return [
            {"params": encoder, "highest": self._recipe.encoder_rate},
            {"params": others, "highest": self._recipe.rate},
        ]

    def _save(self) -> None:
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "descent": self._descent.state_dict(),
            "elapsed_s": self._elapsed_s,
            "step": self._step,
        }
        partial = self._work_dir / f"{CHECKPOINT}.partial"
        torch.save(state, partial)
        partial.replace(self._work_dir / CHECKPOINT)

    def _resume(self) -> None:
        path = self._work_dir / CHECKPOINT
        if not path.exists():
            return
        state = torch.load(path, map_location=self._recipe.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self._descent.load_state_dict(state["descent"])
        self._elapsed_s, self._step = state["elapsed_s"], state["step"]
        _log.info("going on at step %d, %.1f %%", self._step, 100 * self.progress)


def freeze_depthwise(encoder: nn.Module) -> None:
    """Keep the depthwise kernels as they came: their gradient takes a third of a step on a CPU and moves 3 % of weights."""
    for module in encoder.modules():
        if isinstance(module, nn.Conv2d) and module.groups > 1:
            module.weight.requires_grad_(False)


def iter_batches(lessons: Lessons, stage: Stage, workers: int, seed: int) -> Iterator[LessonBatch]:
    """Yield batches without end, made here or by worker processes."""
    yield from DataLoader(_Stream(lessons, stage, seed), batch_size=None, num_workers=workers)


class _Stream(IterableDataset[LessonBatch]):
    def __init__(self, lessons: Lessons, stage: Stage, seed: int) -> None:
        self._lessons, self._stage, self._seed = lessons, stage, seed

    def __iter__(self) -> Iterator[LessonBatch]:
        worker = get_worker_info()
        rng = np.random.default_rng([self._seed, worker.id if worker else 0])
        while True:
            yield self._lessons.draw_batch(self._stage.batch, self._stage.side_px, rng)
