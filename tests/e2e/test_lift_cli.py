"""Lifting as a person does it, with the shipped weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.e2e.conftest import Cli
from tests.lifting import draw


@pytest.fixture
def cup(tmp_path: Path) -> Path:
    """A red cup on its saucer, on a wooden table; 600 x 400."""
    skimage = pytest.importorskip("skimage")
    with Image.open(Path(skimage.__file__).parent / "data" / "coffee.png") as image:
        image.convert("RGB").save(tmp_path / "cup.jpg", quality=95)
    return tmp_path / "cup.jpg"


def test_a_cup_is_lifted_off_its_table_without_a_library(cli: Cli, cup: Path, tmp_path: Path) -> None:
    said = cli.run("lift", cup, "-o", tmp_path / "lifted.png").stdout
    assert "subject" in said
    assert "600 x 400 pixels" in said
    with Image.open(tmp_path / "lifted.png") as image:
        alpha = np.asarray(image)[..., 3]
    assert alpha[150, 320] == 255
    assert max(alpha[at] for at in ((5, 5), (390, 20), (390, 590))) == 0
    assert 0.2 < (alpha > 127).mean() < 0.6
    assert not cli.library.exists()


def test_a_cup_makes_a_sticker(cli: Cli, cup: Path, tmp_path: Path) -> None:
    cli.run("sticker", cup, "-o", tmp_path / "sticker.webp")
    with Image.open(tmp_path / "sticker.webp") as image:
        assert max(image.size) == 512
        assert image.getpixel((image.width // 2, image.height // 2))[3] == 255


def test_noise_holds_nothing_to_lift(cli: Cli, tmp_path: Path) -> None:
    draw((640, 480)).save(tmp_path / "noise.jpg")
    said = cli.run("lift", tmp_path / "noise.jpg", "-o", tmp_path / "out.png", code=3)
    assert "no subject" in said.stderr
    assert not (tmp_path / "out.png").exists()
