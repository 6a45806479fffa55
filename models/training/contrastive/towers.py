"""The two towers that learn together, and the learnt sharpness of their scores.

Both end in the project's `ProjectionHead`, so what comes out is exported and run as `ansa-s` is.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, cast

import timm
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from albumen.errors import ConfigError
from models.ansa.export import MAX_TOKENS
from models.ansa.minilm import WIDTH, MiniLM, load_minilm
from models.ansa.towers import IMAGE_HIDDEN, TEXT_HIDDEN, ImageTower, ProjectionHead, TextTower
from models.training.contrastive.recipe import ImageSettings, Recipe, TextSettings, TextStart

# Radford and others, "Learning Transferable Visual Models From Natural Language Supervision" (2021), section 2.5.
FIRST_SCALE = 1 / 0.07
LARGEST_SCALE = 100.0
_SCRATCH_STD = 0.02  # of a transformer's first weights: Devlin and others, "BERT" (2019), its released code


class TowerPair(nn.Module):
    """Photos and texts to unit vectors of one space, and the scale of their logits."""

    def __init__(self, image: ImageTower, text: TextTower) -> None:
        super().__init__()
        self.image = image
        self.text = text
        self.log_scale = nn.Parameter(torch.tensor(math.log(FIRST_SCALE)))

    def forward(self, pixels: Tensor, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Encode pairs.

        Args:
            pixels: (N, S, S, 3) uint8.
            ids: (N, L) int64.
            mask: (N, L) int64.

        Returns:
            Image vectors and text vectors, both (N, D) float32 unit rows, and the scale, a float32 scalar.
        """
        images = F.normalize(self.image(pixels).float(), dim=-1)  # again, after what autocast rounded
        texts = F.normalize(self.text(ids, mask).float(), dim=-1)
        return images, texts, self.log_scale.exp()

    @torch.no_grad()
    def clamp_scale(self) -> None:
        """Hold the scale between 1 and 100, as CLIP does."""
        self.log_scale.clamp_(0.0, math.log(LARGEST_SCALE))


def build_pair(recipe: Recipe, *, tokenizer: Path, minilm: Path | None) -> TowerPair:
    """Return the towers at their start; the same seed gives the same weights.

    Args:
        recipe: The run's settings.
        tokenizer: `tokenizer.json`, whose vocabulary a tower from scratch gets.
        minilm: MiniLM's safetensors file; needed where `text.start` says so.

    Raises:
        ConfigError: timm cannot make the backbone.
    """
    torch.manual_seed(recipe.seed)
    return TowerPair(_build_image(recipe.image, recipe.dim), _build_text(recipe.text, recipe.dim, tokenizer, minilm))


def _build_image(settings: ImageSettings, dim: int) -> ImageTower:
    backbone = _create_backbone(settings)
    tower = ImageTower(backbone)
    tower.head = ProjectionHead(_width_of(backbone, settings), IMAGE_HIDDEN, dim=dim, dropout=settings.dropout)
    pretraining = cast(dict[str, Any], getattr(backbone, "pretrained_cfg", {}))
    if settings.pretrained:
        tower.mean.copy_(255.0 * torch.tensor(pretraining["mean"]))
        tower.inverse_std.copy_(1.0 / (255.0 * torch.tensor(pretraining["std"])))
    return tower


def _create_backbone(settings: ImageSettings) -> nn.Module:
    try:
        backbone = timm.create_model(
            settings.backbone, pretrained=settings.pretrained, num_classes=0, **settings.options
        )
    except Exception as error:  # timm raises what its model, its hub or its registry raised
        raise ConfigError(f"image.backbone: timm cannot make {settings.backbone} ({error}).") from error
    if settings.gradient_checkpointing:
        set_gradient_checkpointing(backbone, enabled=True)
    return backbone


def set_gradient_checkpointing(backbone: nn.Module, *, enabled: bool) -> None:
    """Keep fewer activations and compute them again on the way back, or not.

    Raises:
        ConfigError: The backbone has no such mode.
    """
    try:
        cast(Any, backbone).set_grad_checkpointing(enabled)
    except (AssertionError, AttributeError) as error:
        name = type(backbone).__name__
        raise ConfigError(f"image.gradient_checkpointing: {name} of timm does not support it.") from error


def _width_of(backbone: nn.Module, settings: ImageSettings) -> int:
    """Return the length of the pooled features; `num_features` is another number where a head keeps a layer."""
    was_training = backbone.training
    with torch.inference_mode():
        features = backbone.eval()(torch.zeros(1, 3, settings.side_px, settings.side_px))
    backbone.train(was_training)
    if features.ndim != 2:
        raise ConfigError(f"image.backbone: {settings.backbone} gives {tuple(features.shape)}, no pooled features.")
    return int(features.shape[1])


def _build_text(settings: TextSettings, dim: int, tokenizer: Path, minilm: Path | None) -> TextTower:
    vocabulary = len(json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"])
    if settings.start is TextStart.MINILM:
        assert minilm is not None
        encoder = load_minilm(minilm)
        if vocabulary != encoder.words.num_embeddings:
            raise ConfigError(
                f"text.start: minilm has {encoder.words.num_embeddings} tokens and {tokenizer} {vocabulary}; leave "
                "--tokenizer out to train with MiniLM's own, or start from scratch."
            )
        encoder.layers = encoder.layers[: settings.layers]
        encoder.positions = nn.Embedding.from_pretrained(encoder.positions.weight[:MAX_TOKENS].clone(), freeze=False)
    else:
        encoder = MiniLM(vocabulary=vocabulary, layers=settings.layers, context=MAX_TOKENS)
        encoder.apply(_start_small)
    encoder.words.requires_grad_(not settings.freeze_words)
    tower = TextTower(encoder)
    tower.head = ProjectionHead(WIDTH, TEXT_HIDDEN, dim=dim, dropout=settings.dropout)
    return tower


def _start_small(module: nn.Module) -> None:
    if isinstance(module, nn.Embedding | nn.Linear):
        nn.init.normal_(module.weight, std=_SCRATCH_STD)
