"""The wrapper of RapidOCR: bounded images in, lines in the image's own pixels out, and no network asked."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from albumen.errors import WeightsError
from models.registry import create_text_reader
from models.text_reader.rapid_ocr import RapidOcrReader, find_rapid_ocr
from models.text_reader.reader import MOST_PIXELS, TextReader, reading_side

LINES = ("Invoice 2023-117", "Total 12.50")


@pytest.fixture(scope="module")
def reader() -> TextReader:
    reader = create_text_reader(threads=1)
    assert reader is not None
    return reader


def _page(size: tuple[int, int] = (600, 200), scale: float = 1.0) -> Image.Image:
    page = Image.new("RGB", size, "white")
    font = ImageFont.load_default(32 * scale)
    for at, line in enumerate(LINES):
        ImageDraw.Draw(page).text((20 * scale, (20 + 80 * at) * scale), line, "black", font)
    return page


def test_lines_are_read_from_top_to_bottom_with_their_boxes(reader: TextReader) -> None:
    lines = reader.read_image(_page())
    assert tuple(line.text for line in lines) == LINES
    assert all(0.5 <= line.score <= 1.0 for line in lines)
    for at, line in enumerate(lines):
        assert 10 <= line.box.left <= 25
        assert 20 + 80 * at < (line.box.top + line.box.bottom) / 2 < 60 + 80 * at


@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270])
def test_a_page_on_its_head_or_side_is_read_and_its_boxes_are_those_of_the_image(
    reader: TextReader, turn: Image.Transpose
) -> None:
    page = _page((900, 300)).transpose(turn)
    lines = reader.read_image(page)
    assert sorted(line.text for line in lines) == list(LINES)
    ink = np.asarray(page.convert("L")) < 128
    for line in lines:
        box = line.box
        assert ink[int(box.top) : int(box.bottom), int(box.left) : int(box.right)].any(), "each lies on what is written"


def test_a_photo_of_any_size_is_read_within_bounds_and_its_boxes_are_its_own(reader: TextReader) -> None:
    lines = reader.read_image(_page((3600, 1200), 6.0))  # 4.3 megapixels
    assert tuple(line.text for line in lines) == LINES
    assert 60 <= lines[0].box.left <= 150


def test_images_of_every_mode_are_read(reader: TextReader) -> None:
    for mode in ("L", "RGBA", "P", "1"):
        assert [line.text for line in reader.read_image(_page().convert(mode))][1] == LINES[1], mode


@pytest.mark.parametrize("size", [(64, 64), (1, 1), (3, 9000), (9000, 5)])
def test_an_image_without_text_gives_no_lines(reader: TextReader, size: tuple[int, int]) -> None:
    assert reader.read_image(Image.new("RGB", size, "white")) == ()


def test_noise_gives_no_lines(reader: TextReader) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    assert reader.read_image(Image.fromarray(noise)) == ()


def test_the_identity_names_the_weights(reader: TextReader) -> None:
    assert reader.identity.name == "rapidocr"
    assert reader.identity.tag.endswith(reader.weights_sha256[:8])


def test_a_package_without_its_networks_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="albumen"):
        RapidOcrReader(tmp_path)


def test_without_the_extra_there_is_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert find_rapid_ocr() is None


@pytest.mark.parametrize("size", [(100, 50), (4032, 3024), (900, 9000), (1, 1), (20_000, 20_000)])
def test_what_is_asked_of_the_decoder_is_bounded(size: tuple[int, int]) -> None:
    width, height = size
    scale = reading_side(width, height) / max(size)
    assert scale <= 1.0
    assert scale * width * scale * height <= MOST_PIXELS
