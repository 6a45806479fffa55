from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.curation_records import Trip
from albumen.types import GeoPoint, Place, UtilityKind
from knowledge_graph.distances import measure_km
from knowledge_graph.graph.library_graph import LibraryGraph
from tests.unit.knowledge_graph.outings import (
    AMERSFOORT,
    AUCKLAND,
    GHENT,
    HAMBURG,
    KYOTO,
    LISBON,
    PORTO,
    SINTRA,
    TOKYO,
    UTRECHT,
    VIENNA,
    Roll,
    find_all,
)

MAY_5 = date(2022, 5, 5)
DAY = timedelta(days=1)
NOT_KNOWN = "; no home is known at that time"


def _trips(roll: Roll) -> list[Trip]:
    _, homes, trips = find_all(roll.photos)
    assert homes == []
    return trips


def _spans(roll: Roll) -> list[tuple[date, date]]:
    return [(trip.starts_on, trip.ends_on) for trip in _trips(roll)]


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


def _holidays() -> Roll:
    """Five days in Lisbon, and nothing but a week in Vienna 75 days later."""
    roll = Roll()
    roll.spend(MAY_5, 5, LISBON)
    roll.spend(date(2022, 7, 23), 7, VIENNA)
    return roll


def test_a_library_of_two_holidays_has_both() -> None:
    first, second = _trips(_holidays())
    assert (first.starts_on, first.ends_on, first.places) == (MAY_5, date(2022, 5, 9), (LISBON,))
    assert first.title == "Five days in Lisbon, May 2022"
    assert first.reason == f"5 days, 2,300 km from photos taken 75 days later{NOT_KNOWN}"
    assert second.title == "A week in Vienna, July 2022"
    assert second.reason == f"7 days, 2,300 km from photos taken 75 days before{NOT_KNOWN}"


def test_a_holiday_between_two_others_is_measured_from_both() -> None:
    roll = _holidays()
    roll.spend(date(2022, 10, 1), 3, TOKYO)
    told = f"7 days, 2,300 km from photos taken 75 days before and 9,130 km from photos taken 64 days later{NOT_KNOWN}"
    assert [trip.reason for trip in _trips(roll)][1] == told


def test_one_stretch_in_one_town_is_no_trip() -> None:
    roll = Roll()
    roll.spend(MAY_5, 5, LISBON)
    roll.spend(MAY_5 + 5 * DAY, 1, SINTRA)
    assert _trips(roll) == []


def test_one_stretch_that_moves_on_is_a_trip() -> None:
    roll = Roll()
    roll.spend(MAY_5, 3, LISBON)
    roll.spend(MAY_5 + 3 * DAY, 3, PORTO)
    (trip,) = _trips(roll)
    assert trip.title == "Six days in Lisbon and Porto, May 2022"
    assert trip.reason == f"6 days in places up to 270 km apart{NOT_KNOWN}"


def test_one_day_elsewhere_at_the_end_of_a_library_is_no_journey() -> None:
    roll = Roll()
    roll.spend(MAY_5, 5, UTRECHT)
    roll.spend(MAY_5 + 5 * DAY, 1, GHENT)
    assert _trips(roll) == []


def test_one_stretch_that_comes_back_to_where_it_began_may_be_a_life_with_days_out() -> None:
    roll = Roll()
    roll.spend(MAY_5, 2, UTRECHT)
    roll.spend(MAY_5 + 2 * DAY, 2, GHENT)
    roll.spend(MAY_5 + 4 * DAY, 2, UTRECHT)
    assert _trips(roll) == []


@pytest.mark.parametrize("every", [9, 20, 45, 100])
def test_rare_days_in_one_town_over_years_are_no_trips(every: int) -> None:
    roll = Roll()
    for number in range(0, 1_000, every):
        roll.spend(date(2020, 1, 1) + number * DAY, 2 if number % 2 else 1, UTRECHT)
    assert find_all(roll.photos)[2] == []


@pytest.mark.parametrize("other", [AMERSFOORT, GHENT], ids=["next to each other", "far apart"])
def test_rare_days_in_two_towns_by_turns_are_no_trips(other: Place) -> None:
    roll = Roll()
    for number in range(8):
        roll.spend(date(2020, 1, 1) + 40 * number * DAY, 2, (UTRECHT, other)[number % 2])
    assert _trips(roll) == []


def test_a_place_near_where_somebody_is_seen_now_and_then_is_no_journey() -> None:
    roll = _holidays()
    roll.spend(date(2023, 1, 1), 2, UTRECHT)
    roll.spend(date(2023, 3, 1), 2, AMERSFOORT)
    assert [trip.places for trip in _trips(roll)] == [(LISBON,), (VIENNA,)]


def test_a_holiday_of_somebody_seen_rarely_at_home_is_a_trip() -> None:
    roll = Roll()
    for month in (1, 2, 4, 7, 9):
        roll.spend(date(2022, month, 2), 1, UTRECHT)
    roll.spend(MAY_5, 4, LISBON)
    (trip,) = _trips(roll)
    assert trip.title == "Long weekend in Lisbon, May 2022"
    told = "4 days, 1,850 km from photos taken 33 days before and 1,850 km from photos taken 55 days later"
    assert trip.reason == told + NOT_KNOWN


def test_two_holidays_in_one_place_are_trips_of_somebody_who_comes_back_elsewhere() -> None:
    roll = Roll()
    for month in (1, 3, 6, 10, 12):
        roll.spend(date(2022, month, 2), 1, UTRECHT)
    roll.spend(MAY_5, 4, LISBON)
    roll.spend(date(2022, 8, 10), 4, LISBON)
    assert _spans(roll) == [(MAY_5, date(2022, 5, 8)), (date(2022, 8, 10), date(2022, 8, 13))]


def test_a_day_at_the_place_that_one_comes_back_to_parts_two_journeys() -> None:
    roll = Roll()
    for month in (1, 2, 4, 9):
        roll.spend(date(2022, month, 2), 1, UTRECHT)
    roll.spend(MAY_5, 3, LISBON)
    roll.spend(MAY_5 + 3 * DAY, 1, UTRECHT)
    roll.spend(MAY_5 + 4 * DAY, 3, VIENNA)
    assert [trip.places for trip in _trips(roll)] == [(LISBON,), (VIENNA,)]


def test_a_day_where_somebody_was_at_other_times_is_not_of_the_journey_after_it() -> None:
    roll = _holidays()
    roll.spend(MAY_5 - DAY, 1, UTRECHT)
    roll.spend(date(2023, 1, 1), 2, UTRECHT)
    assert _spans(roll)[0] == (MAY_5, date(2022, 5, 9))


def test_photos_of_the_way_back_where_somebody_was_at_other_times_are_not_of_the_journey() -> None:
    roll = _holidays()
    for hour in (20, 21):
        roll.take(_noon(MAY_5 + 4 * DAY).replace(hour=hour, minute=30), UTRECHT)
    roll.spend(date(2023, 1, 1), 2, UTRECHT)
    first, _ = _trips(roll)
    assert (first.starts_on, first.ends_on, first.places) == (MAY_5, date(2022, 5, 9), (LISBON,))
    assert first.reason == f"5 days, 1,850 km from photos taken the same day{NOT_KNOWN}"


def test_weekends_a_working_week_apart_are_two_journeys() -> None:
    roll = Roll()
    roll.spend(date(2022, 5, 7), 2, LISBON)
    roll.spend(date(2022, 5, 14), 2, VIENNA)
    assert [trip.title for trip in _trips(roll)] == ["Weekend in Lisbon, May 2022", "Weekend in Vienna, May 2022"]


@pytest.mark.parametrize(("silent_days", "count"), [(2, 1), (3, 2)])
def test_three_silent_days_part_two_ends_of_the_world(silent_days: int, count: int) -> None:
    roll = Roll()
    roll.spend(MAY_5, 3, LISBON)
    roll.spend(MAY_5 + (3 + silent_days) * DAY, 3, TOKYO)
    assert len(_trips(roll)) == count


def test_two_stretches_years_apart_may_be_two_homes_and_three_are_not() -> None:
    roll = Roll()
    roll.spend(MAY_5, 5, UTRECHT)
    roll.spend(date(2023, 11, 1), 5, HAMBURG)
    assert _trips(roll) == []
    roll.spend(date(2024, 5, 1), 5, LISBON)
    assert len(_trips(roll)) == 3


def test_the_first_days_in_a_new_home_are_no_journey_from_the_old_one() -> None:
    roll = Roll()
    for month in (1, 2, 4, 5):
        roll.spend(date(2022, month, 2), 1, UTRECHT)
    roll.spend(date(2022, 6, 1), 4, HAMBURG)
    assert _trips(roll) == []


def test_some_silent_days_do_not_part_a_journey() -> None:
    roll = _holidays()
    roll.spend(date(2022, 8, 2), 4, HAMBURG)
    assert _spans(roll)[1] == (date(2022, 7, 23), date(2022, 8, 5))


@pytest.mark.parametrize("days", [60, 61])
def test_two_months_elsewhere_are_a_journey_and_more_may_be_a_life(days: int) -> None:
    roll = _holidays()
    roll.spend(date(2023, 1, 1), 30, TOKYO)
    roll.spend(date(2023, 1, 31), days - 30, KYOTO)
    assert len(_trips(roll)) == (3 if days == 60 else 2)


def test_a_few_photos_now_and_then_in_a_month_are_no_journey() -> None:
    roll = _holidays()
    for number in (0, 4, 8, 12):
        roll.spend(date(2023, 1, 1) + number * DAY, 1, TOKYO)
    assert len(_trips(roll)) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda roll: roll.spend(date(2022, 4, 20), 40, every=3),
        lambda roll: roll.spend(MAY_5 - 3 * DAY, 1),
        lambda roll: roll.spend(MAY_5 + 8 * DAY, 1),
    ],
    ids=["a life without positions", "a day before", "a day after"],
)
def test_photos_without_a_position_around_a_stretch_are_no_silence(spoil: Callable[[Roll], object]) -> None:
    roll = _holidays()
    spoil(roll)
    assert [trip.places for trip in _trips(roll)] in ([], [(VIENNA,)])


def test_the_journeys_of_a_camera_that_has_positions_only_there_need_silence_around_them() -> None:
    roll = Roll()
    roll.spend(date(2022, 1, 1), 365, every=6)
    for day, town in ((date(2022, 3, 7), LISBON), (date(2022, 8, 8), TOKYO)):
        roll.spend(day, 5, town)
    assert _trips(roll) == []


def test_photos_without_a_position_between_silences_do_not_hide_the_journeys_of_others() -> None:
    roll = _holidays()
    roll.spend(date(2022, 6, 10), 3)
    first, _ = _trips(roll)
    assert first.reason == f"5 days, the next photos 32 days later{NOT_KNOWN}"


def test_photos_without_a_position_in_the_midst_are_of_the_journey() -> None:
    roll = _holidays()
    roll.spend(MAY_5 + 5 * DAY, 2)
    roll.spend(MAY_5 + 7 * DAY, 1, LISBON)
    assert _spans(roll)[0] == (MAY_5, date(2022, 5, 12))


def test_screenshots_break_no_silence_and_make_no_journey() -> None:
    roll = _holidays()
    weak = {"utility": UtilityKind.SCREENSHOT, "utility_score": 0.9}
    roll.spend(date(2022, 4, 1), 100, **weak)
    roll.spend(date(2023, 1, 1), 5, TOKYO, **weak)
    assert [trip.places for trip in _trips(roll)] == [(LISBON,), (VIENNA,)]


def test_two_photos_or_one_day_are_no_journey() -> None:
    roll = _holidays()
    roll.take(_noon(date(2023, 1, 1)), TOKYO)
    roll.take(_noon(date(2023, 1, 2)), TOKYO)
    roll.spend(date(2023, 4, 1), 1, AUCKLAND)
    assert len(_trips(roll)) == 2


def test_where_no_place_has_a_name_nothing_names_a_journey() -> None:
    roll = _holidays()
    roll.spend(date(2023, 1, 1), 5, position=GeoPoint(75.0, -40.0))
    assert len(_trips(roll)) == 2


def test_journeys_long_before_home_was_seen_are_found_beside_the_trips_from_home() -> None:
    roll = Roll()
    roll.spend(date(2012, 6, 1), 7, LISBON)
    roll.spend(date(2013, 6, 1), 7, TOKYO)
    roll.live(date(2022, 1, 1), date(2022, 12, 31), UTRECHT, (MAY_5, 4))
    roll.spend(MAY_5, 4, VIENNA)
    _, _, trips = find_all(roll.photos)
    assert [trip.starts_on for trip in trips] == [date(2012, 6, 1), date(2013, 6, 1), MAY_5]
    assert [NOT_KNOWN in trip.reason for trip in trips] == [True, True, False]


def test_days_in_the_town_of_a_later_home_are_no_journey() -> None:
    roll = Roll()
    roll.spend(date(2012, 6, 1), 7, LISBON)
    roll.spend(date(2013, 6, 1), 7, TOKYO)
    roll.spend(date(2014, 6, 1), 7, UTRECHT)
    roll.live(date(2022, 1, 1), date(2022, 12, 31), UTRECHT)
    assert [trip.places for trip in find_all(roll.photos)[2]] == [(LISBON,), (TOKYO,)]


def test_the_order_in_which_photos_came_changes_nothing() -> None:
    photos = [*_holidays().photos]
    whole = LibraryGraph(photos)
    random.Random(5).shuffle(photos)
    grown = LibraryGraph(photos[:40])
    for photo in photos[40:]:
        grown.apply([photo], [])
    assert dict(grown.trips) == dict(whole.trips)
    assert len(whole.trips) == 2


@st.composite
def _wanderings(draw: st.DrawFn) -> Roll:
    """Stays of some days here and there, some without positions, at any distance in time."""
    towns: list[Place | None] = [None, UTRECHT, AMERSFOORT, GHENT, HAMBURG, LISBON, PORTO, TOKYO]
    roll, day = Roll(), date(2020, 1, 1)
    for _ in range(draw(st.integers(0, 8))):
        days = draw(st.integers(1, 8))
        roll.spend(day, days, draw(st.sampled_from(towns)), every=draw(st.integers(1, 2)))
        day += (days + draw(st.sampled_from([0, 1, 3, 6, 13, 20, 200]))) * DAY
    return roll


@settings(max_examples=60, deadline=None)
@given(_wanderings())
def test_journeys_are_apart_and_their_reasons_true(roll: Roll) -> None:
    moments, _, trips = find_all(roll.photos)
    rows = {moment.id: row for row, moment in enumerate(moments)}
    used = [moment_id for trip in trips for moment_id in trip.moment_ids]
    assert len(used) == len(set(used))
    for trip in (trip for trip in trips if NOT_KNOWN in trip.reason):
        own = [moments[rows[moment_id]] for moment_id in trip.moment_ids]
        first, last = rows[own[0].id], rows[own[-1].id]
        assert last - first + 1 == len(own)
        days = (trip.ends_on - trip.starts_on).days + 1
        assert 2 <= days <= 60
        assert trip.reason.startswith(f"{days} days")
        sides = {"before": moments[first - 1 : first], "later": moments[last + 1 : last + 2]}
        for km, gap, when in re.findall(r"([\d,]+) km from photos taken (\d+) days? (before|later)", trip.reason):
            end, (other,) = own[0 if when == "before" else -1], sides[when]
            assert end.position
            assert other.position
            assert abs(int(km.replace(",", "")) - measure_km(end.position, other.position)) <= 5
            assert int(gap) == abs((end.starts_at.date() - other.starts_at.date()).days)
