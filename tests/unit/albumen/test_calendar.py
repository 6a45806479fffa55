from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.calendar import Season, holidays_on, name_season, season_of
from albumen.calendar.holidays import find_easter, find_orthodox_easter


@pytest.mark.parametrize(
    ("day", "lat", "season"),
    [
        ("2023-01-15", 52.1, Season.WINTER),
        ("2023-01-15", -36.8, Season.SUMMER),
        ("2023-03-01", 52.1, Season.SPRING),
        ("2023-11-30", 52.1, Season.AUTUMN),
        ("2023-07-15", -36.8, Season.WINTER),
        ("2023-07-15", 13.7, None),
        ("2023-07-15", -23.0, None),
    ],
)
def test_seasons_follow_the_hemisphere_and_the_tropics_have_none(day: str, lat: float, season: Season | None) -> None:
    assert season_of(date.fromisoformat(day), lat) is season


@pytest.mark.parametrize(
    ("day", "lat", "name"),
    [
        ("2022-12-01", 52.1, "Winter 2022–23"),
        ("2023-02-28", 52.1, "Winter 2022–23"),
        ("2023-01-15", -36.8, "Summer 2022–23"),
        ("2023-07-15", 52.1, "Summer 2023"),
        ("1999-12-31", 52.1, "Winter 1999–2000"),
        ("2023-07-15", 0.0, None),
    ],
)
def test_seasons_over_new_year_are_named_by_both_years(day: str, lat: float, name: str | None) -> None:
    assert name_season(date.fromisoformat(day), lat) == name


# Of python-dateutil 4.0 (`dateutil.easter`), which agrees in every year from 1583 to 4099.
@pytest.mark.parametrize(
    ("western", "orthodox"),
    [("1961-04-02", "1961-04-09"), ("2000-04-23", "2000-04-30"), ("2008-03-23", "2008-04-27"), ("2010-04-04", "2010-04-04"),
     ("2024-03-31", "2024-05-05"), ("2038-04-25", "2038-04-25")],
)  # fmt: skip
def test_easter_is_where_the_tables_have_it(western: str, orthodox: str) -> None:
    assert find_easter(date.fromisoformat(western).year) == date.fromisoformat(western)
    assert find_orthodox_easter(date.fromisoformat(orthodox).year) == date.fromisoformat(orthodox)


@given(st.integers(1900, 2099))
def test_easter_is_a_sunday_in_spring_and_the_orthodox_one_never_earlier(year: int) -> None:
    western, orthodox = find_easter(year), find_orthodox_easter(year)
    assert western.weekday() == orthodox.weekday() == 6
    assert date(year, 3, 22) <= western <= date(year, 4, 25)
    assert western <= orthodox <= western + timedelta(days=35)


# Of the package `holidays` 0.108, and by custom.
@pytest.mark.parametrize(
    ("day", "country", "name"),
    [
        ("2023-11-23", "US", "Thanksgiving"),
        ("2023-10-09", "CA", "Thanksgiving"),
        ("2023-07-04", "US", "Independence Day"),
        ("2023-07-14", "FR", "Bastille Day"),
        ("2023-05-17", "NO", "Constitution Day"),
        ("2023-06-24", "SE", "Midsummer's Day"),
        ("2024-06-21", "FI", "Midsummer's Eve"),
        ("2013-04-30", "NL", "Queen's Day"),
        ("2014-04-26", "NL", "King's Day"),
        ("2023-04-27", "NL", "King's Day"),
        ("2023-01-22", "CN", "Lunar New Year"),
        ("2007-02-17", "VN", "Lunar New Year"),
        ("2027-02-07", "KR", "Lunar New Year"),
        ("2023-11-12", "IN", "Diwali"),
        ("2023-04-16", "GR", "Easter Sunday"),
        ("2023-04-09", "PT", "Easter Sunday"),
        ("2023-01-07", "RS", "Orthodox Christmas"),
        ("2023-12-26", "GB", "Boxing Day"),
        ("2023-10-31", "IE", "Halloween"),
        ("2023-12-31", "JP", "New Year's Eve"),
        ("2023-02-21", "BR", "Carnival"),
        ("2024-04-10", "TR", "Eid al-Fitr"),
        ("2023-04-13", "TH", "Songkran"),
    ],
)
def test_holidays_are_those_of_the_country(day: str, country: str, name: str) -> None:
    assert name in holidays_on(date.fromisoformat(day), country)


@pytest.mark.parametrize(
    ("day", "country"),
    [
        ("2023-11-23", "PT"),
        ("2023-12-25", "JP"),
        ("2023-10-31", "BR"),
        ("2023-04-09", "GR"),
        ("2023-12-25", None),
        ("2013-04-27", "NL"),
        ("2023-11-22", "US"),
    ],
)
def test_a_holiday_of_another_country_or_day_is_none(day: str, country: str | None) -> None:
    assert holidays_on(date.fromisoformat(day), country) == ()


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["US", "GR", "CN", "IN", "ZZ"]))
def test_any_day_can_be_asked_for(day: date, country: str) -> None:
    names = holidays_on(day, country)
    assert len(names) == len(set(names))
