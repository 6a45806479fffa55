"""How long, how large and how fast: one recipe for two processor cores, one for a GPU."""

from __future__ import annotations

import math
from dataclasses import dataclass

_LAST_FRACTION = 0.02  # of the peak rates, at the end of the cosine
_WARM_STEPS = 150


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the training: photos with a short side of `side_px`, until `until` (0 to 1) of the time is over."""

    until: float
    side_px: int
    batch_size: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """A training of so many minutes. Rates are those of AdamW at their peak."""

    name: str
    device: str
    minutes: float
    stages: tuple[Stage, ...]
    encoder_rate: float = 3e-4
    decoder_rate: float = 1.5e-3
    transformer_rate: float = 3e-4
    weight_decay: float = 0.02
    average_decay: float = 0.998

    def stage_at(self, progress: float) -> Stage:
        """Return the stage at a part of the time, in [0, 1]."""
        return next(stage for stage in self.stages if progress < stage.until or stage is self.stages[-1])


TWO_CORES = Recipe("two-cores", "cpu", 82.0, (Stage(0.55, 192, 8), Stage(0.7, 288, 8), Stage(1.0, 384, 6)))
# Not run yet: sized by the CPU recipe's steps, with the article's resolution throughout.
ONE_GPU = Recipe("one-gpu", "cuda", 15.0, (Stage(0.5, 288, 32), Stage(1.0, 384, 32)), average_decay=0.999)
RECIPES = {recipe.name: recipe for recipe in (TWO_CORES, ONE_GPU)}


def rate_factor(step: int, progress: float) -> float:
    """Return the part of the peak rate: a linear warm-up by steps, then half a cosine over the time."""
    cosine = 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))
    return min(1.0, (step + 1) / _WARM_STEPS) * (cosine * (1.0 - _LAST_FRACTION) + _LAST_FRACTION)
