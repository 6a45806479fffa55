"""Pictures for the indexer's tests: four quadrants of known colours, so that a wrong turn or tint is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from indexer.decode import DecodedPhoto, decode_photo
from indexer.pillow_setup import set_up_pillow

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 30), (30, 30, 220), (240, 240, 240)

# Decoders are set up before the first test, so that no test depends on another's having run.
set_up_pillow()


@pytest.fixture
def quadrants() -> Callable[..., Image.Image]:
    """Make an RGB picture: red and green above, blue and white below."""

    def make(width: int = 96, height: int = 64) -> Image.Image:
        image = Image.new("RGB", (width, height), WHITE)
        image.paste(RED, (0, 0, width // 2, height // 2))
        image.paste(GREEN, (width // 2, 0, width, height // 2))
        image.paste(BLUE, (0, height // 2, width // 2, height))
        return image

    return make


@pytest.fixture
def decode() -> Callable[..., DecodedPhoto]:
    """Decode with limits that suit a test."""

    def decode_small(path: Path, **limits: Any) -> DecodedPhoto:
        return decode_photo(path, **({"max_side_px": 128, "max_pixels": 10_000_000} | limits))

    return decode_small


@pytest.fixture
def shows_quadrants() -> Callable[[Image.Image], bool]:
    """Say whether a decoded image shows the quadrants upright, in their colours."""

    def check(image: Image.Image, tolerance: int = 24) -> bool:
        width, height = image.size
        corners = [(width // 4, height // 4), (3 * width // 4, height // 4)]
        corners += [(width // 4, 3 * height // 4), (3 * width // 4, 3 * height // 4)]
        found = [image.getpixel(corner) for corner in corners]
        wanted = [RED, GREEN, BLUE, WHITE]
        return image.mode == "RGB" and all(
            abs(a - b) <= tolerance for pair in zip(found, wanted, strict=True) for a, b in zip(*pair, strict=True)
        )

    return check
