"""Learning-rate schedule, weight groups and the moving average that is shipped."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from typing import Self

import torch
from torch import nn

_HEAD_RATE = 1e-3
_LAST_FRACTION = 0.02  # of the peak rate, at the end of the cosine


class AveragedNetwork:
    """An exponential moving average of a network's weights; short at first, so that it starts from the start."""

    def __init__(self, network: nn.Module, *, decay: float) -> None:
        self.network = copy.deepcopy(network).eval()
        self._decay = decay
        self._steps = 0

    @torch.no_grad()
    def update(self, network: nn.Module) -> None:
        """Take one step of the average."""
        self._steps += 1
        decay = min(self._decay, (1 + self._steps) / (20 + self._steps))
        for average, value in zip(self.network.parameters(), network.parameters(), strict=True):
            if value.requires_grad:
                average.lerp_(value, 1.0 - decay)


def warm_cosine(optimizer: torch.optim.Optimizer, *, warmup: int, total: int) -> torch.optim.lr_scheduler.LambdaLR:
    """Return a schedule: linear warm-up, then half a cosine."""

    def factor(step: int) -> float:
        cosine = 0.5 * (1.0 + math.cos(math.pi * min(1.0, step / total)))
        return min(1.0, (step + 1) / warmup) * (cosine * (1.0 - _LAST_FRACTION) + _LAST_FRACTION)

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


class Descent:
    """An optimizer and its schedule, stepped together."""

    def __init__(
        self, optimizer: torch.optim.Optimizer, schedule: torch.optim.lr_scheduler.LRScheduler, *, clip: float = 0.0
    ) -> None:
        """Descend; `clip` bounds the norm of all gradients, 0 leaves them as they are."""
        self._optimizer = optimizer
        self._schedule = schedule
        self._clip = clip

    @classmethod
    def of_head(cls, head: nn.Module, steps: int) -> Self:
        """Choose what fits a new head on frozen features, of photos and texts alike."""
        optimizer = torch.optim.AdamW(head.parameters(), lr=_HEAD_RATE, weight_decay=0.05)
        return cls(
            optimizer,
            torch.optim.lr_scheduler.OneCycleLR(optimizer, _HEAD_RATE, total_steps=steps, pct_start=0.1),
        )

    def step(self, loss: torch.Tensor) -> None:
        """Take one step down."""
        self._optimizer.zero_grad()
        loss.backward()
        if self._clip:
            groups = self._optimizer.param_groups
            nn.utils.clip_grad_norm_([weight for group in groups for weight in group["params"]], self._clip)
        self._optimizer.step()
        self._schedule.step()


def weight_groups(parameters: Iterable[nn.Parameter], *, rate: float, decay: float) -> list[dict[str, object]]:
    """Return optimizer groups: weight decay on matrices, none on norms and biases; frozen ones left out."""
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    return [
        {"params": [p for p in trained if p.ndim > 1], "lr": rate, "weight_decay": decay},
        {"params": [p for p in trained if p.ndim <= 1], "lr": rate, "weight_decay": 0.0},
    ]
