"""The hash that is shown until a thumbnail has come, against the reference implementation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from indexer.thumbhash import encode_pixels, encode_thumbhash

# Of `pattern` below, by js/thumbhash.js of https://github.com/evanw/thumbhash at a652ce6.
REFERENCE = {
    (100, 75): "dff7010d806369978a757aa964f36169af85302305",
    (75, 100): "1ff8010d00d0a87c74b677b8474b51e64f73460814",
    (100, 100): "1ff8010f00818ba9a9656889868859f66249fa5865562200",
    (99, 57): "20f8010c8260b999ca73453f243e9f414705e6",
    (100, 20): "e0f70111822675684f636424c98600e211",
    (20, 100): "5ff80109029d4884770672956073790842",
    (16, 9): "1ea8091c8a41977970776886976a009b2ef2a6",
}


def pattern(width: int, height: int) -> np.ndarray:
    """Make a picture without symmetry, so that no term is halfway between two roundings."""
    y, x = np.mgrid[:height, :width]
    channels = (x * x * 3 + y * 5, x * y + 7 * y + 90, 2 * x + y * y * 3 + 60)
    return np.stack([channel % 256 for channel in channels], -1).astype(np.uint8)


@pytest.mark.parametrize("size_px", REFERENCE, ids=lambda size: "{}x{}".format(*size))
def test_the_hash_is_that_of_the_reference(size_px: tuple[int, int]) -> None:
    assert encode_pixels(pattern(*size_px)).hex() == REFERENCE[size_px]


@given(st.integers(1, 400), st.integers(1, 400))
def test_any_photo_has_a_short_hash(width: int, height: int) -> None:
    image = Image.fromarray(np.full((height, width, 3), (10, 200, 90), np.uint8))
    assert 17 <= len(encode_thumbhash(image)) <= 25


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (255, 0, 0), (0, 0, 255)])
def test_a_photo_of_one_colour_has_nothing_but_a_mean(colour: tuple[int, int, int]) -> None:
    encoded = encode_thumbhash(Image.new("RGB", (768, 576), colour))
    assert set(encoded[5:]) == {0}
    light = round(63 * sum(colour) / 765)
    assert encoded[0] & 63 == light


def test_a_large_photo_has_about_the_hash_of_its_reduction() -> None:
    small = Image.fromarray(np.linspace(0, 255, 32 * 24 * 3).reshape(24, 32, 3).astype(np.uint8))
    large = small.resize((768, 576), Image.Resampling.BICUBIC)
    assert encode_thumbhash(large)[:2] == encode_thumbhash(small)[:2]
