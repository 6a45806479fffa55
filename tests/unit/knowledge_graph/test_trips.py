from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.curation_records import Trip
from albumen.types import GeoPoint, Place, TimeSource, UtilityKind
from knowledge_graph.distances import measure_km
from knowledge_graph.trips import find_trips
from tests.unit.knowledge_graph.outings import (
    AMERSFOORT,
    AUCKLAND,
    GHENT,
    HAMBURG,
    HONOLULU,
    LISBON,
    PORTO,
    TOKYO,
    UTRECHT,
    VIENNA,
    Roll,
    find_all,
)

FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)
MAY_5 = date(2022, 5, 5)


def _live(*away: tuple[date, int]) -> Roll:
    roll = Roll()
    roll.live(FIRST, LAST, UTRECHT, *away)
    return roll


def _trips(roll: Roll) -> list[Trip]:
    return find_all(roll.photos)[2]


def _spans(roll: Roll) -> list[tuple[date, date]]:
    return [(trip.starts_on, trip.ends_on) for trip in _trips(roll)]


def _evening(day: date, hour: float = 18) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(hours=hour)


def test_an_empty_library_has_no_trips() -> None:
    assert find_trips([], []) == []


@pytest.mark.parametrize(
    "fill",
    [
        lambda roll: roll.take(datetime(2022, 5, 5), LISBON),
        lambda roll: roll.spend(MAY_5, 10, LISBON),
        lambda roll: roll.spend(FIRST, 360),
        lambda roll: roll.spend(FIRST, 360, UTRECHT),
    ],
    ids=["one photo", "one holiday", "no positions", "one place"],
)
def test_without_a_home_and_somewhere_else_there_is_no_trip(fill: Callable[[Roll], object]) -> None:
    roll = Roll()
    fill(roll)
    assert _trips(roll) == []


def test_a_long_weekend_away_is_a_trip() -> None:
    roll = _live((MAY_5, 4))
    roll.spend(MAY_5, 4, LISBON)
    (trip,) = _trips(roll)
    assert (trip.starts_on, trip.ends_on, trip.places) == (MAY_5, date(2022, 5, 8), (LISBON,))
    assert trip.title == "Long weekend in Lisbon, May 2022"
    assert trip.reason == "4 days, 1,850 km from home in Utrecht"


def test_a_trip_over_new_year_is_one() -> None:
    roll = Roll()
    roll.live(date(2022, 3, 1), date(2023, 3, 1), UTRECHT, (date(2022, 12, 29), 5))
    roll.spend(date(2022, 12, 29), 5, VIENNA)
    (trip,) = _trips(roll)
    assert (trip.starts_on, trip.ends_on) == (date(2022, 12, 29), date(2023, 1, 2))
    assert trip.title == "New Year in Vienna, 2023"


def test_days_without_positions_inside_a_trip_are_of_it() -> None:
    roll = _live((MAY_5, 12))
    roll.spend(MAY_5, 3, LISBON)
    roll.spend(MAY_5 + timedelta(days=3), 5)
    roll.spend(MAY_5 + timedelta(days=8), 4, LISBON)
    (trip,) = _trips(roll)
    assert (trip.starts_on, trip.ends_on) == (MAY_5, date(2022, 5, 16))
    assert len(trip.moment_ids) == 24


def test_days_without_positions_at_the_ends_are_of_the_trip_where_photos_at_home_have_theirs() -> None:
    roll = _live((MAY_5, 6))
    roll.spend(MAY_5, 2)
    roll.spend(MAY_5 + timedelta(days=2), 3, LISBON)
    roll.spend(MAY_5 + timedelta(days=5), 1)
    assert _spans(roll) == [(MAY_5, date(2022, 5, 10))]


def test_a_photo_without_a_position_two_days_before_is_not_of_the_trip() -> None:
    roll = _live((MAY_5, 8))
    roll.take(_evening(MAY_5), None)
    roll.spend(MAY_5 + timedelta(days=2), 3, LISBON)
    assert _spans(roll) == [(date(2022, 5, 7), date(2022, 5, 9))]


def test_a_phone_that_missed_its_position_at_home_does_not_lengthen_a_trip() -> None:
    roll = _live((MAY_5, 8))
    roll.spend(MAY_5, 3, LISBON)
    roll.take(_evening(date(2022, 5, 8)))
    roll.take(_evening(date(2022, 5, 8), 18.1))
    assert _spans(roll) == [(MAY_5, date(2022, 5, 7))]


def test_some_days_without_a_photo_do_not_end_a_journey_far_away() -> None:
    roll = _live((MAY_5, 12))
    roll.spend(MAY_5, 3, LISBON)
    roll.spend(MAY_5 + timedelta(days=8), 4, LISBON)
    assert _spans(roll) == [(MAY_5, date(2022, 5, 16))]


def test_two_weekends_near_home_with_a_silent_week_between_are_two() -> None:
    roll = _live((date(2022, 5, 7), 9))
    roll.spend(date(2022, 5, 7), 2, GHENT)
    roll.spend(date(2022, 5, 14), 2, GHENT)
    assert _spans(roll) == [(date(2022, 5, 7), date(2022, 5, 8)), (date(2022, 5, 14), date(2022, 5, 15))]


def test_two_days_at_home_part_two_trips() -> None:
    roll = _live((MAY_5, 8))
    roll.spend(MAY_5, 3, LISBON)
    roll.spend(MAY_5 + timedelta(days=3), 2, UTRECHT)
    roll.spend(MAY_5 + timedelta(days=5), 3, VIENNA)
    assert [trip.places for trip in _trips(roll)] == [(LISBON,), (VIENNA,)]


def test_places_one_after_the_other_are_one_trip() -> None:
    roll = _live((MAY_5, 9))
    roll.spend(MAY_5, 5, LISBON)
    roll.spend(MAY_5 + timedelta(days=5), 4, PORTO)
    (trip,) = _trips(roll)
    assert trip.places == (LISBON, PORTO)
    assert trip.title == "Nine days in Lisbon and Porto, May 2022"
    assert trip.reason == "9 days, 1,850 km from home in Utrecht"


def test_a_flight_home_late_at_night_leaves_the_next_day_at_home() -> None:
    roll = _live((MAY_5, 5))
    roll.spend(MAY_5, 4, LISBON)
    roll.take(_evening(date(2022, 5, 8), 22), LISBON)
    roll.take(_evening(date(2022, 5, 9), 3), UTRECHT)
    assert _spans(roll) == [(MAY_5, date(2022, 5, 8))]


def test_a_night_out_belongs_to_its_evening() -> None:
    roll = _live((MAY_5, 5))
    roll.spend(MAY_5, 3, LISBON)
    for minutes in range(0, 240, 30):
        roll.take(_evening(date(2022, 5, 7), 22.5) + timedelta(minutes=minutes), LISBON)
    assert _spans(roll) == [(MAY_5, date(2022, 5, 7))]


def test_a_day_far_away_between_days_at_home_is_a_day_trip() -> None:
    roll = _live((MAY_5, 1))
    roll.spend(date(2022, 5, 4), 1, UTRECHT)
    roll.spend(MAY_5, 1, GHENT)
    roll.spend(date(2022, 5, 6), 1, UTRECHT)
    (trip,) = _trips(roll)
    assert trip.title == "Day trip to Ghent, 5 May 2022"
    assert trip.reason == "1 day, 150 km from home in Utrecht"


def test_a_day_far_away_is_no_day_trip_where_nobody_was_seen_at_home_next_to_it() -> None:
    roll = _live((date(2022, 5, 1), 12))
    roll.spend(MAY_5, 1, TOKYO)
    assert [trip.title for trip in _trips(roll)] == ["A day in Tokyo, 5 May 2022"]


def test_a_day_in_the_next_town_is_everyday_life() -> None:
    roll = _live((MAY_5, 1))
    roll.spend(MAY_5, 1, AMERSFOORT)
    assert _trips(roll) == []


def test_two_days_out_in_different_directions_are_no_night_away() -> None:
    roll = _live((date(2022, 5, 7), 2))
    roll.spend(date(2022, 5, 7), 1, position=GeoPoint(UTRECHT.lat + 0.63, UTRECHT.lon))
    roll.spend(date(2022, 5, 8), 1, position=GeoPoint(UTRECHT.lat - 0.63, UTRECHT.lon))
    assert _trips(roll) == []


def test_a_cottage_that_one_often_goes_to_is_no_trip() -> None:
    weekends = [date(2022, 2, 5) + timedelta(days=21 * number) for number in range(14)]
    roll = _live(*((day, 2) for day in weekends))
    for day in weekends:
        roll.spend(day, 2, GHENT)
    assert _trips(roll) == []


def test_a_place_visited_now_and_then_stays_a_trip() -> None:
    weekends = [date(2022, 2, 5) + timedelta(days=70 * number) for number in range(4)]
    roll = _live(*((day, 2) for day in weekends))
    for day in weekends:
        roll.spend(day, 2, GHENT)
    assert len(_trips(roll)) == 4


def test_a_journey_that_passes_the_cottage_is_still_a_trip() -> None:
    weekends = [date(2022, 2, 5) + timedelta(days=21 * number) for number in range(14)]
    roll = _live(*((day, 3) for day in weekends))
    for day in weekends:
        roll.spend(day, 2, GHENT)
    roll.spend(weekends[4] + timedelta(days=2), 1, VIENNA)
    assert [trip.starts_on for trip in _trips(roll)] == [weekends[4]]


def test_photos_of_somebody_at_home_do_not_part_a_journey() -> None:
    roll = _live((MAY_5, 9))
    roll.spend(MAY_5, 5, TOKYO, offset_h=9)
    roll.take(_evening(date(2022, 5, 9), 12), UTRECHT, offset_h=2)
    roll.spend(date(2022, 5, 10), 4, TOKYO, offset_h=9)
    assert _spans(roll) == [(MAY_5, date(2022, 5, 13))]


def test_crossing_the_date_line_does_not_part_a_journey() -> None:
    roll = _live((MAY_5, 9))
    roll.spend(MAY_5, 4, AUCKLAND, offset_h=12)
    roll.spend(date(2022, 5, 8), 4, HONOLULU, offset_h=-10)
    (trip,) = _trips(roll)
    assert (trip.starts_on, trip.ends_on, trip.places) == (MAY_5, date(2022, 5, 11), (AUCKLAND, HONOLULU))


def test_a_visit_to_the_old_home_is_a_trip() -> None:
    roll = Roll()
    roll.live(FIRST, date(2022, 7, 1), UTRECHT)
    roll.live(date(2022, 7, 2), LAST, HAMBURG, (date(2022, 11, 11), 3))
    roll.spend(date(2022, 11, 11), 3, UTRECHT)
    (trip,) = _trips(roll)
    assert trip.reason == "3 days, 370 km from home in Hamburg"


def test_a_journey_years_before_home_was_seen_is_not_measured_from_it() -> None:
    roll = _live()
    roll.spend(date(2012, 6, 1), 7, LISBON)
    assert _trips(roll) == []


def test_a_journey_long_after_home_was_last_seen_is_not_measured_from_it() -> None:
    roll = _live()
    roll.spend(date(2024, 6, 1), 7, LISBON)
    assert _trips(roll) == []


def test_a_library_that_begins_with_a_journey_has_it() -> None:
    roll = Roll()
    roll.spend(date(2021, 12, 20), 7, LISBON)
    roll.live(FIRST, LAST, UTRECHT)
    assert _spans(roll) == [(date(2021, 12, 20), date(2021, 12, 26))]


@pytest.mark.parametrize(
    "facts",
    [
        {"source": TimeSource.FILE_TIME},
        {"utility": UtilityKind.RECEIPT, "utility_score": 0.9},
        {"utility": UtilityKind.SCREENSHOT, "utility_score": 0.9},
    ],
    ids=["times of files", "receipts", "screenshots"],
)
def test_weak_photos_make_no_trip(facts: dict[str, object]) -> None:
    roll = _live((MAY_5, 4))
    roll.spend(MAY_5, 4, LISBON, **facts)
    assert _trips(roll) == []


def test_two_photos_are_too_thin_for_a_trip() -> None:
    roll = _live((MAY_5, 4))
    roll.take(_evening(MAY_5), TOKYO)
    roll.take(_evening(date(2022, 5, 6)), TOKYO)
    assert _trips(roll) == []


def test_a_trip_to_where_no_place_has_a_name_is_named_by_its_dates() -> None:
    roll = _live((MAY_5, 4))
    roll.spend(MAY_5, 4, position=GeoPoint(75.0, -40.0))
    (trip,) = _trips(roll)
    assert (trip.places, trip.title) == ((), "Long weekend away, May 2022")


@st.composite
def _lives(draw: st.DrawFn) -> Roll:
    """A year at home with stays elsewhere, some without positions or offsets, some days silent."""
    towns: list[Place | None] = [None, GHENT, HAMBURG, LISBON, PORTO, VIENNA, TOKYO, AMERSFOORT]
    starts = draw(st.lists(st.integers(20, 330), max_size=8, unique=True))
    away = [(FIRST + timedelta(days=start), draw(st.integers(1, 9))) for start in starts]
    roll = _live(*away)
    for day, days in away:
        town, every = draw(st.sampled_from(towns)), draw(st.integers(1, 3))
        roll.spend(day, days, town, every=every, offset_h=draw(st.sampled_from([None, 1, 9])))
    return roll


@settings(max_examples=50, deadline=None)
@given(_lives())
def test_trips_are_apart_and_their_reasons_true(roll: Roll) -> None:
    moments, homes, trips = find_all(roll.photos)
    by_id = {moment.id: moment for moment in moments}
    assert all(a.moment_ids[-1] != b.moment_ids[0] for a, b in pairwise(trips))
    used = [moment_id for trip in trips for moment_id in trip.moment_ids]
    assert len(used) == len(set(used))
    for trip in trips:
        own = [by_id[moment_id] for moment_id in trip.moment_ids]
        assert trip.id == own[0].id
        assert trip.starts_on <= min(moment.starts_at.date() for moment in own)
        assert max(moment.starts_at.date() for moment in own) <= trip.ends_on
        told = re.fullmatch(r"([\d,]+) days?, (?:up to )?([\d,]+) km from home in (.+)", trip.reason)
        assert told
        days, km, town = told.groups()
        assert int(days.replace(",", "")) == (trip.ends_on - trip.starts_on).days + 1
        home = next(home for home in homes if home.since <= trip.starts_on <= (home.until or date.max))
        farthest = max(measure_km(home.position, moment.position) for moment in own if moment.position)
        assert abs(int(km.replace(",", "")) - farthest) <= 5 + 0.001
        assert home.place
        assert town == home.place.name
