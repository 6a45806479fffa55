"""What shapes the subject lifting network."""

from __future__ import annotations

from dataclasses import dataclass

FUSED_LITE0 = "fused_lite0"
SIDE_PX = 512  # of the photo that the network reads and of the matte; the article's
ENCODED_PX = 384  # of what the encoder looks at: objects have there the size that most of the training showed


@dataclass(frozen=True, slots=True)
class LifterConfig:
    """Sizes of encoder and decoder.

    Attributes:
        encoder: `fused_lite0`, or any convolutional feature extractor of timm with five scales, such as
            `tf_efficientnetv2_b0`.
        context: Channels of the context block on the terminal feature.
        decoded: Channels after each doubling, from 1/16 of the input's side to 1/2.
        skips: Channels that the encoder's feature of the same scale is narrowed to.
        refined: Channels at the full side, where the photo's own pixels join.
        branch: Hidden units of the reweighting and the confidence branch.
    """

    encoder: str = FUSED_LITE0
    context: int = 128
    decoded: tuple[int, int, int, int] = (96, 64, 32, 16)
    skips: tuple[int, int, int, int] = (64, 40, 24, 16)
    refined: int = 8
    branch: int = 64
    pretrained: bool = False
