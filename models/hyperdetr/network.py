"""HyperDETR: a convolutional path for what the scene shows, a transformer path for whom, joined in the last layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn

from models.hyperdetr.config import FEATURE_CHANNELS, SCENE_KINDS
from models.hyperdetr.decoder import MaskDecoder
from models.hyperdetr.encoder import build_encoder
from models.hyperdetr.transformer import Subjects, SubjectTransformer, apply_weights

if TYPE_CHECKING:
    from torch import Tensor

    from models.hyperdetr.config import HyperDetrConfig

_HALF_RANGE = 127.5  # of 8-bit pixels: the starting weights read -1 to 1


@dataclass(frozen=True, slots=True)
class Scene:
    """What the convolutional path gives.

    `features` (B, 16, H, W) for the dynamic convolution; `logits` (B, 6, H, W) of `SCENE_KINDS`; `deep` (B, C, H/32,
    W/32), which the transformer reads.
    """

    features: Tensor
    logits: Tensor
    deep: Tensor


class HyperDetr(nn.Module):
    """The two paths. `scene` runs alone where nobody asks for single people."""

    def __init__(self, config: HyperDetrConfig) -> None:
        super().__init__()
        self.encoder = build_encoder(width=config.width, has_reduced_tail=config.has_reduced_tail)
        channels = self.encoder.feature_info.channels()
        outputs = FEATURE_CHANNELS + len(SCENE_KINDS)
        self.decoder = MaskDecoder(channels, config.decoder_channels, outputs)
        self.transformer = SubjectTransformer(config, channels[-1])

    def forward(self, image: Tensor) -> tuple[Scene, list[Subjects]]:
        """Return the scene, and what each decoder layer says of the subjects. image: (B, H, W, 3) uint8."""
        scene = self.scene(image)
        return scene, self.transformer(scene.deep)

    def scene(self, image: Tensor) -> Scene:
        """Run the convolutional path alone. image: (B, H, W, 3) uint8, H and W multiples of 32."""
        pixels = image.permute(0, 3, 1, 2).float() / _HALF_RANGE - 1.0
        maps = self.encoder(pixels)
        outputs = self.decoder(pixels, maps)
        features, logits = outputs.split([FEATURE_CHANNELS, len(SCENE_KINDS)], dim=1)
        return Scene(features, logits, maps[-1])


class SceneGraph(nn.Module):
    """The convolutional path as plain tensors, for export: image to features, scene and deep map."""

    def __init__(self, network: HyperDetr) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return features, scene logits and deep map. image: (1, H, W, 3) uint8."""
        scene = self.network.scene(image)
        return scene.features, scene.logits, scene.deep


class SubjectGraph(nn.Module):
    """The transformer path as plain tensors, for export; `layers` of the decoder's layers are kept."""

    def __init__(self, network: HyperDetr, layers: int) -> None:
        super().__init__()
        self.transformer = network.transformer
        self.transformer.decoder = self.transformer.decoder[:layers]

    def forward(self, deep: Tensor, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits (1, N), boxes (1, N, 4) and mask logits (1, N, H, W)."""
        last = self.transformer(deep)[-1]
        return last.logits, last.boxes, apply_weights(features, last.weights)
