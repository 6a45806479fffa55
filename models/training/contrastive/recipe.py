"""What a training run is told: a TOML recipe, checked key by key before anything is loaded."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field, NonNegativeFloat, NonNegativeInt, PositiveFloat, PositiveInt, TypeAdapter
from pydantic import ValidationError as InvalidRecipe
from pydantic.dataclasses import dataclass

from albumen.errors import ConfigError
from models.ansa.export import SIDE_PX
from models.ansa.minilm import LAYERS
from models.ansa.towers import EMBEDDING_DIM

RECIPES_DIR = Path(__file__).parent / "recipes"
_CHECKED = ConfigDict(extra="forbid", use_enum_values=False)


class Precision(StrEnum):
    """Number format of the forward pass; weights, losses and gradients stay fp32."""

    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"  # CUDA only, with a gradient scaler


class TextStart(StrEnum):
    """Where the text tower starts from."""

    MINILM = "minilm"  # all-MiniLM-L6-v2, from the package index
    SCRATCH = "scratch"


@dataclass(frozen=True, config=_CHECKED)
class ImageSettings:
    """The image tower: any timm feature extractor, and a new head."""

    backbone: str = "mobilenetv3_large_100"
    side_px: PositiveInt = SIDE_PX
    pretrained: bool = False  # timm's weights, from the Hugging Face hub
    gradient_checkpointing: bool = False
    dropout: float = Field(default=0.0, ge=0.0, lt=1.0)  # inside the head
    options: dict[str, Any] = field(default_factory=dict)  # more arguments of `timm.create_model`


@dataclass(frozen=True, config=_CHECKED)
class TextSettings:
    """The text tower: MiniLM's layers, and a new head."""

    start: TextStart = TextStart.MINILM
    layers: int = Field(default=LAYERS, ge=1, le=LAYERS)
    freeze_words: bool = False  # keep the token table, more than half of the weights, as it starts
    dropout: float = Field(default=0.0, ge=0.0, lt=1.0)  # inside the head


@dataclass(frozen=True, config=_CHECKED)
class LossSettings:
    """Weights of the losses. Distillation is on where one of its two is above 0."""

    contrastive: PositiveFloat = 1.0
    direction: NonNegativeFloat = 0.0
    neighbourhood: NonNegativeFloat = 0.0
    local_loss: bool = True  # each rank scores its own rows against all: the same gradients, 1 / ranks of the logits

    @property
    def distils(self) -> bool:
        """Whether the teacher's vectors are needed."""
        return self.direction > 0 or self.neighbourhood > 0


@dataclass(frozen=True, config=_CHECKED)
class BatchSettings:
    """Photos of one step, on each rank."""

    photos: PositiveInt = 256
    micro_photos: PositiveInt = 256  # in one forward pass; gradients of the parts add up to the whole batch's
    workers: NonNegativeInt = 0  # processes that decode, on each rank
    shuffle_photos: PositiveInt = 2000  # encoded photos that a worker holds to draw from

    def __post_init__(self) -> None:
        """Check that parts fill the batch."""
        if self.photos % self.micro_photos:
            raise ValueError(f"micro_photos ({self.micro_photos}) must divide photos ({self.photos})")


@dataclass(frozen=True, config=_CHECKED)
class DescentSettings:
    """AdamW, linear warm-up, half a cosine."""

    steps: PositiveInt
    warmup_steps: PositiveInt = 100
    image_rate: PositiveFloat = 1e-3
    text_rate: PositiveFloat = 1e-4
    head_rate: PositiveFloat = 1e-3
    weight_decay: NonNegativeFloat = 0.1
    beta2: float = Field(default=0.98, gt=0.0, lt=1.0)
    clip_norm: PositiveFloat = 5.0


@dataclass(frozen=True, config=_CHECKED)
class ReportSettings:
    """How often something is written, in steps. All three are done after the last step too."""

    log_steps: PositiveInt = 50
    validate_steps: PositiveInt = 1000
    checkpoint_steps: PositiveInt = 500


@dataclass(frozen=True, config=_CHECKED)
class Recipe:
    """A training run."""

    name: str
    descent: DescentSettings
    licence: str = "unstated"  # of the weights, for the manifest
    teacher: str = "none"  # whose vectors are distilled, for the manifest
    seed: NonNegativeInt = 0
    dim: PositiveInt = EMBEDDING_DIM
    precision: Precision = Precision.BF16
    image: ImageSettings = field(default_factory=ImageSettings)
    text: TextSettings = field(default_factory=TextSettings)
    losses: LossSettings = field(default_factory=LossSettings)
    batch: BatchSettings = field(default_factory=BatchSettings)
    report: ReportSettings = field(default_factory=ReportSettings)


def load_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Args:
        path: A file, or the name of a recipe that is shipped (`smoke`).

    Raises:
        ConfigError: No such file, no TOML, or a key is unknown, absent or out of range; the message names it.
    """
    file = path if path.exists() else RECIPES_DIR / path.with_suffix(".toml").name
    if not file.exists():
        shipped = ", ".join(sorted(recipe.stem for recipe in RECIPES_DIR.glob("*.toml")))
        raise ConfigError(f"There is no recipe {path}. Give a file, or one of {shipped}.")
    try:
        return parse_recipe(tomllib.loads(file.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file} is no TOML: {error}.") from error


def parse_recipe(content: dict[str, Any]) -> Recipe:
    """Check a recipe's content.

    Raises:
        ConfigError: As `load_recipe`.

    Example:
        >>> parse_recipe({"name": "mine", "descent": {"steps": 10}}).image.backbone
        'mobilenetv3_large_100'
    """
    try:
        return TypeAdapter(Recipe).validate_python(content)
    except InvalidRecipe as error:
        problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)]
        raise ConfigError(f"The recipe is off. {'; '.join(problems)}.") from error


def flatten(recipe: Recipe) -> dict[str, Any]:
    """Return the settings by their dotted keys, as plain values: what a checkpoint remembers."""
    flat: dict[str, Any] = {}
    for key, value in asdict(recipe).items():
        parts = {f"{key}.{inner}": part for inner, part in value.items()} if isinstance(value, dict) else {key: value}
        flat |= {name: str(part) if isinstance(part, StrEnum) else part for name, part in parts.items()}
    return flat
