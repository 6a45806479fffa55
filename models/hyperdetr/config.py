"""Sizes of a HyperDETR network."""

from __future__ import annotations

from dataclasses import dataclass

from albumen.types import MaskKind

SCENE_KINDS = tuple(MaskKind)  # the fixed channels, in this order; PERSON is the union of all people
FEATURE_CHANNELS = 16  # "dynamic convolution: 16 x N" of the article
STRIDE = 32  # photo sides are multiples of it


@dataclass(frozen=True, slots=True)
class HyperDetrConfig:
    """What makes a network: the encoder's width, the transformer's sizes, the decoder's channels.

    `has_reduced_tail` halves the encoder's last blocks, as detectors on MobileNetV3 do (Howard et al. 2019,
    section 6.3). `decoder_channels` are those at strides 16, 8, 4 and 2; multiples
    of 16 run fastest in ONNX Runtime.
    """

    name: str
    width: float = 1.0
    has_reduced_tail: bool = True
    model_dim: int = 192
    heads: int = 6
    feedforward_dim: int = 768
    encoder_layers: int = 2
    decoder_layers: int = 6
    queries: int = 4
    decoder_channels: tuple[int, int, int, int] = (128, 80, 48, 32)


SMALL = HyperDetrConfig("hyperdetr-s")
# The article states the width, the 16 x N weights, four queries and six decoder layers; the rest is DETR's own, but for
# the feed-forward width: four decoder layers of 8-bit weights take 4 MB there, which is 1,024 beside DETR's 256.
ARTICLE = HyperDetrConfig(
    "hyperdetr-article",
    width=1.5,
    has_reduced_tail=False,
    model_dim=256,
    heads=8,
    feedforward_dim=1024,
    encoder_layers=6,
    decoder_channels=(256, 160, 96, 48),
)
CONFIGS = {config.name: config for config in (SMALL, ARTICLE)}
