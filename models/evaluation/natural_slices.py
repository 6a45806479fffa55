"""Test photos that are dark, soft, colourless or tall by themselves, told by measuring their pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

TAIL = 0.1  # the darkest and the softest tenth of a set
COLOURLESS = 6.0  # mean difference between a pixel's strongest and weakest channel, of 255


@dataclass(frozen=True, slots=True)
class PixelMeasures:
    """Mean luma and mean chroma of 255, variance of the Laplacian of luma, and width over height."""

    luma: float
    chroma: float
    sharpness: float
    aspect: float


def measure_pixels(image: Image) -> PixelMeasures:
    """Measure an RGB image; sharpness as in Pech-Pacheco et al., ICPR 2000."""
    rgb = np.asarray(image, np.float32)
    luma = np.asarray(image.convert("L"), np.float32)
    inner = luma[1:-1, 1:-1]
    laplacian = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:] - 4.0 * inner
    chroma = rgb.max(axis=2) - rgb.min(axis=2)
    return PixelMeasures(
        float(luma.mean()),
        float(chroma.mean()),
        float(laplacian.var()) if laplacian.size else 0.0,
        image.width / image.height,
    )


def find_natural_slices(measures: Sequence[PixelMeasures]) -> dict[str, NDArray[np.bool_]]:
    """Return which photos belong to each slice, (N,) booleans; slices without photos are left out."""
    luma = np.array([measure.luma for measure in measures])
    sharpness = np.array([measure.sharpness for measure in measures])
    slices = {
        "darkest tenth": luma <= np.quantile(luma, TAIL),
        "softest tenth": sharpness <= np.quantile(sharpness, TAIL),
        "colourless": np.array([measure.chroma < COLOURLESS for measure in measures]),
        "taller than wide": np.array([measure.aspect < 1.0 for measure in measures]),
    }
    return {name: members for name, members in slices.items() if members.any()}
