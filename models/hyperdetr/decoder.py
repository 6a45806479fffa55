"""The convolutional decoder: a U-Net of residual blocks from stride 32 to full resolution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from torch import nn

from models.hyperdetr.attention import coordinates

if TYPE_CHECKING:
    from torch import Tensor


class MaskDecoder(nn.Module):
    """Joins the encoder's maps, coarse to fine, and adds the image itself at full resolution.

    Coordinates are joined at each stride, so that a linear combination of the outcome can tell two people apart who
    look the same (CoordConv; Liu et al. 2018). At full resolution the block is depthwise: it costs most there.
    """

    def __init__(self, pyramid_channels: Sequence[int], channels: Sequence[int], out_channels: int) -> None:
        """Build it; `pyramid_channels` from stride 2 to 32, `channels` from stride 16 to 2."""
        super().__init__()
        *skips, deepest = pyramid_channels
        self.joins = nn.ModuleList()
        coarser = deepest
        for skip, width in zip(reversed(skips), channels, strict=True):
            self.joins.append(SkipJoin(coarser, skip, width))
            coarser = width
        self.image = _conv(3, coarser, 3)
        self.fine = nn.Sequential(_conv(coarser, coarser, 3, groups=coarser), nn.ReLU(), _conv(coarser, coarser, 1))
        self.out = nn.Conv2d(coarser, out_channels, 1)

    def forward(self, pixels: Tensor, maps: Sequence[Tensor]) -> Tensor:
        """Return (B, out_channels, H, W). pixels: (B, 3, H, W); maps: from stride 2 to 32."""
        *skips, features = maps
        for join, skip in zip(self.joins, reversed(skips), strict=True):
            features = join(features, skip)
        features = torch.relu(_doubled(features) + self.image(pixels))
        return self.out(torch.relu(features + self.fine(features)))


class SkipJoin(nn.Module):
    """The coarser map at twice its size, plus the encoder's map, through a residual block."""

    def __init__(self, coarser: int, skip: int, width: int) -> None:
        super().__init__()
        self.coarser = nn.Conv2d(coarser, width, 1, bias=False)
        self.skip = _conv(skip + 2, width, 1)
        self.block = nn.Sequential(_conv(width, width, 3), nn.ReLU(), _conv(width, width, 3))

    def forward(self, features: Tensor, skip: Tensor) -> Tensor:
        """Return the joined map, (B, width, h, w) of the skip's size."""
        placed = torch.cat([skip, coordinates(skip)], dim=1)
        features = torch.relu(_doubled(self.coarser(features)) + self.skip(placed))
        return torch.relu(features + self.block(features))


def _doubled(features: Tensor) -> Tensor:
    return nn.functional.interpolate(features, scale_factor=2.0, mode="bilinear", align_corners=False)


def _conv(before: int, after: int, side: int, *, groups: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(before, after, side, padding=side // 2, groups=groups, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(after))
