"""The objects head: three maps fused on the way up to 28 x 28, where every cell may be an object's centre.

After Zhou et al., "Objects as Points" (2019, arXiv:1904.07850): one heat map a class, and at every cell the size of the
object whose centre it is and where in the cell that centre lies. Convolutions are depthwise and pointwise in turn,
most of them on the coarse maps, where they cost little and see much. What the whole photo shows, by its embedding,
moves the heat of each class up or down everywhere: rare classes have few boxes, but the embedding knows their names.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.ansa.maps import MAP_SHAPES
from models.training.heads.objects_views import MAPS

STRIDE_PX = 8
SIDE = 28  # cells a side
TOP_K = 64  # centres that leave the graph
_FINE, _COARSE = 128, 160  # channels on map8, and on map16 and map32
_RARE = -4.6  # first logit of every class: one cell in a hundred
_FIRST_SIZE = 2.0  # first logarithm of a box's side: 7 cells
_LARGEST = 3.8  # 45 cells: more than the photo


class Separable(nn.Module):
    """A depthwise convolution of `kernel` x `kernel` cells and a pointwise one, beside a shortcut."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__()
        self.deep = nn.Sequential(
            nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
        )
        self.wide = pointwise(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return maps of the same shape."""
        return x + self.wide(self.deep(x))


class ObjectsNetwork(nn.Module):
    """Maps of N photos to heat logits (N, C, 28, 28) and geometry (N, 4, 28, 28): log width, log height, x, y.

    Widths and heights are in cells; x and y are the centre's distance from the middle of its cell, in cells.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        fine, middle, coarse = (MAP_SHAPES[name][0] for name in MAPS[:3])
        self.coarse = nn.Sequential(pointwise(coarse, _COARSE), *_blocks(2, _COARSE, 5))
        self.middle_in, self.middle = pointwise(middle, _COARSE), nn.Sequential(*_blocks(3, _COARSE, 5))
        self.fine_in, self.fine = pointwise(fine, _FINE), nn.Sequential(*_blocks(2, _FINE, 3))
        self.narrow = nn.Conv2d(_COARSE, _FINE, 1)
        self.enlarge = nn.Upsample(scale_factor=2.0, mode="nearest")
        self.heat, self.heat_out = Separable(_FINE, 3), nn.Conv2d(_FINE, classes, 1)
        self.geometry, self.geometry_out = Separable(_FINE, 3), nn.Conv2d(_FINE, 4, 1)
        self.presence = nn.Linear(MAP_SHAPES["embeddings"][0], classes, bias=False)
        self._start()

    def forward(self, map8: Tensor, map16: Tensor, map32: Tensor, embeddings: Tensor) -> tuple[Tensor, Tensor]:
        """Return heat logits and geometry."""
        x = self.enlarge(self.coarse(map32))
        x = self.enlarge(self.narrow(self.middle(self.middle_in(map16) + x)))
        x = self.fine(self.fine_in(map8) + x)
        heat = self.heat_out(self.heat(x)) + self.presence(embeddings)[:, :, None, None]
        return heat, self.geometry_out(self.geometry(x))

    def _start(self) -> None:
        """Begin with hardly any centre, and with boxes of a quarter of the photo's sides around each cell."""
        nn.init.zeros_(self.geometry_out.weight)
        self.heat_out.bias = nn.Parameter(torch.full((self.heat_out.out_channels,), _RARE))
        self.geometry_out.bias = nn.Parameter(torch.tensor([_FIRST_SIZE, _FIRST_SIZE, 0.0, 0.0]))


class PeakPicker(nn.Module):
    """The network with its decoding: what is exported, a few hundred numbers a photo instead of 65,000."""

    def __init__(self, network: ObjectsNetwork) -> None:
        super().__init__()
        self.network = network
        self.highest = nn.MaxPool2d(3, stride=1, padding=1)

    def forward(self, *maps: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return boxes (N, K, 4), scores (N, K) and classes (N, K) of the K best centres, best first."""
        heat, geometry = self.network(*maps)
        logits = torch.where(heat == self.highest(heat), heat, heat.new_full((), -20.0)).flatten(1)
        top, places = torch.topk(logits, TOP_K)  # (N, K)
        cells = places % (SIDE * SIDE)
        shares = box_shares(geometry).flatten(2)  # (N, 4, cells)
        boxes = torch.gather(shares, 2, cells[:, None].expand(-1, 4, -1)).transpose(1, 2)
        return boxes.clamp(0.0, 1.0), top.sigmoid(), torch.div(places, SIDE * SIDE, rounding_mode="floor")


def box_shares(geometry: Tensor) -> Tensor:
    """Return every cell's box, (N, 4, 28, 28): xyxy in shares of the photo's sides, not cut at its borders."""
    cells = torch.arange(SIDE, dtype=geometry.dtype, device=geometry.device) + 0.5
    half = geometry[:, :2].clamp(max=_LARGEST).exp() / 2  # (N, 2, H, W): width, height
    grid = torch.stack([cells.expand(SIDE, SIDE), cells[:, None].expand(SIDE, SIDE)])
    centre = grid + geometry[:, 2:]
    return torch.cat([centre - half, centre + half], dim=1) / SIDE


def pointwise(inputs: int, outputs: int) -> nn.Sequential:
    """Return a 1 x 1 convolution with its norm."""
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


def _blocks(count: int, channels: int, kernel: int) -> list[Separable]:
    return [Separable(channels, kernel) for _ in range(count)]
