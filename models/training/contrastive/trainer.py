"""The state of a run, and one step of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from albumen.errors import ConfigError
from models.training.contrastive.accumulation import Encoding, accumulate_gradients
from models.training.contrastive.batches import Batch
from models.training.contrastive.objective import Objective
from models.training.contrastive.ranks import Ranks
from models.training.contrastive.recipe import DescentSettings, Precision, Recipe
from models.training.contrastive.towers import TowerPair
from models.training.schedule import warm_cosine, weight_groups


@dataclass(frozen=True, slots=True)
class StepReport:
    """What a step was: the losses of this rank's rows, and the length of the gradient before it was clipped."""

    losses: dict[str, Tensor]
    gradient_norm: Tensor


class Trainer:
    """Towers, optimizer, schedule, scaler and step: everything that changes while a run goes on."""

    def __init__(self, recipe: Recipe, pair: TowerPair, ranks: Ranks) -> None:
        if recipe.precision is Precision.FP16 and ranks.device.type != "cuda":
            raise ConfigError("precision: fp16 needs a CUDA device; bf16 runs on CPUs too.")
        self.recipe = recipe
        self.pair = pair
        self.step = 0
        self._ranks = ranks
        spread = ranks.spread(pair)
        self._encode = Encoding(spread, ranks, recipe.precision, seed=recipe.seed)
        self._objective = Objective(recipe.losses, ranks)
        self._optimizer = _optimizer(pair, recipe.descent)
        self._schedule = warm_cosine(self._optimizer, warmup=recipe.descent.warmup_steps, total=recipe.descent.steps)
        self._scaler = torch.amp.GradScaler(ranks.device.type, enabled=recipe.precision is Precision.FP16)

    @property
    def device(self) -> torch.device:
        """Where the towers are."""
        return self._ranks.device

    @property
    def rate(self) -> float:
        """Learning rate of the backbone at the next step."""
        return float(self._schedule.get_last_lr()[0])

    @property
    def scale(self) -> float:
        """What logits are multiplied by."""
        return math.exp(float(self.pair.log_scale.detach()))

    def autocast(self) -> torch.autocast:
        """Return the context in which the towers run."""
        return self._encode.autocast()

    def learn(self, batch: Batch) -> StepReport:
        """Take one step down by one batch of this rank."""
        self._optimizer.zero_grad()
        losses = accumulate_gradients(
            self._encode,
            self._objective,
            batch,
            step=self.step,
            micro_photos=self.recipe.batch.micro_photos,
            scaler=self._scaler,
        )
        self._scaler.unscale_(self._optimizer)
        norm = nn.utils.clip_grad_norm_(self.pair.parameters(), self.recipe.descent.clip_norm)
        self._scaler.step(self._optimizer)
        self._scaler.update()
        self._schedule.step()
        self.pair.clamp_scale()
        self.step += 1
        return StepReport(losses, norm)

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint holds of the run."""
        return {"step": self.step, **{name: part.state_dict() for name, part in self._parts().items()}}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up a state that `state` returned."""
        self.step = state["step"]
        for name, part in self._parts().items():
            part.load_state_dict(state[name])

    def _parts(self) -> dict[str, Any]:
        return {
            "pair": self.pair,
            "optimizer": self._optimizer,
            "schedule": self._schedule,
            "scaler": self._scaler,
        }


def _optimizer(pair: TowerPair, settings: DescentSettings) -> torch.optim.Optimizer:
    """Return AdamW with a rate for each kind of weight; norms, biases and the scale are not decayed."""
    heads = [*pair.image.head.parameters(), *pair.text.head.parameters(), pair.log_scale]
    groups = [
        *weight_groups(pair.image.backbone.parameters(), rate=settings.image_rate, decay=settings.weight_decay),
        *weight_groups(pair.text.encoder.parameters(), rate=settings.text_rate, decay=settings.weight_decay),
        *weight_groups(heads, rate=settings.head_rate, decay=settings.weight_decay),
    ]
    return torch.optim.AdamW(groups, betas=(0.9, settings.beta2))
