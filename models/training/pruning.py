"""Gradual magnitude pruning: while a network trains, its smallest weights are set to zero and kept there.

Sparsity rises with a cubic curve, fast while much is redundant and slowly at the end, so that training can mend each
cut. Source: Zhu and Gupta, "To prune, or not to prune", 2017 (arXiv 1710.01878), section 3, equation 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

MIN_SIZE = 100_000  # smaller tensors (positions, norms, biases) hold a quarter of a percent of all weights


@dataclass(frozen=True, slots=True)
class PruningSchedule:
    """When to cut, and how much: sparsity is 0 before `start` and `final` from `end` on, counted in steps."""

    final: float
    start: int
    end: int
    every: int = 10

    def sparsity_at(self, step: int) -> float:
        """Return the fraction of zeros to have at a step, in [0, final].

        Example:
            >>> schedule = PruningSchedule(final=0.4, start=100, end=200)
            >>> [round(schedule.sparsity_at(step), 3) for step in (0, 100, 150, 200, 300)]
            [0.0, 0.0, 0.35, 0.4, 0.4]
        """
        done = min(1.0, max(0.0, (step - self.start) / (self.end - self.start)))
        return self.final * (1.0 - (1.0 - done) ** 3)

    def cuts_at(self, step: int) -> bool:
        """Say whether masks are chosen anew at a step; the last cut is at `end` exactly."""
        return self.start <= step <= self.end and ((step - self.start) % self.every == 0 or step == self.end)


class Pruner:
    """The masks of one network's large matrices.

    An embedding table is cut row by row: rare tokens have longer rows than common ones, so that one threshold for the
    whole table would cut common words most. Every other matrix has one threshold of its own.
    """

    def __init__(self, network: nn.Module, schedule: PruningSchedule) -> None:
        self._schedule = schedule
        self._tables = {
            f"{name}.weight" for name, module in network.named_modules() if isinstance(module, nn.Embedding)
        }
        self.masks = {
            name: torch.ones_like(weight)
            for name, weight in network.named_parameters()
            if weight.ndim > 1 and weight.numel() >= MIN_SIZE
        }

    def step(self, network: nn.Module, step: int) -> None:
        """Cut where the schedule says so, and hold what is cut at zero; call after each step of the optimizer."""
        if self._schedule.cuts_at(step):
            sparsity = self._schedule.sparsity_at(step)
            for name, weight in network.named_parameters():
                if name in self.masks:
                    self.masks[name] = magnitude_mask(weight, sparsity, by_row=name in self._tables)
        self.hold(network)

    @torch.no_grad()
    def hold(self, network: nn.Module) -> None:
        """Set the cut weights of a network of the same shape (the moving average, say) to zero."""
        for name, weight in network.named_parameters():
            if name in self.masks:
                weight.mul_(self.masks[name])


def magnitude_mask(weight: Tensor, sparsity: float, *, by_row: bool = False) -> Tensor:
    """Return a mask of 0 on the smallest weights and 1 on the others.

    Args:
        weight: A matrix.
        sparsity: Fraction of zeros, rounded to a whole number of weights.
        by_row: Choose within each row, instead of within the whole matrix.
    """
    sizes = weight.detach().abs()
    sizes = sizes if by_row else sizes.reshape(1, -1)
    count = round(sparsity * sizes.shape[1])
    mask = torch.ones_like(sizes)
    if count:
        smallest = np.argpartition(sizes.numpy(), count - 1, axis=1)[:, :count]
        mask.scatter_(1, torch.from_numpy(smallest), 0.0)
    return mask.reshape(weight.shape)


def sparsity_of(network: nn.Module) -> float:
    """Return the fraction of all parameters, biases and norms included, that are zero."""
    weights = list(network.parameters())
    return sum(int((weight == 0).sum()) for weight in weights) / sum(weight.numel() for weight in weights)
