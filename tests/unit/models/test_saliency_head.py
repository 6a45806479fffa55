from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import SALIENCY_SIDE, Box
from models.ansa.heads.saliency import crop_box, decode_saliency


def _heat(top: int, left: int, bottom: int, right: int) -> np.ndarray:
    heat = np.zeros((SALIENCY_SIDE, SALIENCY_SIDE), np.float32)
    heat[top:bottom, left:right] = 1.0
    return heat


def _bytes(heat: np.ndarray) -> bytes:
    return (heat * 255).astype(np.uint8).tobytes()


def test_the_salient_box_is_in_pixels_of_the_photo() -> None:
    (saliency,) = decode_saliency(_heat(7, 14, 21, 28)[None], [(560, 280)])
    assert saliency.box == Box(280.0, 70.0, 560.0, 210.0)
    assert saliency.heat == _bytes(_heat(7, 14, 21, 28))


def test_a_photo_that_shows_nothing_in_particular_has_its_whole_as_salient_box() -> None:
    (saliency,) = decode_saliency(_heat(0, 0, 9, 9)[None] * 0.3, [(30, 20)])
    assert saliency.box == Box(0.0, 0.0, 30.0, 20.0)


def test_weak_saliency_around_a_strong_object_is_not_in_its_box() -> None:
    (saliency,) = decode_saliency(np.maximum(_heat(0, 0, 14, 14), 0.3)[None], [(280, 280)])
    assert saliency.box == Box(0.0, 0.0, 140.0, 140.0)


def test_a_square_crop_of_a_wide_photo_follows_the_object() -> None:
    assert crop_box(_bytes(_heat(0, 0, 28, 7)), (400, 200), 1.0) == Box(0.0, 0.0, 200.0, 200.0)
    assert crop_box(_bytes(_heat(0, 21, 28, 28)), (400, 200), 1.0) == Box(200.0, 0.0, 400.0, 200.0)


def test_an_object_that_fits_stands_in_the_middle_of_the_crop() -> None:
    box = crop_box(_bytes(_heat(10, 8, 12, 10)), (400, 200), 1.0)
    assert (box.left + box.right) / 2 == pytest.approx(400 * 9 / 28)


def test_a_tall_photo_is_cropped_along_its_height() -> None:
    box = crop_box(_bytes(_heat(20, 0, 28, 28)), (100, 300), 1.0)
    assert box == Box(0.0, 200.0, 100.0, 300.0)


def test_a_crop_of_the_photo_s_own_shape_is_the_photo() -> None:
    assert crop_box(_bytes(_heat(0, 0, 3, 3)), (300, 200), 1.5) == Box(0.0, 0.0, 300.0, 200.0)


@pytest.mark.parametrize("heat", [_heat(0, 0, 0, 0), 0.3 * _heat(0, 0, 5, 28)], ids=["none", "weak"])
def test_of_a_photo_that_shows_nothing_in_particular_the_middle_is_kept(heat: np.ndarray) -> None:
    assert crop_box(_bytes(heat), (100, 300), 1.0) == Box(0.0, 100.0, 100.0, 200.0)


@pytest.mark.parametrize("aspect", [0.0, -1.0, float("nan")])
def test_a_shape_that_is_none_is_refused(aspect: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        crop_box(bytes(SALIENCY_SIDE**2), (100, 100), aspect)


@given(
    st.binary(min_size=SALIENCY_SIDE**2, max_size=SALIENCY_SIDE**2),
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.floats(1e-4, 1e4),
)
def test_a_crop_lies_inside_the_photo_spans_a_side_and_keeps_its_shape(
    heat: bytes, width: int, height: int, aspect: float
) -> None:
    box = crop_box(heat, (width, height), aspect)
    assert 0.0 <= box.left < box.right <= width + 1e-6
    assert 0.0 <= box.top < box.bottom <= height + 1e-6
    crop_width, crop_height = box.right - box.left, box.bottom - box.top
    assert crop_width == pytest.approx(width) or crop_height == pytest.approx(height)
    if min(crop_width, crop_height) > 1.01:
        assert crop_width / crop_height == pytest.approx(aspect, rel=1e-3)


@given(st.binary(min_size=SALIENCY_SIDE**2, max_size=SALIENCY_SIDE**2), st.floats(0.1, 0.9))
def test_no_other_place_keeps_clearly_more(heat: bytes, share: float) -> None:
    heat = b"\xff" + heat[1:]  # something is salient
    columns = np.frombuffer(heat, np.uint8).reshape(SALIENCY_SIDE, -1).sum(axis=0).astype(float)
    until, borders = np.concatenate([[0.0], columns.cumsum()]), np.linspace(0, 1000, SALIENCY_SIDE + 1)

    def kept(left: float) -> float:
        return float(np.interp(left + 1000 * share, borders, until) - np.interp(left, borders, until))

    box = crop_box(heat, (1000, 1000), share)
    best = max(kept(left) for left in np.linspace(0, 1000 * (1 - share), 301))
    assert kept(box.left) >= 0.995 * best - 1e-6
