from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.curation_records import Home
from albumen.types import GeoPoint, Place, TimeSource, UtilityKind
from knowledge_graph.distances import measure_km
from knowledge_graph.homes import find_homes
from knowledge_graph.moments import split_moments
from knowledge_graph.stays import DayStay, collect_stays
from tests.unit.knowledge_graph.outings import AMERSFOORT, HAMBURG, KYOTO, LISBON, PORTO, TOKYO, UTRECHT, VIENNA, Roll

NEW_YEAR = date(2022, 1, 1)


def _homes(roll: Roll) -> list[Home]:
    return find_homes(collect_stays(split_moments(roll.photos)))


def test_an_empty_library_has_no_home() -> None:
    assert find_homes([]) == []


def test_one_photo_is_no_home() -> None:
    assert find_homes([DayStay(NEW_YEAR, GeoPoint(52.0, 5.0), UTRECHT)]) == []


def test_photos_without_positions_tell_no_home() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 300)
    assert _homes(roll) == []


def test_a_year_in_one_town_makes_it_home() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 360, UTRECHT, every=5)
    (home,) = _homes(roll)
    assert (home.place, home.since, home.until, home.days) == (UTRECHT, NEW_YEAR, None, 72)
    assert measure_km(home.position, GeoPoint(UTRECHT.lat, UTRECHT.lon)) < 1


def test_the_photos_of_one_holiday_tell_no_home() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 25, LISBON)
    assert _homes(roll) == []


def test_home_is_where_one_returns_to_though_most_photos_are_of_trips() -> None:
    roll = Roll()
    for month in range(1, 13):
        roll.spend(date(2022, month, 2), 1, UTRECHT)
        roll.spend(date(2022, month, 24), 1, UTRECHT)
    roll.spend(date(2022, 5, 5), 16, LISBON)
    roll.spend(date(2022, 9, 5), 16, TOKYO)
    assert [home.place for home in _homes(roll)] == [UTRECHT]


def test_a_move_of_house_splits_homes_at_its_day() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 200, UTRECHT, every=4)
    roll.spend(date(2022, 7, 20), 200, HAMBURG, every=4)
    first, second = _homes(roll)
    assert (first.place, first.until) == (UTRECHT, date(2022, 7, 19))
    assert (second.place, second.since, second.until) == (HAMBURG, date(2022, 7, 20), None)


def test_visits_to_the_old_and_the_new_town_do_not_move_the_day_of_the_move() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 200, UTRECHT, every=4)
    roll.spend(date(2022, 6, 4), 2, HAMBURG)
    roll.spend(date(2022, 7, 20), 200, HAMBURG, every=4)
    roll.spend(date(2022, 10, 1), 2, UTRECHT)
    assert [home.since for home in _homes(roll)] == [NEW_YEAR, date(2022, 7, 20)]


def test_a_long_journey_is_no_move() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 120, UTRECHT, every=3)
    roll.spend(date(2022, 5, 10), 56, TOKYO)
    roll.spend(date(2022, 7, 10), 120, UTRECHT, every=3)
    assert [home.place for home in _homes(roll)] == [UTRECHT]


def test_two_terms_abroad_are_a_home_of_their_own() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 200, UTRECHT, every=3)
    roll.spend(date(2022, 8, 1), 280, VIENNA, every=3)
    roll.spend(date(2023, 5, 20), 200, UTRECHT, every=3)
    assert [home.place for home in _homes(roll)] == [UTRECHT, VIENNA, UTRECHT]


def test_a_traveller_without_a_home_has_none() -> None:
    roll = Roll()
    towns = [LISBON, PORTO, VIENNA, TOKYO, KYOTO, HAMBURG, UTRECHT]
    for number in range(21):
        town = towns[number % len(towns)]
        roll.spend(NEW_YEAR + timedelta(days=20 * number), 20, town, every=2)
    assert _homes(roll) == []


def test_the_other_side_of_a_town_is_the_same_home() -> None:
    roll = Roll()
    for number in range(60):
        east = GeoPoint(UTRECHT.lat, UTRECHT.lon + (0.08 if number % 3 == 0 else 0.0))  # 5.5 km
        roll.take(datetime(2022, 1, 1, 12) + timedelta(days=4 * number), position=east, place=UTRECHT)
    (home,) = _homes(roll)
    assert 5.0 <= home.radius_km <= 6.0


def test_receipts_and_files_without_a_date_make_no_home() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 200, UTRECHT, every=4, utility=UtilityKind.RECEIPT, utility_score=0.95)
    roll.spend(NEW_YEAR, 200, AMERSFOORT, every=4, source=TimeSource.FILE_TIME)
    assert _homes(roll) == []


def test_where_most_weeks_say_no_position_the_one_known_place_is_no_home() -> None:
    roll = Roll()
    for month in range(1, 13):
        roll.spend(date(2022, month, 6), 2, HAMBURG)  # the parents', by a phone
    roll.spend(NEW_YEAR, 360, every=3)  # everyday life, by a camera
    assert _homes(roll) == []


def test_a_home_that_one_comes_back_to_after_years_of_travelling_is_two() -> None:
    roll = Roll()
    roll.spend(date(2020, 1, 1), 200, UTRECHT, every=4)
    towns = [LISBON, PORTO, VIENNA, TOKYO, KYOTO, HAMBURG]
    for number in range(30):
        roll.spend(date(2020, 8, 1) + timedelta(days=20 * number), 20, towns[number % len(towns)], every=2)
    roll.spend(date(2022, 4, 1), 200, UTRECHT, every=4)
    assert [(home.place, home.since, home.until) for home in _homes(roll)] == [
        (UTRECHT, date(2020, 1, 1), date(2020, 7, 15)),
        (UTRECHT, date(2022, 4, 1), None),
    ]


def test_some_weeks_without_positions_do_not_hide_a_home() -> None:
    roll = Roll()
    roll.spend(NEW_YEAR, 80, UTRECHT, every=4)
    roll.spend(date(2022, 4, 1), 30)
    roll.spend(date(2022, 5, 10), 80, UTRECHT, every=4)
    assert [(home.place, home.until) for home in _homes(roll)] == [(UTRECHT, None)]


def test_nobody_is_at_home_years_before_they_were_seen_there() -> None:
    roll = Roll()
    roll.spend(date(2012, 6, 1), 7, LISBON)
    roll.spend(NEW_YEAR, 360, UTRECHT, every=4)
    assert [home.since for home in _homes(roll)] == [NEW_YEAR - timedelta(days=60)]


def test_a_day_of_travel_has_a_stay_at_each_end() -> None:
    roll = Roll()
    roll.take(datetime(2022, 1, 1, 9), UTRECHT)
    roll.take(datetime(2022, 1, 1, 19), LISBON)
    roll.take(datetime(2022, 1, 2, 2), LISBON)
    stays = collect_stays(split_moments(roll.photos))
    assert [(stay.day, stay.place) for stay in stays] == [(NEW_YEAR, UTRECHT), (NEW_YEAR, LISBON)]


@st.composite
def _stays(draw: st.DrawFn) -> list[DayStay]:
    towns: list[Place] = [UTRECHT, LISBON, VIENNA]
    days = draw(st.lists(st.tuples(st.integers(0, 900), st.sampled_from(towns)), max_size=80))
    return [DayStay(NEW_YEAR + timedelta(days=number), GeoPoint(town.lat, town.lon), town) for number, town in days]


@settings(max_examples=60)
@given(_stays(), st.randoms(use_true_random=False))
def test_homes_never_overlap_and_do_not_depend_on_the_order(stays: list[DayStay], random: object) -> None:
    homes = find_homes(stays)
    random.shuffle(stays)  # type: ignore[attr-defined]
    assert find_homes(stays) == homes
    assert all(earlier.until is not None and earlier.until < later.since for earlier, later in pairwise(homes))
    assert all(home.until is None or home.since <= home.until for home in homes)
    for home in homes:
        lived = [
            stay.day
            for stay in stays
            if stay.place == home.place and home.since <= stay.day <= (home.until or date.max)
        ]
        assert home.days == len(set(lived))
