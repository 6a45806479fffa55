"""How long, how large and how fast: a training's settings, read from TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from albumen.errors import UsageError

RECIPES_DIR = Path(__file__).parent / "recipes"


class Stage(BaseModel):
    """A stretch of the training: up to a share of its time, with views of one side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    until: float = Field(gt=0, le=1)
    side_px: int = Field(gt=0, multiple_of=32)
    batch: int = Field(gt=1)


class Recipe(BaseModel):
    """Settings of one training; time is counted while it runs, so that a stop costs nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minutes: float = Field(gt=0)
    align_minutes: float = Field(gt=0)
    rate: float = Field(gt=0)
    encoder_rate: float = Field(gt=0)
    weight_decay: float = Field(default=0.02, ge=0)
    warmup_steps: int = Field(default=60, ge=0)
    average: float = Field(default=0.995, ge=0, lt=1)
    freeze_depthwise: bool
    workers: int = Field(ge=0)
    device: str
    seed: int = 0
    checkpoint_s: float = Field(default=120, gt=0)
    stages: tuple[Stage, ...] = Field(min_length=1)

    def stage_at(self, progress: float) -> Stage:
        """Return the stage at a share of the time; beyond the end, the last."""
        return next((stage for stage in self.stages if progress < stage.until), self.stages[-1])


def load_recipe(name: str) -> Recipe:
    """Read a recipe by the name of one that is shipped, or by path.

    Raises:
        UsageError: There is no such file, or something in it is unknown, absent or out of range.
    """
    shipped = RECIPES_DIR / f"{name}.toml"
    path = shipped if shipped.exists() else Path(name)
    try:
        return Recipe.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        known = ", ".join(sorted(recipe.stem for recipe in RECIPES_DIR.glob("*.toml")))
        raise UsageError(f"No recipe {name} ({error.strerror}). Shipped ones: {known}.") from error
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise UsageError(f"The recipe {path} cannot be used: {error}") from error
