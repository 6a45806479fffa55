"""A turned or mirrored picture's PDQ is near one of the eight forms of the picture's own."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from knowledge_graph.duplicates.codes import count_differing, pack_codes, turn_pdq
from models.ansa.heads.pdq import pdq_bits

TURNS = [
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
    Image.Transpose.FLIP_LEFT_RIGHT,
]


def _hash(image: Image.Image) -> np.ndarray:
    return np.frombuffer(pdq_bits(image), np.uint8)[None]


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    blocks = np.random.default_rng(3).integers(0, 256, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(blocks).resize((480, 360), Image.Resampling.BICUBIC)


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.name)
def test_a_turned_picture_is_near_a_form(picture: Image.Image, turn: Image.Transpose) -> None:
    turned = pack_codes(_hash(picture.transpose(turn)))
    distances = [int(count_differing(pack_codes(form), turned)[0]) for form in turn_pdq(_hash(picture))]
    assert min(distances) <= 20
    assert distances[0] > 60


def test_the_first_form_is_the_hash_itself(picture: Image.Image) -> None:
    assert np.array_equal(turn_pdq(_hash(picture))[0], _hash(picture))
