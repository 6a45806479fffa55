from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from albumen.curation.crop import choose_crop, crop_to_aspect
from albumen.types import Box
from models.ansa.heads.saliency import crop_box
from tests.shown_photos import saliency_at

shares = st.floats(0, 0.9)
boxes = st.builds(
    lambda left, top, w, h: Box(left, top, min(1, left + w), min(1, top + h)), shares, shares, *[st.floats(0.02, 1)] * 2
)


@given(st.integers(1, 4000), st.integers(1, 4000), st.floats(0.05, 20), boxes, st.lists(boxes, max_size=4))
def test_a_crop_lies_in_the_photo_and_has_the_shape_that_was_asked_for(
    width: int, height: int, aspect: float, salient: Box, heads: list[Box]
) -> None:
    crop = choose_crop((width, height), aspect, saliency_at(salient), heads)
    assert -1e-6 <= crop.left < crop.right <= width + 1e-6
    assert -1e-6 <= crop.top < crop.bottom <= height + 1e-6
    if height * aspect >= 1 and width / aspect >= 1:
        assert (crop.right - crop.left) / (crop.bottom - crop.top) == pytest.approx(aspect)


def test_without_heads_the_crop_is_that_of_the_saliency() -> None:
    saliency = saliency_at(Box(0.7, 0.2, 0.9, 0.6))
    assert choose_crop((400, 200), 1.0, saliency) == crop_box(saliency.heat, (400, 200), 1.0)


def test_a_head_away_from_what_is_salient_stays_inside_with_room_around_it() -> None:
    head = Box(0.1, 0.1, 0.2, 0.3)
    crop = choose_crop((400, 200), 1.0, saliency_at(Box(0.8, 0.3, 0.95, 0.7)), [head])
    assert crop.left < 0.1 * 400
    assert crop.right > 0.2 * 400


def test_of_two_heads_that_do_not_fit_together_the_larger_stays_whole() -> None:
    small, large = Box(0.0, 0.2, 0.06, 0.4), Box(0.8, 0.1, 0.95, 0.6)
    crop = choose_crop((400, 200), 0.8, None, [small, large])
    assert crop.left <= 0.8 * 400
    assert crop.right >= 0.95 * 400


def test_a_head_larger_than_the_crop_is_cut_rather_than_left_out() -> None:
    crop = choose_crop((1000, 100), 0.5, None, [Box(0.7, 0.0, 0.9, 1.0)])
    assert crop.left >= 700
    assert crop.right <= 900


@pytest.mark.parametrize("aspect", [0.05, 9 / 19.5, 1.0, 16 / 9, 20.0])
def test_a_cropped_picture_has_the_shape_and_is_never_enlarged(aspect: float) -> None:
    picture = crop_to_aspect(Image.new("RGB", (640, 480), "red"), None, aspect, max_size_px=(5000, 5000))
    assert picture.width <= 640
    assert picture.height <= 480
    assert picture.width / picture.height == pytest.approx(aspect, rel=0.05)
    assert picture.getpixel((0, 0)) == (255, 0, 0)


def test_a_cropped_picture_is_reduced_to_fit() -> None:
    assert crop_to_aspect(Image.new("RGB", (640, 480)), None, 1.0, max_size_px=(100, 200)).size == (100, 100)


def test_no_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        choose_crop((10, 10), 0.0)
