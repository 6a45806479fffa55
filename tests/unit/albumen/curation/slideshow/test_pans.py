from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.curation.slideshow.pans import MAX_SPEED_PER_S, Pan, PanSubject, choose_pan, ease, speed_of
from albumen.types import Box
from tests.shown_photos import saliency_at

WIDE = 16 / 9
shares = st.floats(0, 0.9)
boxes = st.builds(
    lambda left, top, w, h: Box(left, top, min(1, left + w), min(1, top + h)), shares, shares, *[st.floats(0.02, 1)] * 2
)
sizes = st.tuples(st.integers(100, 6000), st.integers(100, 6000))


def _holds(view: Box, box: Box) -> bool:
    near = 1e-6
    across = view.left <= box.left + near and view.right >= box.right - near
    return across and view.top <= box.top + near and view.bottom >= box.bottom - near


@given(
    sizes, st.sampled_from([WIDE, 9 / 16, 1.0, 2.4]), boxes, st.lists(boxes, max_size=3), st.booleans(), st.floats(1, 9)
)
def test_any_pan_keeps_in_the_photo_in_the_shape_below_the_speed_and_cuts_nobody_at_either_end(
    size_px: tuple[int, int], aspect: float, salient: Box, people: list[Box], is_inward: bool, seconds: float
) -> None:
    subject = PanSubject(size_px, saliency_at(salient), tuple(people))
    pan = choose_pan(subject, aspect, seconds=seconds, is_inward=is_inward)
    canvas_aspect = aspect if pan.has_margins else size_px[0] / size_px[1]
    for view in (pan.start, pan.end, pan.view_at(0.3)):
        assert _holds(Box(0, 0, 1, 1), view)
        shape = (view.right - view.left) / (view.bottom - view.top) * canvas_aspect
        assert shape == pytest.approx(aspect, rel=1e-3)
    assert speed_of(pan, seconds) <= MAX_SPEED_PER_S + 1e-9
    group = [box for box in people if box.bottom - box.top >= 0.15]
    if pan.has_margins:
        assert pan.end == Box(0, 0, 1, 1)
    else:
        assert all(_holds(pan.end, box) for box in group)


def test_an_inward_pan_ends_on_what_is_salient_and_an_outward_one_starts_there() -> None:
    subject = PanSubject((1600, 900), saliency_at(Box(0.7, 0.6, 0.9, 0.9)))
    inward = choose_pan(subject, WIDE, seconds=4, is_inward=True)
    outward = choose_pan(subject, WIDE, seconds=4, is_inward=False)
    assert inward.end.left > inward.start.left
    assert inward.end.right - inward.end.left < inward.start.right - inward.start.left
    assert outward.start.left > outward.end.left
    assert outward.end.right - outward.end.left == pytest.approx(1.0)


@pytest.mark.parametrize("size_px", [(3000, 4000), (2000, 3000), (500, 5000)])
def test_an_upright_photo_in_a_wide_video_is_shown_whole_between_margins(size_px: tuple[int, int]) -> None:
    pan = choose_pan(PanSubject(size_px), WIDE, seconds=4, is_inward=True)
    assert pan.has_margins
    assert pan.end == Box(0, 0, 1, 1)


def test_a_person_who_does_not_fit_the_widest_view_brings_margins() -> None:
    standing = Box(0.4, 0.02, 0.6, 0.98)
    assert choose_pan(PanSubject((4000, 3000), None, (standing,)), WIDE, seconds=4, is_inward=True).has_margins
    assert not choose_pan(PanSubject((4000, 3000)), WIDE, seconds=4, is_inward=True).has_margins


def test_passers_by_in_the_background_bring_no_margins() -> None:
    people = (Box(0.1, 0.0, 0.15, 0.1), Box(0.8, 0.9, 0.85, 1.0))
    assert not choose_pan(PanSubject((4000, 3000), None, people), WIDE, seconds=4, is_inward=True).has_margins


def test_a_pan_starts_and_ends_gently() -> None:
    steps = [ease((at + 1) / 100) - ease(at / 100) for at in range(100)]
    assert steps[0] < steps[49] / 10
    assert steps[-1] < steps[49] / 10
    pan = Pan(Box(0, 0, 1, 1), Box(0.1, 0.1, 0.9, 0.9))
    assert (pan.view_at(0.0), pan.view_at(1.0)) == (pan.start, Box(0.1, 0.1, 0.9, 0.9))
