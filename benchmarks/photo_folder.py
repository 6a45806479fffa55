"""Make a folder of distinct 12-megapixel JPEGs from the sample photos, as a phone would have written them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from albumen.demo.library import build_demo_library

SIZE_PX = (4032, 3024)
QUALITY = 92


def make_photo_folder(folder: Path, count: int, *, seed: int = 0) -> Path:
    """Write `count` photos, each another crop of a sample, enlarged, with sensor noise; the same for one seed."""
    rng = np.random.default_rng(seed)
    samples = list(_iter_samples(folder.with_name("samples")))
    folder.mkdir(parents=True)
    for number in range(count):
        image = _crop(samples[number % len(samples)], rng)
        noise = rng.normal(0, 3, (SIZE_PX[1] // 4, SIZE_PX[0] // 4, 1)).repeat(4, 0).repeat(4, 1)
        pixels = np.clip(np.asarray(image, np.int16) + noise.astype(np.int16), 0, 255).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"IMG_{number:04d}.jpg", quality=QUALITY)
    return folder


def _iter_samples(folder: Path) -> Iterator[Image.Image]:
    for path in build_demo_library(folder).files:
        try:
            with Image.open(path) as image:
                yield image.convert("RGB")
        except OSError:
            continue  # the demo holds damaged files too


def _crop(sample: Image.Image, rng: np.random.Generator) -> Image.Image:
    width, height = sample.size
    scale = rng.uniform(0.6, 1.0)
    left, top = rng.uniform(0, 1 - scale, 2) * (width, height)
    box = (left, top, left + width * scale, top + height * scale)
    return sample.resize(SIZE_PX, Image.Resampling.BICUBIC, box=box)
