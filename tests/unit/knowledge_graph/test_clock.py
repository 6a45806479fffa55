from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.store.curation_records import PhotoFacts
from albumen.types import TimeSource
from knowledge_graph.clock import REACH_DAYS, ClockResolver
from tests.unit.knowledge_graph.outings import HOUR_S, LISBON, TOKYO, Roll

NOON = datetime(2023, 5, 17, 12)
NOON_S = (NOON - datetime(1970, 1, 1)).total_seconds()


def _instants(learnt_from: Iterable[PhotoFacts], *asked: PhotoFacts) -> list[float]:
    instants: list[float] = ClockResolver(learnt_from).instants(asked).tolist()
    return instants


def test_a_photo_that_knows_its_offset_tells_its_instant() -> None:
    assert _instants([], Roll().take(NOON, offset_h=9)) == [NOON_S - 9 * HOUR_S]


def test_a_photo_without_a_date_tells_no_instant() -> None:
    assert _instants([], PhotoFacts(1, "0", 1)) == _instants([]) == []


def test_where_no_photo_knows_its_offset_the_clocks_count_as_they_are() -> None:
    assert _instants([], Roll().take(NOON, offset_h=None)) == [NOON_S]


def test_an_unknown_offset_is_that_of_the_nearest_photo_of_the_day() -> None:
    roll = Roll()
    roll.take(NOON - timedelta(hours=3), offset_h=1)
    roll.take(NOON + timedelta(hours=1), offset_h=9)
    unknown = roll.take(NOON, offset_h=None)
    assert _instants(roll.photos, unknown) == [NOON_S - 9 * HOUR_S]


def test_a_day_without_any_offset_takes_one_for_all_of_it() -> None:
    roll = Roll()
    roll.take(NOON - timedelta(days=1, hours=2), offset_h=1)
    roll.take(NOON - timedelta(days=1), offset_h=9)
    roll.take(NOON + timedelta(days=1), offset_h=2)
    morning = roll.take(NOON - timedelta(hours=5), offset_h=None)
    night = roll.take(NOON + timedelta(hours=15), offset_h=None)
    assert _instants(roll.photos, morning, night) == [NOON_S - (5 + 9) * HOUR_S, NOON_S + (15 - 9) * HOUR_S]


@pytest.mark.parametrize(
    ("source", "place"),
    [(TimeSource.FILE_TIME, TOKYO), (TimeSource.GPS, None), (TimeSource.FILE_NAME, None)],
    ids=["the time of a file", "satellites without a position", "a name in UTC"],
)
def test_offsets_that_are_not_of_a_place_teach_nothing(source: TimeSource, place: None) -> None:
    roll = Roll()
    roll.take(NOON, place, offset_h=9, source=source)
    unknown = roll.take(NOON, offset_h=None)
    assert _instants(roll.photos, unknown) == [NOON_S]


@given(
    offset_h=st.integers(-12, 14),
    hours=st.lists(st.integers(0, 24 * 40), min_size=2, max_size=30, unique=True),
)
def test_forgetting_an_offset_keeps_the_order_of_days(offset_h: int, hours: list[int]) -> None:
    roll = Roll()
    roll.take(NOON, LISBON, offset_h=offset_h)
    photos = [roll.take(NOON + timedelta(hours=2 * hour), offset_h=None) for hour in sorted(hours)]
    instants = _instants(roll.photos, *photos)
    assert instants == sorted(instants)


@given(
    days=st.integers(REACH_DAYS + 1, 400),
    sign=st.sampled_from([-1, 1]),
    offset_h=st.integers(-12, 14),
    near=st.booleans(),
)
def test_photos_beyond_the_reach_have_no_say(days: int, sign: int, offset_h: int, near: bool) -> None:
    roll = Roll()
    unknown = roll.take(NOON, offset_h=None)
    if near:
        roll.take(NOON + timedelta(days=3), LISBON, offset_h=1)
    before = _instants(roll.photos, unknown)
    roll.take(NOON + sign * timedelta(days=days), TOKYO, offset_h=offset_h)
    assert _instants(roll.photos, unknown) == before
