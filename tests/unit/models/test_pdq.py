from __future__ import annotations

import pytest
from PIL import Image, ImageEnhance
from skimage import data

from models.ansa.heads.pdq import pdq_bits, pdq_hash
from models.ansa.heads.perceptual_print import hamming


@pytest.fixture(scope="module")
def cat() -> Image.Image:
    return Image.fromarray(data.chelsea())


def test_half_of_the_bits_are_set_because_the_median_parts_them(cat: Image.Image) -> None:
    bits = pdq_bits(cat)
    assert len(bits) == 32
    assert int.from_bytes(bits).bit_count() == 128


def test_a_smaller_and_brighter_copy_is_near_and_another_photo_is_far(cat: Image.Image) -> None:
    copy = ImageEnhance.Brightness(cat.resize((200, 133))).enhance(1.15)
    assert hamming(pdq_bits(cat), pdq_bits(copy)) <= 31  # the paper's threshold of a match
    assert hamming(pdq_bits(cat), pdq_bits(Image.fromarray(data.coffee()))) > 90


def test_bits_are_the_reference_programs_within_a_few(cat: Image.Image) -> None:
    # pdqhash 0.2.8 (Meta's own program) on this picture, as it is: hexadecimal of its 256 bits.
    reference = bytes.fromhex("5feb5321f01da156898e2bf629a5d3438412cdbd23f48942464526315db33ffd")
    assert hamming(pdq_bits(cat), reference) <= 12


def test_a_flat_picture_says_that_there_was_nothing_to_hash(cat: Image.Image) -> None:
    assert pdq_hash(cat).quality == 100
    assert pdq_hash(Image.new("RGB", (300, 200), (90, 120, 200))).quality == 0


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "I;16", "F", "1", "CMYK"])
def test_every_mode_and_a_single_pixel_have_a_hash(mode: str) -> None:
    assert len(pdq_bits(Image.new(mode, (1, 1)))) == 32
    assert len(pdq_bits(Image.new(mode, (9000, 3)))) == 32
