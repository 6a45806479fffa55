from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from albumen.curation.clock_area import iter_views, measure_crops
from albumen.types import SALIENCY_SIDE, Box, Saliency
from knowledge_graph.wallpapers import CropEvidence, screen_of
from tests.segmentations import segmentation
from tests.shown_photos import saliency_at, seen_photo
from tests.signals import signals

PHONE, DESKTOP = screen_of(9 / 19.5), screen_of(16 / 9)


def _first(image: Image.Image, *, saliency: Saliency | None = None, **photo: object) -> CropEvidence:
    """Measure the first crop for a desktop: of a photo of its shape, all of it."""
    seen = dataclasses.replace(signals(), saliency=saliency) if saliency else signals()
    return next(iter(measure_crops(seen_photo(1, (1600, 900), seen=seen, **photo), image, DESKTOP)))  # type: ignore[arg-type]


def _half_noise() -> Image.Image:
    """A grey upper half over a noisy lower one."""
    pixels = np.full((360, 640), 100, np.uint8)
    pixels[180:] = np.random.default_rng(0).integers(0, 256, (180, 640))
    return Image.fromarray(pixels).convert("RGB")


def test_a_plain_top_is_plain_behind_the_clock_whatever_lies_below() -> None:
    found = _first(_half_noise())
    assert found.detail == 0
    assert found.light == pytest.approx(100, abs=1)
    assert _first(_half_noise().transpose(Image.Transpose.FLIP_TOP_BOTTOM)).detail > 10


def test_what_the_eye_goes_to_is_told_behind_and_below_the_clock() -> None:
    below = _first(_half_noise(), saliency=saliency_at(Box(0.4, 0.6, 0.6, 0.9)))
    assert (below.salient_behind, below.salient_kept) == (0.0, pytest.approx(1.0, abs=0.02))
    behind = _first(_half_noise(), saliency=saliency_at(Box(0.35, 0.05, 0.65, 0.25)))
    assert behind.salient_behind > 0.6
    assert behind.salient_kept == pytest.approx(0.0, abs=0.1)


def test_where_nothing_stands_out_nothing_is_said_to_be_kept() -> None:
    dull = Saliency(bytes([90]) * SALIENCY_SIDE**2, Box(0, 0, 1, 1))
    assert _first(_half_noise(), saliency=dull).salient_kept is None
    assert _first(_half_noise(), saliency=dull).salient_behind == 0.0


def test_the_sky_is_unknown_before_masks_and_a_share_after() -> None:
    assert _first(_half_noise()).sky_behind is None
    assert _first(_half_noise(), segmentation=segmentation(sky=0.5)).sky_behind == 1.0
    assert _first(_half_noise(), segmentation=segmentation()).sky_behind == 0.0


def test_a_head_behind_the_clock_is_counted() -> None:
    assert _first(_half_noise(), segmentation=segmentation(people=1, each=0.9)).heads_behind == 1
    assert _first(_half_noise(), segmentation=segmentation(sky=0.5, people=1, each=0.4)).heads_behind == 0


@given(st.tuples(st.integers(100, 6000), st.integers(100, 6000)), st.sampled_from([9 / 19.5, 1.0, 16 / 9, 21 / 9]))
def test_views_lie_in_the_photo_and_have_the_screen_s_shape(size_px: tuple[int, int], aspect: float) -> None:
    for view in iter_views(size_px, aspect):
        assert -1e-9 <= view.left < view.right <= 1 + 1e-9
        assert -1e-9 <= view.top < view.bottom <= 1 + 1e-9
        shape = (view.right - view.left) * size_px[0] / ((view.bottom - view.top) * size_px[1])
        assert shape == pytest.approx(aspect)


def test_a_wide_photo_gives_a_phone_several_places_across() -> None:
    full = [view for view in iter_views((1600, 900), PHONE.aspect) if view.bottom - view.top == 1.0]
    assert len(full) == 7
