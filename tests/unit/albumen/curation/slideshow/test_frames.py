from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from albumen.curation.slideshow.frames import count_frames, iter_frames
from albumen.curation.slideshow.lettering import choose_font, draw_centred, has_letters
from albumen.curation.slideshow.pans import Pan
from albumen.curation.slideshow.scenes import PhotoScene, lay_between_margins, needed_side_px
from albumen.curation.slideshow.storyboard import Storyboard, plan_storyboard
from albumen.types import Box
from tests.shown_photos import PaintedSource, colour_of, memory_of, seen_photo

SIZE = (64, 36)


def _board(source: PaintedSource, ids: list[int]) -> Storyboard:
    return plan_storyboard(memory_of(ids), source, size_px=SIZE, tempo_bpm=120)


def _middle(frame: Image.Image) -> tuple[int, ...]:
    return tuple(frame.getpixel((SIZE[0] // 2, SIZE[1] // 2)))


def test_frames_show_each_photo_in_turn_blend_on_the_beat_and_end_in_black() -> None:
    source = PaintedSource(seen_photo(photo_id) for photo_id in (1, 4))
    board = _board(source, [1, 4])
    frames = list(iter_frames(board, source, frames_per_s=10))
    assert len(frames) == count_frames(board, 10) == 120
    assert _middle(frames[60]) == colour_of(1)
    assert _middle(frames[100]) == colour_of(4)
    blended = [(a + b) / 2 for a, b in zip(colour_of(1), colour_of(4), strict=True)]
    assert np.allclose(_middle(frames[80]), blended, atol=2)
    assert max(_middle(frames[-1])) < 20
    assert source.loaded == [1, 1, 4]  # the cover, then each photo once


def test_a_photo_that_cannot_be_decoded_is_dark_and_ends_nothing() -> None:
    source = PaintedSource([seen_photo(1)], broken=[1])
    frames = list(iter_frames(_board(source, [1]), source, frames_per_s=1))
    assert len(frames) == 8
    assert max(_middle(frames[6])) < 40


def test_a_view_is_drawn_between_pixels() -> None:
    ramp = Image.fromarray(np.tile((2.5 * np.arange(100)).astype(np.uint8)[:, None, None], (1, 100, 3)))
    scenes = [PhotoScene(ramp, Pan(Box(0, at, 1, at + 0.5), Box(0, at, 1, at + 0.5)), (50, 25)) for at in (0.1, 0.104)]
    first, second = (np.asarray(scene.draw(0.0), float).mean() for scene in scenes)
    assert 0.5 < second - first < 1.5  # 0.4 of a pixel, at 2.5 levels a pixel


def test_an_upright_photo_lies_whole_in_the_middle_between_darker_margins() -> None:
    canvas = lay_between_margins(Image.new("RGB", (300, 600), (200, 200, 200)), (160, 90))
    row = np.asarray(canvas)[45, :, 0]
    assert (row == 200).sum() == 45
    assert row[0] == row[-1] < 130


def test_a_photo_is_loaded_as_large_as_its_nearest_view_needs() -> None:
    near = Pan(Box(0, 0, 1, 1), Box(0.25, 0.25, 0.75, 0.75))
    assert needed_side_px((4000, 3000), near, (800, 600)) == 1600
    assert needed_side_px((3000, 4000), Pan(near.start, near.start, has_margins=True), (800, 600)) == 800


@pytest.mark.parametrize(
    "text", ["Lisbon", "A very long title of a memory that does not fit into one line of the picture", "x" * 90, ""]
)
def test_titles_of_any_length_stay_inside_the_picture(text: str) -> None:
    image = Image.new("RGB", (320, 180), (90, 90, 90))
    draw_centred(image, [(text, 0.1), ("May 2023", 0.05)])
    pixels = np.asarray(image)
    assert (pixels == 255).all(-1).any()
    assert not (pixels[:, [0, -1]] == 255).any()


def test_a_font_is_chosen_that_has_the_letters() -> None:
    font = choose_font("Đà Nẵng", 20)
    assert has_letters(font, "Lisbon")
    assert not has_letters(font, "\U0010fffc")
