"""Photos made worse by a known amount: blur, wrong exposure, noise.

Libraries hold photos of many sizes, so blur is measured against the side of the picture, and grain by what is left
of it at the side that the backbone sees. A severity in [0, 1] is a step on a logarithmic scale for blur and noise,
and in stops for exposure, the same for every kind of one defect.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from models.ansa.export import SIDE_PX

Degradation = Callable[[Image.Image, float, np.random.Generator], Image.Image]

_BLUR_SIGMA = (0.002, 0.025)  # of the mean side: 0.4 to 5.6 px of 224
_NOISE_SIGMA = (2.0, 40.0)  # of 255, at 224 px
_JPEG_QUALITY = (45.0, 4.0)
_MAX_STOPS = 3.0
_GAMMA = 2.2


@dataclass(frozen=True, slots=True)
class Defects:
    """Severities in [0, 1]."""

    blur: float = 0.0
    exposure: float = 0.0
    noise: float = 0.0


def degrade(image: Image.Image, kind: str, severity: float, rng: np.random.Generator) -> Image.Image:
    """Return a worse version.

    Args:
        image: 8-bit RGB.
        kind: A key of `DEFECT_OF`.
        severity: In [0, 1]; 0 is hardly visible.
        rng: Decides directions, grain and signs.
    """
    return _DEGRADATIONS[kind](image, severity, rng)


def technical_quality(
    blur: NDArray[np.float32], exposure: NDArray[np.float32], noise: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return what is left of photos' technical quality, in [0, 1], by their severities."""
    return (1.0 - blur) * (1.0 - exposure) * (1.0 - noise)


def _gaussian(image: Image.Image, severity: float, _rng: np.random.Generator) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(_sigma_px(image, severity)))


def _defocus(image: Image.Image, severity: float, _rng: np.random.Generator) -> Image.Image:
    """Blur by a disc of the same variance as the Gaussian's: its radius is twice sigma."""
    radius = 2.0 * _sigma_px(image, severity)
    y, x = _grid(radius + 1.0)
    return _convolve(image, np.clip(radius + 0.5 - np.hypot(x, y), 0.0, 1.0))


def _motion(image: Image.Image, severity: float, rng: np.random.Generator) -> Image.Image:
    """Blur along a line of the same variance: its length is sqrt(12) sigma."""
    half = np.sqrt(3.0) * _sigma_px(image, severity)
    y, x = _grid(half + 1.0)
    angle = rng.uniform(0.0, np.pi)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = y * np.cos(angle) - x * np.sin(angle)
    return _convolve(image, np.clip(1.0 - np.hypot(across, np.maximum(np.abs(along) - half, 0.0)), 0.0, 1.0))


def _enlarged(image: Image.Image, severity: float, _rng: np.random.Generator) -> Image.Image:
    """Enlarge a small picture: bicubic resampling blurs by about half of its pixel."""
    factor = max(1.0, 2.0 * _sigma_px(image, severity))
    width, height = (max(4, round(side / factor)) for side in image.size)
    small = image.resize((width, height), Image.Resampling.BICUBIC)
    return small.resize(image.size, Image.Resampling.BICUBIC)


def _under(image: Image.Image, severity: float, _rng: np.random.Generator) -> Image.Image:
    return _expose(image, -_MAX_STOPS * severity)


def _over(image: Image.Image, severity: float, _rng: np.random.Generator) -> Image.Image:
    return _expose(image, _MAX_STOPS * severity)


def _expose(image: Image.Image, stops: float) -> Image.Image:
    """Multiply linear light and clip."""
    light = (np.arange(256) / 255.0) ** _GAMMA * 2.0**stops
    table = np.clip(light, 0.0, 1.0) ** (1.0 / _GAMMA) * 255.0
    return image.point([round(float(value)) for value in table] * 3)


def _grain(image: Image.Image, severity: float, rng: np.random.Generator) -> Image.Image:
    """Add Gaussian noise, grey or coloured, of one or two pixels' size."""
    height, width = image.height, image.width
    size = int(rng.integers(1, 3))
    channels = int(rng.choice([1, 3]))
    noise = rng.normal(0.0, 1.0, (-(-height // size), -(-width // size), channels))
    noise = noise.repeat(size, axis=0).repeat(size, axis=1)[:height, :width]
    return _to_image(np.asarray(image, np.float64) + noise * _noise_sigma(image, severity))


def _shot(image: Image.Image, severity: float, rng: np.random.Generator) -> Image.Image:
    """Count photons: Poisson noise whose deviation at mid-grey is the severity's."""
    photons_per_level = 128.0 / _noise_sigma(image, severity) ** 2
    return _to_image(rng.poisson(np.asarray(image, np.float64) * photons_per_level) / photons_per_level)


def _jpeg(image: Image.Image, severity: float, _rng: np.random.Generator) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=round(_between(_JPEG_QUALITY, severity)))
    return Image.open(buffer).convert("RGB")


def _sigma_px(image: Image.Image, severity: float) -> float:
    return _between(_BLUR_SIGMA, severity) * sum(image.size) / 2.0


def _noise_sigma(image: Image.Image, severity: float) -> float:
    """Return the deviation to add, so that shrinking to the backbone's side leaves the severity's."""
    return _between(_NOISE_SIGMA, severity) * max(1.0, sum(image.size) / 2.0 / SIDE_PX)


def _between(ends: tuple[float, float], step: float) -> float:
    return float(ends[0] * (ends[1] / ends[0]) ** step)


def _grid(reach: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    steps = np.arange(-np.ceil(reach), np.ceil(reach) + 1.0)
    y, x = np.meshgrid(steps, steps, indexing="ij")
    return y, x


def _convolve(image: Image.Image, kernel: NDArray[np.float64]) -> Image.Image:
    """Convolve with an odd, square kernel, mirrored at the edges."""
    reach = len(kernel) // 2
    pixels = np.pad(np.asarray(image, np.float64), ((reach, reach), (reach, reach), (0, 0)), mode="symmetric")
    shape = (pixels.shape[0], pixels.shape[1])
    spectrum = np.fft.rfft2(pixels, axes=(0, 1)) * np.fft.rfft2(kernel / kernel.sum(), shape)[..., None]
    return _to_image(np.fft.irfft2(spectrum, shape, axes=(0, 1))[2 * reach :, 2 * reach :])


def _to_image(pixels: NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(pixels), 0, 255).astype(np.uint8))


_DEGRADATIONS: dict[str, Degradation] = {
    "gaussian": _gaussian,
    "defocus": _defocus,
    "motion": _motion,
    "enlarged": _enlarged,
    "under": _under,
    "over": _over,
    "grain": _grain,
    "shot": _shot,
    "jpeg": _jpeg,
}
DEFECT_OF: dict[str, str] = {
    **dict.fromkeys(("gaussian", "defocus", "motion", "enlarged"), "blur"),
    **dict.fromkeys(("under", "over"), "exposure"),
    **dict.fromkeys(("grain", "shot", "jpeg"), "noise"),
}
