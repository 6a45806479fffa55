from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from albumen.lifting.motion import SIDE_PX, estimate_shift, shift_plane, to_grey_square
from albumen.lifting.subjects import Subjects
from albumen.lifting.tracking import Carried, SubjectTracker, even_out, fill_dropouts
from models.segmenter import SubjectMatte
from models.subject_lifting.instances import map_subjects

SIDE = 128


def _texture(seed: int, side: int = 64) -> Image.Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (side // 4, side // 4), dtype=np.uint8)
    return Image.fromarray(blocks).resize((side, side), Image.Resampling.BICUBIC)


def _frame(x: int, y: int, background: int = 0) -> Image.Image:
    """A textured subject of 64 pixels at (x, y) of 256 before a backdrop that moves on its own."""
    backdrop = _texture(1, 512).crop((background, 0, background + SIDE_PX, SIDE_PX))
    backdrop.paste(_texture(2), (x, y))
    return backdrop


def _box(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    alpha = Image.new("F", (SIDE, SIDE))
    ImageDraw.Draw(alpha).rectangle((left, top, right - 1, bottom - 1), fill=1)
    return np.array(alpha)


def _subjects(alpha: np.ndarray) -> Subjects:
    return Subjects(SubjectMatte(alpha, 0.9), map_subjects(alpha), (256, 256))


@pytest.mark.parametrize(("down", "across"), [(0, 0), (7, -12), (-20, 3), (30, 30)])
def test_a_subject_s_motion_is_found_while_the_background_moves_otherwise(down: int, across: int) -> None:
    before = to_grey_square(_frame(90, 90))
    after = to_grey_square(_frame(90 + across, 90 + down, background=25))
    subject = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    subject[90:154, 90:154] = 1
    assert estimate_shift(before, after, subject) == (down, across)


def test_a_plain_subject_s_motion_is_none_rather_than_nonsense() -> None:
    grey = np.full((SIDE_PX, SIDE_PX), 0.5, np.float32)
    assert estimate_shift(grey, grey, np.ones_like(grey)) == (0, 0)


@pytest.mark.parametrize("shift", [(0, 3), (-2, 0), (500, 0), (0, -500)])
def test_planes_move_by_whole_pixels_and_let_nothing_in(shift: tuple[int, int]) -> None:
    plane = np.arange(1, 13, dtype=np.float32).reshape(3, 4)
    moved = shift_plane(plane, *shift)
    for (row, column), value in np.ndenumerate(moved):
        source = row - shift[0], column - shift[1]
        inside = 0 <= source[0] < 3 and 0 <= source[1] < 4
        assert value == (plane[source] if inside else 0)


def test_a_distractor_that_appears_is_not_taken_along() -> None:
    tracker = SubjectTracker(_frame(60, 100), _box(30, 50, 62, 82))
    larger = _box(80, 10, 126, 120)
    carried = tracker.follow(_frame(70, 100), _subjects(np.maximum(_box(35, 50, 67, 82), larger)))
    assert not carried.is_bridged
    assert carried.alpha[:, 70:].max() == 0
    assert carried.alpha[55:77, 38:64].min() > 0.9


def test_a_distractor_that_touches_the_subject_is_cut_off() -> None:
    tracker = SubjectTracker(_frame(60, 100), _box(30, 50, 62, 82))
    merged = np.maximum(_box(30, 50, 62, 82), _box(60, 40, 126, 120))
    carried = tracker.follow(_frame(60, 100), _subjects(merged))
    assert not carried.is_bridged
    assert carried.alpha[:, 80:].max() == 0
    assert carried.alpha[55:77, 34:60].min() > 0.9


@pytest.mark.parametrize("found", [None, _box(100, 10, 120, 40)], ids=["nothing", "something else"])
def test_a_frame_in_which_the_subject_is_not_found_is_bridged_along_its_motion(found: np.ndarray | None) -> None:
    tracker = SubjectTracker(_frame(60, 100), _box(30, 50, 62, 82))
    carried = tracker.follow(_frame(72, 96), None if found is None else _subjects(found))
    assert carried.is_bridged
    assert np.abs(carried.alpha - _box(36, 48, 68, 80)).mean() < 0.002
    again = tracker.follow(_frame(84, 92), _subjects(_box(42, 46, 74, 78)))
    assert not again.is_bridged


def test_flicker_at_the_edge_is_halved_and_motion_is_not() -> None:
    expected, found = np.array([0.5, 0.0], np.float32), np.array([0.7, 1.0], np.float32)
    assert even_out(found, expected).tolist() == pytest.approx([0.6, 1.0])


def test_a_part_that_drops_out_for_a_frame_is_put_back_where_it_would_have_moved() -> None:
    whole, gone = _box(30, 50, 62, 82), _box(34, 50, 66, 66)
    carried = [
        Carried(whole, (0.0, 0.0), is_bridged=False),
        Carried(gone, (0.0, 4 / SIDE), is_bridged=False),
        Carried(_box(38, 50, 70, 82), (0.0, 4 / SIDE), is_bridged=False),
    ]
    assert (fill_dropouts(carried)[1] == _box(34, 50, 66, 82)).all()
