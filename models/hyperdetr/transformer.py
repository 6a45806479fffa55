"""From the deep map to people: for each query a logit, a box, and the weights of a dynamic 1x1 convolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

from models.hyperdetr.attention import DecoderLayer, EncoderLayer, sine_positions
from models.hyperdetr.config import FEATURE_CHANNELS

if TYPE_CHECKING:
    from torch import Tensor

    from models.hyperdetr.config import HyperDetrConfig


@dataclass(frozen=True, slots=True)
class Subjects:
    """What one decoder layer says of N queries.

    `logits` (B, N) that there is a person; `boxes` (B, N, 4) as centre, width and height in parts of the frame;
    `weights` (B, N, 16) of the convolution that gives the mask.
    """

    logits: Tensor
    boxes: Tensor
    weights: Tensor


class SubjectTransformer(nn.Module):
    """DETR's encoder and decoder over the deep map."""

    def __init__(self, config: HyperDetrConfig, deep_channels: int) -> None:
        super().__init__()
        dim = config.model_dim
        self.project = nn.Conv2d(deep_channels, dim, 1)
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_layers))
        self.encoder_norm = nn.LayerNorm(dim)
        self.decoder = nn.ModuleList(DecoderLayer(config) for _ in range(config.decoder_layers))
        self.decoder_norm = nn.LayerNorm(dim)
        self.queries = nn.Parameter(torch.randn(1, config.queries, dim))
        self.person = nn.Linear(dim, 1)
        self.box = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, 4))
        self.mask = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, FEATURE_CHANNELS))

    def forward(self, deep: Tensor) -> list[Subjects]:
        """Return what each decoder layer says, the last one last. deep: (B, C, h, w)."""
        features = self.project(deep)
        tokens = _sequence(features)
        positions = _sequence(sine_positions(features, int(features.shape[1]))).to(tokens.dtype)
        for layer in self.encoder:
            tokens = layer(tokens, positions)
        tokens = self.encoder_norm(tokens)
        state = self.queries * 0.0 + tokens[:, :1] * 0.0  # (B, N, D) of zeros
        found = []
        for layer in self.decoder:
            state = layer(state, self.queries, tokens, positions)
            found.append(self._read(self.decoder_norm(state)))
        return found

    def _read(self, state: Tensor) -> Subjects:
        return Subjects(self.person(state)[..., 0], self.box(state).sigmoid(), self.mask(state))


def apply_weights(features: Tensor, weights: Tensor) -> Tensor:
    """Run the dynamic 1x1 convolution: features (B, 16, H, W) and weights (B, N, 16) to mask logits (B, N, H, W)."""
    if features.shape[0] == 1:  # a plain convolution, which every runtime has at its fastest
        return nn.functional.conv2d(features, weights[0, :, :, None, None])
    return torch.einsum("bchw,bnc->bnhw", features, weights)


def _sequence(features: Tensor) -> Tensor:
    batch, channels = int(features.shape[0]), int(features.shape[1])
    return features.reshape(batch, channels, -1).transpose(1, 2)
