"""Stand-ins for what lifts and segments, and pictures that they understand: colourful shapes on grey."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from albumen.run_lengths import pack_mask
from albumen.types import EncoderIdentity, Mask, MaskKind, Segmentation
from models.segmenter import SubjectMatte

GREY = (120, 120, 120)
RED, BLUE = (220, 30, 30), (30, 40, 220)
SIDE = 128

Shape = tuple[tuple[int, int, int], tuple[float, float, float, float]]


class ColourLifter:
    """Takes what is colourful for the subject; sure of it unless there is nothing."""

    identity = EncoderIdentity("colour-lifter", "1", "1")
    weights_sha256 = "1" * 64
    min_confidence = 0.5

    def __init__(self) -> None:
        self.lifted = 0

    def rate_image(self, image: Image.Image) -> float:
        return 0.9 if _colourfulness(image).max() > 0.5 else 0.1

    def lift_image(self, image: Image.Image) -> SubjectMatte:
        self.lifted += 1
        return SubjectMatte(_colourfulness(image), self.rate_image(image))


class ScriptedLifter:
    """Gives prepared mattes in order, whatever it is shown; None is a photo without a subject."""

    identity = EncoderIdentity("scripted-lifter", "1", "1")
    weights_sha256 = "2" * 64
    min_confidence = 0.5

    def __init__(self, alphas: Sequence[np.ndarray | None]) -> None:
        self.alphas = alphas
        self._at = 0

    def rate_image(self, image: Image.Image) -> float:
        return 0.1 if self.alphas[self._at] is None else 0.9

    def lift_image(self, image: Image.Image) -> SubjectMatte:
        alpha = self.alphas[self._at]
        self._at += 1
        if alpha is None:
            return SubjectMatte(np.zeros((SIDE, SIDE), np.float32), 0.1)
        return SubjectMatte(alpha.astype(np.float32), 0.9)


class ColourSegmenter:
    """Takes what is red for one person and what is blue for another."""

    identity = EncoderIdentity("colour-segmenter", "1", "1")
    weights_sha256 = "3" * 64

    def segment_image(self, image: Image.Image) -> Segmentation:
        pixels = np.asarray(image.convert("RGB").resize((96, 64))).astype(int)
        found = [pixels[..., channel] > pixels[..., 2 - channel] + 60 for channel in (0, 2)]
        masks = [
            Mask(MaskKind.PERSON, number, 0.9, float(mask.mean()), pack_mask(mask))
            for number, mask in enumerate((mask for mask in found if mask.any()), 1)
        ]
        return Segmentation(64, 96, tuple(masks), float(sum(mask.share for mask in masks)))


def draw(size_px: tuple[int, int], *shapes: Shape) -> Image.Image:
    """Draw ellipses of a colour in boxes of shares of the frame (left, top, right, bottom), on grey with some texture."""
    width, height = size_px
    noise = np.random.default_rng(7).integers(-9, 10, (height, width, 1))
    image = Image.fromarray((np.full((height, width, 3), GREY) + noise).astype(np.uint8))
    for colour, (left, top, right, bottom) in shapes:
        ImageDraw.Draw(image).ellipse((left * width, top * height, right * width, bottom * height), fill=colour)
    return image


def _colourfulness(image: Image.Image) -> np.ndarray:
    pixels = np.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)).astype(np.float32)
    return np.clip((pixels.max(-1) - pixels.min(-1) - 20) / 160, 0, 1).astype(np.float32)
