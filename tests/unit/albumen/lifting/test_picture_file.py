from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.lifting.picture_file import write_cutout


@pytest.mark.parametrize("name", ["out.png", "out.webp", "OUT.PNG"])
def test_a_cut_out_is_written_with_its_alpha_and_says_that_it_is_srgb(tmp_path: Path, name: str) -> None:
    pixels = np.zeros((40, 30, 4), np.uint8)
    pixels[10:20, 5:15] = (200, 100, 50, 255)
    write_cutout(tmp_path / name, pixels[5:25, 2:])  # a part of a larger one
    with Image.open(tmp_path / name) as image:
        assert image.size == (28, 20)
        assert image.mode == "RGBA"
        assert image.getpixel((5, 8))[3] == 255
        assert image.getpixel((0, 0))[3] == 0
        assert image.info["icc_profile"]
    assert [path.name for path in tmp_path.iterdir()] == [name]
