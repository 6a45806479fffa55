"""DETR's own mask head, to measure HyperDETR's against: Carion et al. 2020, section 4.4, "DETR for panoptic segmentation".

Each query attends to the encoded image once more; its attention maps, one for each head, join the image's features and go
through a small feature pyramid network, batched over the queries. So the work and the memory of every convolution are
multiplied by their number, where HyperDETR's decoder runs once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from models.hyperdetr.attention import sine_positions

if TYPE_CHECKING:
    from models.hyperdetr.network import HyperDetr

_GROUPS = 8  # of the norms, as in DETR; fewer where a width is no multiple of it
_HALF_RANGE = 127.5


class AttentionMaps(nn.Module):
    """How much each query looks at each place, by each head; without the values that attention would mix."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(dim, dim), nn.Conv2d(dim, dim, 1)
        self._heads = heads

    def forward(self, state: Tensor, memory: Tensor) -> Tensor:
        """Return (N, heads, h, w). state: (1, N, D); memory: (1, D, h, w)."""
        height, width = memory.shape[2:]
        depth = state.shape[2] // self._heads
        queries = self.query(state)[0].reshape(-1, self._heads, depth).transpose(0, 1) / math.sqrt(depth)
        keys = self.key(memory)[0].reshape(self._heads, depth, height * width)
        scores = (queries @ keys).transpose(0, 1)  # (N, heads, h w)
        shares = scores.reshape(-1, self._heads * height * width).softmax(dim=-1)  # over all heads, as in DETR
        return shares.reshape(-1, self._heads, height, width)


class MaskPyramid(nn.Module):
    """From attention maps to a mask for each query, stride 32 to that of the last skip, doubling at each.

    DETR goes to stride 4; with two skips more, of stride 2 and of the image itself, the same design reaches every pixel.
    """

    def __init__(self, dim: int, heads: int, skips: Sequence[int]) -> None:
        """Build it; `skips` are channels of the image's maps, coarse to fine."""
        super().__init__()
        widths = [dim // 2 ** (step + 1) for step in range(len(skips) + 1)]
        self.first = nn.Sequential(_convolution(dim + heads, dim + heads), _convolution(dim + heads, widths[0]))
        self.skips = nn.ModuleList(nn.Conv2d(skip, width, 1) for skip, width in zip(skips, widths, strict=False))
        self.steps = nn.ModuleList(_convolution(*pair) for pair in pairwise(widths))
        self.out = nn.Conv2d(widths[-1], 1, 3, padding=1)

    def forward(self, features: Tensor, attention: Tensor, maps: Sequence[Tensor]) -> Tensor:
        """Return mask logits (N, 1, H, W). features: (1, D, h, w); attention: (N, heads, h, w); maps: coarse to fine."""
        repeated = features.expand(attention.shape[0], -1, -1, -1)
        masks = self.first(torch.cat([repeated, attention], dim=1))
        for skip, step, image in zip(self.skips, self.steps, maps, strict=True):
            masks = step(skip(image) + F.interpolate(masks, scale_factor=2.0, mode="nearest"))
        return self.out(masks)


class DetrGraph(nn.Module):
    """A HyperDETR's encoder and transformer under DETR's mask head: image to logits, boxes and masks, for export."""

    def __init__(self, network: HyperDetr, *, layers: int, heads: int, is_full_size: bool) -> None:
        """Build it; `is_full_size` takes the pyramid to every pixel, else its masks of stride 4 are enlarged."""
        super().__init__()
        self.network, self._layers, self._is_full_size = network, layers, is_full_size
        dim = network.transformer.project.out_channels
        fine, *coarse = network.encoder.feature_info.channels()[:-1]
        skips = [*reversed(coarse), *([fine, 3] if is_full_size else [])]
        self.attention, self.pyramid = AttentionMaps(dim, heads), MaskPyramid(dim, heads, skips)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits (1, N), boxes (1, N, 4) and mask logits (1, N, H, W). image: (1, H, W, 3) uint8."""
        pixels = image.permute(0, 3, 1, 2).float() / _HALF_RANGE - 1.0
        maps = self.network.encoder(pixels)
        features, memory, state = self._transform(maps[-1])
        skips = [*reversed(maps[1:-1]), *([maps[0], pixels] if self._is_full_size else [])]
        masks = self.pyramid(features, self.attention(state, memory), skips)
        if not self._is_full_size:
            masks = F.interpolate(masks, scale_factor=4.0, mode="bilinear", align_corners=False)
        transformer = self.network.transformer
        return transformer.person(state)[..., 0], transformer.box(state).sigmoid(), masks.transpose(0, 1)

    def _transform(self, deep: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return projected features and encoded ones, (1, D, h, w) each, and the state of the queries (1, N, D)."""
        transformer = self.network.transformer
        features = transformer.project(deep)
        positions = sine_positions(features, features.shape[1]).flatten(2).transpose(1, 2)
        tokens = features.flatten(2).transpose(1, 2)
        for layer in transformer.encoder:
            tokens = layer(tokens, positions)
        tokens = transformer.encoder_norm(tokens)
        state = torch.zeros_like(transformer.queries)
        for layer in transformer.decoder[: self._layers]:
            state = layer(state, transformer.queries, tokens, positions)
        return features, tokens.transpose(1, 2).reshape(features.shape), transformer.decoder_norm(state)


def _convolution(before: int, after: int) -> nn.Sequential:
    convolution = nn.Conv2d(before, after, 3, padding=1)
    return nn.Sequential(convolution, nn.GroupNorm(math.gcd(_GROUPS, after), after), nn.ReLU())
