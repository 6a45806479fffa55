"""Dates in words are the spans that they name, count from the day of the question, and turn round in the south."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from albumen.types import Place
from search.chips import ChipKind, DateValue
from search.lexicon import Lexicon
from search.parse.query import parse_query

_HOME = {Place("Porto", "Porto", "Portugal", "PT", 41.1, -8.6): 1}


def _spans(text: str, *, on: date = date(2026, 11, 20), lexicon: Lexicon | None = None) -> list[tuple[str, str]]:
    parsed = parse_query(text, lexicon or Lexicon(places=_HOME, years=(2022, 2023)), on)
    assert [chip.kind for chip in parsed.chips] == [ChipKind.DATE]
    value = parsed.chips[0].value
    assert isinstance(value, DateValue)
    return [(f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}") for start, end in value.spans]


@pytest.mark.parametrize(
    ("text", "on", "start", "end"),
    [
        ("last summer", date(2026, 7, 1), "2025-06-01", "2025-09-01"),
        ("this summer", date(2026, 7, 1), "2026-06-01", "2026-09-01"),
        ("last summer", date(2026, 9, 1), "2026-06-01", "2026-09-01"),
        ("last winter", date(2026, 1, 15), "2024-12-01", "2025-03-01"),
        ("this winter", date(2026, 1, 15), "2025-12-01", "2026-03-01"),
        ("last May", date(2026, 5, 31), "2025-05-01", "2025-06-01"),
        ("last weekend", date(2026, 11, 22), "2026-11-14", "2026-11-16"),
        ("this weekend", date(2026, 11, 22), "2026-11-21", "2026-11-23"),
        ("last week", date(2026, 1, 1), "2025-12-22", "2025-12-29"),
        ("last month", date(2026, 1, 31), "2025-12-01", "2026-01-01"),
        ("in the last 6 months", date(2026, 3, 31), "2025-10-01", "2026-04-01"),
        ("last Sunday", date(2026, 11, 22), "2026-11-15", "2026-11-16"),
        ("yesterday", date(2024, 3, 1), "2024-02-29", "2024-03-01"),
        ("a year ago", date(2024, 2, 29), "2023-01-01", "2024-01-01"),
        ("29 February 2024", date(2026, 1, 1), "2024-02-29", "2024-03-01"),
        ("in the 20s", date(2026, 1, 1), "2020-01-01", "2030-01-01"),
        ("since May", date(2026, 5, 2), "2026-05-01", "9999-12-31"),
        ("since May", date(2026, 4, 2), "2025-05-01", "9999-12-31"),
        ("from December to January 2023", date(2026, 1, 1), "2022-12-01", "2023-02-01"),
        ("one year ago today", date(2026, 11, 20), "2025-11-20", "2025-11-21"),
        ("the past year", date(2024, 2, 29), "2023-03-01", "2024-03-01"),
        ("new year 2023", date(2026, 1, 1), "2022-12-31", "2023-01-02"),
        ("summer '22", date(2026, 1, 1), "2022-06-01", "2022-09-01"),
        ("late summer 2022", date(2026, 1, 1), "2022-08-01", "2022-09-01"),
        ("early January 2023", date(2026, 1, 1), "2023-01-01", "2023-01-11"),
        ("Easter 2024", date(2026, 1, 1), "2024-03-29", "2024-04-02"),
    ],
)
def test_a_date_counts_from_the_day_of_the_question(text: str, on: date, start: str, end: str) -> None:
    assert _spans(text, on=on) == [(start, end)]


def test_a_month_without_a_year_is_that_of_each_year_that_has_photos() -> None:
    years = Lexicon(years=(2022, 2023))
    assert [start for start, _ in _spans("in May", lexicon=years)] == ["2021-05-01", "2022-05-01", "2023-05-01"]


def test_the_winter_of_the_first_january_with_photos_is_among_all_winters() -> None:
    assert _spans("in winter", lexicon=Lexicon(years=(2023,))) == [
        ("2022-12-01", "2023-03-01"),
        ("2023-12-01", "2024-03-01"),
    ]


def test_on_this_day_is_today_s_day_of_each_year() -> None:
    assert ("2022-11-20", "2022-11-21") in _spans("on this day", lexicon=Lexicon(years=(2022, 2023)))


def test_a_library_without_dates_has_no_summers() -> None:
    assert _spans("in summer", lexicon=Lexicon()) == []


def test_summer_is_around_new_year_in_the_south() -> None:
    south = Lexicon(years=(2023,), south_share=0.8)
    assert _spans("summer 2022-23", lexicon=south) == [("2022-12-01", "2023-03-01")]
    assert _spans("last summer", lexicon=south) == [("2025-12-01", "2026-03-01")]
    assert _spans("winter 2022", lexicon=south) == [("2022-06-01", "2022-09-01")]


@pytest.mark.parametrize(
    ("code", "days"), [("US", ["2023-11-23"]), ("CA", ["2023-10-09"]), ("PT", ["2023-10-09", "2023-11-23"])]
)
def test_a_holiday_is_on_the_days_of_the_countries_that_the_library_has_been_to(code: str, days: list[str]) -> None:
    lexicon = Lexicon(places={Place("Town", "Region", "Country", code, 40.0, 0.0): 1}, years=(2023,))
    assert [start for start, _ in _spans("Thanksgiving 2023", lexicon=lexicon)] == days


@pytest.mark.parametrize("text", ["in the year 12023", "date:2023-13", "date:2024..2019", "99 years and 3000 weeks"])
def test_what_is_no_date_is_words(text: str) -> None:
    chips = parse_query(text, Lexicon(), date(2026, 11, 20)).chips
    assert [chip.kind for chip in chips if chip.kind is not ChipKind.PLACE] == [ChipKind.WORDS]


def test_a_date_at_the_end_of_time_is_open(parse) -> None:
    assert parse("date:9999").chips[0].value.spans[0][1] == datetime.max


@pytest.mark.parametrize("text", ["999 years ago", "the last 999 decades", "before 1 January 1826", "12 May 1826"])
def test_dates_before_photography_are_still_read(parse, text: str) -> None:
    assert parse(text).text == text


def test_labels_say_what_was_understood(parse) -> None:
    labels = {
        text: parse(text).chips[0].label
        for text in ("last summer", "this winter", "before 2020", "not in May", "last night")
    }
    assert labels == {
        "last summer": "summer 2026",
        "this winter": "winter 2026–27",
        "before 2020": "before 2020",
        "not in May": "not any May",
        "last night": "night of 19 November 2026",
    }
