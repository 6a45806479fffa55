"""The transformer of DETR (Carion et al. 2020), pre-normalised, without operations that depend on the map's size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

    from models.hyperdetr.config import HyperDetrConfig

_PERIOD = 10_000.0  # Vaswani et al. 2017, section 3.5


def coordinates(features: Tensor) -> Tensor:
    """Return y and x of each cell in (0, 1): (B, 2, H, W), for maps of any size.

    They come of sums, as in DETR, so that an exported graph asks for no shape.
    """
    ones = features[:, :1] * 0.0 + 1.0
    rows, columns = torch.cumsum(ones, dim=2), torch.cumsum(ones, dim=3)
    height, width = ones.sum(dim=2, keepdim=True), ones.sum(dim=3, keepdim=True)
    return torch.cat([(rows - 0.5) / height, (columns - 0.5) / width], dim=1)


def sine_positions(features: Tensor, dim: int) -> Tensor:
    """Return sines and cosines of each cell's place: (B, dim, H, W)."""
    steps = torch.arange(dim // 4, device=features.device, dtype=torch.float32)
    rates = (2.0 * math.pi / _PERIOD ** (steps / (dim // 4))).reshape(1, -1, 1, 1)
    row, column = coordinates(features.float()).split(1, dim=1)
    angles = torch.cat([row * rates, column * rates], dim=1)  # (B, dim / 2, H, W)
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Attention(nn.Module):
    """Attention of `heads` heads; queries, keys and values come from different sequences."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.query, self.key, self.value = nn.Linear(dim, dim), nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.out = nn.Linear(dim, dim)
        self._heads = heads

    def forward(self, queries: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Attend: (B, Q, D) to (B, K, D), giving (B, Q, D)."""
        query, key, value = (
            self._split(self.query(queries)),
            self._split(self.key(keys)),
            self._split(self.value(values)),
        )
        scale = 1.0 / math.sqrt(int(query.shape[-1]))
        weights = torch.softmax(query @ key.transpose(-1, -2) * scale, dim=-1)
        mixed = (weights @ value).transpose(1, 2)  # (B, Q, heads, D / heads)
        return self.out(mixed.reshape(int(queries.shape[0]), -1, int(queries.shape[2])))

    def _split(self, sequence: Tensor) -> Tensor:
        batch, dim = int(sequence.shape[0]), int(sequence.shape[2])
        return sequence.reshape(batch, -1, self._heads, dim // self._heads).transpose(1, 2)


class EncoderLayer(nn.Module):
    """Attention of the map to itself, and a feed-forward network."""

    def __init__(self, config: HyperDetrConfig) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(config.model_dim) for _ in range(2))
        self.attention = Attention(config.model_dim, config.heads)
        self.feedforward = _feedforward(config)

    def forward(self, tokens: Tensor, positions: Tensor) -> Tensor:
        """Return the tokens, (B, T, D), after the layer."""
        normed = self.norms[0](tokens)
        tokens = tokens + self.attention(normed + positions, normed + positions, normed)
        return tokens + self.feedforward(self.norms[1](tokens))


class DecoderLayer(nn.Module):
    """Attention of the queries to each other and to the map, and a feed-forward network."""

    def __init__(self, config: HyperDetrConfig) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(config.model_dim) for _ in range(3))
        self.among_queries = Attention(config.model_dim, config.heads)
        self.to_map = Attention(config.model_dim, config.heads)
        self.feedforward = _feedforward(config)

    def forward(self, state: Tensor, places: Tensor, tokens: Tensor, positions: Tensor) -> Tensor:
        """Return the state of the queries, (B, N, D), after the layer; `places` are the learned queries."""
        normed = self.norms[0](state)
        state = state + self.among_queries(normed + places, normed + places, normed)
        state = state + self.to_map(self.norms[1](state) + places, tokens + positions, tokens)
        return state + self.feedforward(self.norms[2](state))


def _feedforward(config: HyperDetrConfig) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(config.model_dim, config.feedforward_dim),
        nn.ReLU(),
        nn.Linear(config.feedforward_dim, config.model_dim),
    )
