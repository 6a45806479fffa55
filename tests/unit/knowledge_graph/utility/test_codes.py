"""Codes are found where they can be read, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from zxingcpp import BarcodeFormat, create_barcode

from knowledge_graph.utility.codes import ZxingReader


def _draw_code(symbology: str = "QRCode", scale: int = 4) -> Image.Image:
    code = create_barcode("4006381333931", getattr(BarcodeFormat, symbology))
    return Image.fromarray(np.asarray(code.to_image(scale=scale))).convert("RGB")


def _wall() -> Image.Image:
    """A wall of bricks that are not of one grey."""
    greys = np.random.default_rng(7).integers(90, 160, (24, 32), np.uint8)
    return Image.fromarray(greys).resize((512, 384), Image.Resampling.NEAREST).convert("RGB")


@pytest.mark.parametrize(
    ("symbology", "name"), [("QRCode", "QR Code"), ("EAN13", "EAN-13"), ("DataMatrix", "Data Matrix")]
)
def test_a_code_is_named(symbology: str, name: str) -> None:
    assert ZxingReader().read_image(_draw_code(symbology)) == name


@pytest.mark.parametrize("angle", [0, 12, 90, 200])
def test_a_code_on_a_wall_is_read_at_any_angle(angle: int) -> None:
    code, wall = _draw_code().resize((100, 100), Image.Resampling.BOX).rotate(angle, fillcolor="white"), _wall()
    wall.paste(code, (300, 150))
    assert ZxingReader().read_image(wall) == "QR Code"


def test_half_a_code_is_no_code() -> None:
    wall, code = _wall(), _draw_code()
    wall.paste(code.crop((0, 0, code.width // 2, code.height)), (300, 150))
    assert ZxingReader().read_image(wall) is None


@pytest.mark.parametrize("size", [(512, 384), (1, 1), (1, 400)])
def test_a_picture_without_a_code_has_none(size: tuple[int, int]) -> None:
    for mode in ("RGB", "L", "RGBA"):
        assert ZxingReader().read_image(_wall().resize(size).convert(mode)) is None
