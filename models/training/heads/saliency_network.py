"""The saliency head: three maps fused at 28 x 28, a few channels wide."""

from __future__ import annotations

from torch import Tensor, nn

from models.ansa.maps import MAP_SHAPES
from models.training.heads.objects_network import Separable, pointwise

MAPS = ("map8", "map16", "map32")
_CHANNELS = 48


class SaliencyNetwork(nn.Module):
    """Maps of N photos to logits (N, 28, 28)."""

    def __init__(self) -> None:
        super().__init__()
        self.fine_in, self.middle_in, self.coarse_in = (pointwise(MAP_SHAPES[name][0], _CHANNELS) for name in MAPS)
        self.coarse, self.middle, self.fine = (Separable(_CHANNELS, 5) for _ in MAPS)
        self.enlarge = nn.Upsample(scale_factor=2.0, mode="nearest")
        self.answer = nn.Conv2d(_CHANNELS, 1, 3, padding=1)

    def forward(self, map8: Tensor, map16: Tensor, map32: Tensor) -> Tensor:
        """Return the logits."""
        x = self.enlarge(self.coarse(self.coarse_in(map32)))
        x = self.enlarge(self.middle(self.middle_in(map16) + x))
        return self.answer(self.fine(self.fine_in(map8) + x))[:, 0]


class SaliencyHead(nn.Module):
    """The network as it is exported: saliency in [0, 1]."""

    def __init__(self, network: SaliencyNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, *maps: Tensor) -> Tensor:
        """Return the heat, (N, 28, 28)."""
        return self.network(*maps).sigmoid()
