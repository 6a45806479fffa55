from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.curation.slideshow.timeline import feel_tempo, plan_timeline


@given(st.integers(1, 60), st.floats(20, 400))
def test_the_middle_of_every_crossfade_falls_on_a_beat(count: int, tempo: float) -> None:
    timeline = plan_timeline(count, tempo)
    assert len(timeline.slides) == count + 1
    for before, after in zip(timeline.slides, timeline.slides[1:], strict=False):
        assert before.ends_s - after.starts_s == pytest.approx(timeline.fade_s)
        beats = (after.starts_s + timeline.fade_s / 2) / timeline.beat_s
        assert beats == pytest.approx(round(beats), abs=1e-6)


@given(st.floats(20, 400))
def test_photos_are_seen_for_two_and_a_half_to_five_seconds_whatever_the_tempo(tempo: float) -> None:
    timeline = plan_timeline(3, tempo)
    shown_s = timeline.slides[2].starts_s - timeline.slides[1].starts_s
    assert 2.5 <= shown_s <= 5
    assert timeline.slides[1].seconds <= 6


def test_half_and_double_tempo_are_felt_alike() -> None:
    assert feel_tempo(240) == feel_tempo(120) == 120
    assert feel_tempo(40) == 80


def test_no_photo_and_no_tempo_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a photo"):
        plan_timeline(0, 100)
    with pytest.raises(ValueError, match="above 0"):
        plan_timeline(1, 0)
