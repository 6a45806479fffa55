from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import OutputError, UsageError
from albumen.lifting.picture_file import check_target, write_cutout, write_whole

SUFFIXES = (".png", ".webp")


def _check(path: Path, original: Path, *, is_forced: bool = False) -> None:
    check_target(path, SUFFIXES, originals=[original], is_forced=is_forced)


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


def test_an_existing_file_is_replaced_only_by_force(tmp_path: Path) -> None:
    (tmp_path / "out.png").write_bytes(b"old")
    with pytest.raises(UsageError, match="--force"):
        _check(tmp_path / "out.png", tmp_path / "in.jpg")
    _check(tmp_path / "out.png", tmp_path / "in.jpg", is_forced=True)


def test_the_original_is_never_written_to_under_any_name(tmp_path: Path) -> None:
    original = tmp_path / "photo.png"
    original.write_bytes(b"the original")
    (tmp_path / "other.png").hardlink_to(original)
    for name in ("photo.png", "other.png"):
        with pytest.raises(UsageError, match="is the original"):
            _check(tmp_path / name, original, is_forced=True)


@pytest.mark.parametrize(
    ("name", "words"), [("out.jpg", r"\.png, \.webp"), ("out", "none of the kinds"), ("no/out.png", "no folder")]
)
def test_what_cannot_hold_a_cut_out_is_refused_before_any_work(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _check(tmp_path / name, tmp_path / "in.jpg")


def test_a_file_that_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail(_file: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_whole(tmp_path / "out.png", fail)
    assert list(tmp_path.iterdir()) == []
