"""The subject lifting network: encoder, multi-scale decoder, and two branches from the encoder's terminal feature.

"Fast Class-Agnostic Salient Object Segmentation" (Apple Machine Learning Research, 2023): one branch predicts an affine
reweighting of the decoded channels, the other a scalar confidence for gating; the output is one alpha matte.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.subject_lifting.config import LifterConfig
from models.subject_lifting.encoder import build_encoder

_DILATIONS = (1, 2, 4)  # of the context block: a third of the side at 1/32

_MATTE_GAIN = 4.0


class LiftLogits(NamedTuple):
    """Logits before the sigmoid: `matte` (N, H, W), `coarse` (N, H/4, W/4), for training alone, `confidence` (N,)."""

    matte: Tensor
    coarse: Tensor
    confidence: Tensor


class SubjectLiftingNetwork(nn.Module):
    """Pixels (N, 3, H, W), normalised, H and W multiples of 32, to `LiftLogits`."""

    def __init__(self, config: LifterConfig | None = None) -> None:
        super().__init__()
        config = config or LifterConfig()
        self.encoder = build_encoder(config)
        *scales, terminal = self.encoder.feature_info.channels()  # type: ignore[operator, union-attr]
        self.context = ContextBlock(terminal, config.context)
        self.decoder = Decoder(scales[::-1], config)
        self.reweighting = _branch(terminal, config.branch, 2 * config.decoded[-1])
        self.gate = _branch(terminal, config.branch, 1)
        self.refinement = Refinement(config.decoded[-1], config.refined)
        nn.init.zeros_(self.reweighting[-1].weight)  # type: ignore[arg-type]
        nn.init.zeros_(self.reweighting[-1].bias)  # type: ignore[arg-type]

    def forward(self, pixels: Tensor) -> LiftLogits:
        """Return the logits of matte and confidence."""
        features = self.encoder(pixels)
        matte, coarse = self.decode(pixels, features)
        return LiftLogits(matte, coarse, self.rate(features))

    def rate(self, features: list[Tensor]) -> Tensor:
        """Return the confidence's logits (N,) from the encoder's features, finest first."""
        return self.gate(features[-1])[:, 0]

    def decode(self, pixels: Tensor, features: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Return the matte's logits (N, H, W) and the coarse ones, at a quarter of the side that was encoded.

        Args:
            pixels: (N, 3, H, W), of the encoded side or a larger one.
            features: The encoder's, finest first.
        """
        *finer, terminal = features
        decoded, coarse = self.decoder(self.context(terminal), finer[::-1])
        scale, shift = self.reweighting(terminal)[:, :, None, None].chunk(2, dim=1)  # (N, D, 1, 1) each
        return self.refinement(decoded * (1.0 + scale) + shift, pixels), coarse


class ContextBlock(nn.Module):
    """Sees the photo as a whole: dilated depthwise convolutions side by side, and the mean of everything."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.narrow = _conv(channels, width, kernel=1)
        self.views = nn.ModuleList(_conv(width, width, dilation=rate, groups=width) for rate in _DILATIONS)
        self.whole = _conv_mean(channels, width)
        self.fuse = _conv(width * (1 + len(_DILATIONS)), width, kernel=1)

    def forward(self, terminal: Tensor) -> Tensor:
        """Return (N, width, H/32, W/32)."""
        narrow = self.narrow(terminal)
        seen = torch.cat([narrow, *(view(narrow) for view in self.views)], dim=1)
        return self.fuse(seen) + self.whole(terminal.mean((2, 3), keepdim=True))


class Decoder(nn.Module):
    """Doubles the side four times, each time joined by the encoder's feature of that scale."""

    def __init__(self, scales: list[int], config: LifterConfig) -> None:
        super().__init__()
        widths = (config.context, *config.decoded)
        self.skips = nn.ModuleList(
            _conv(scale, skip, kernel=1) for scale, skip in zip(scales, config.skips, strict=True)
        )
        self.joins = nn.ModuleList(
            nn.Sequential(_conv(before + skip, after), _conv(after, after))
            for before, skip, after in zip(widths[:-1], config.skips, config.decoded, strict=True)
        )
        self.coarse = nn.Conv2d(config.decoded[-2], 1, 1)

    def forward(self, context: Tensor, features: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Return the decoded channels (N, D, H/2, W/2) and the coarse logits (N, H/4, W/4)."""
        decoded, before = context, context
        for skip, join, feature in zip(self.skips, self.joins, features, strict=True):
            before = decoded
            decoded = join(torch.cat([_doubled(decoded), skip(feature)], dim=1))
        return decoded, self.coarse(before)[:, 0]


class Refinement(nn.Module):
    """From the reweighted channels at half the side to the matte at the full one, with the photo's pixels beside them."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(channels, width, 1)
        self.join = _conv(width + 3, width)
        self.matte = nn.Conv2d(width, 1, 3, padding=1)
        with torch.no_grad():  # from torch's own start, logits need a thousand steps to become sure of anything
            self.matte.weight.mul_(_MATTE_GAIN)

    def forward(self, decoded: Tensor, pixels: Tensor) -> Tensor:
        """Return logits (N, H, W)."""
        side = (int(pixels.shape[-2]), int(pixels.shape[-1]))
        enlarged = functional.interpolate(self.narrow(decoded), size=side, mode="bilinear", align_corners=False)
        return self.matte(self.join(torch.cat([enlarged, pixels.to(decoded.dtype)], dim=1)))[:, 0]


def _doubled(feature: Tensor) -> Tensor:
    return functional.interpolate(feature, scale_factor=2.0, mode="bilinear", align_corners=False)


def _conv(before: int, after: int, *, kernel: int = 3, dilation: int = 1, groups: int = 1) -> nn.Sequential:
    padding = dilation * (kernel // 2)
    conv = nn.Conv2d(before, after, kernel, padding=padding, dilation=dilation, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(after), nn.ReLU(inplace=True))


def _conv_mean(channels: int, width: int) -> nn.Sequential:
    """A convolution for a 1x1 map, without batch norm: a batch has too few of its values."""
    return nn.Sequential(nn.Conv2d(channels, width, 1), nn.ReLU(inplace=True))


def _branch(channels: int, hidden: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, hidden), nn.ReLU(inplace=True),
        nn.Linear(hidden, outputs),
    )  # fmt: skip
