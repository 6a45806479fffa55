from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.calendar.spans import list_days, name_length, name_months, name_span, name_years
from albumen.english import MONTHS, count_of, join_and, spell


@pytest.mark.parametrize(
    ("first", "last", "span", "months"),
    [
        ("2022-06-03", "2022-06-10", "3–10 June 2022", "June 2022"),
        ("2022-06-28", "2022-07-03", "28 June – 3 July 2022", "June–July 2022"),
        ("2022-12-29", "2023-01-02", "29 December 2022 – 2 January 2023", "December 2022 – January 2023"),
        ("2023-05-05", "2023-05-05", "5 May 2023", "May 2023"),
        ("2022-05-05", "2023-05-05", "5 May 2022 – 5 May 2023", "May 2022 – May 2023"),
    ],
)
def test_spans_are_written_in_one_style(first: str, last: str, span: str, months: str) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert (name_span(*days), name_months(*days)) == (span, months)


@pytest.mark.parametrize(
    ("first", "days", "length"),
    [
        ("2023-05-06", 1, "a day"),
        ("2023-05-06", 2, "weekend"),
        ("2023-05-05", 3, "long weekend"),
        ("2023-05-05", 4, "long weekend"),
        ("2023-05-07", 3, "three days"),
        ("2023-05-04", 5, "five days"),
        ("2023-05-01", 7, "a week"),
        ("2023-05-01", 8, "a week"),
        ("2023-05-01", 12, "12 days"),
        ("2023-05-01", 15, "two weeks"),
    ],
)
def test_lengths_are_what_one_calls_them(first: str, days: int, length: str) -> None:
    starts_on = date.fromisoformat(first)
    assert name_length(starts_on, starts_on + timedelta(days=days - 1)) == length


@pytest.mark.parametrize("name", [name_span, name_months, name_length])
def test_a_span_that_ends_before_it_starts_is_refused(name: Callable[[date, date], str]) -> None:
    with pytest.raises(ValueError, match="before it starts"):
        name(date(2023, 5, 2), date(2023, 5, 1))


@given(st.dates(date(1826, 1, 1), date(2100, 1, 1)), st.integers(0, 900))
def test_a_span_names_its_first_and_its_last_day(starts_on: date, more_days: int) -> None:
    ends_on = starts_on + timedelta(days=more_days)
    assert list_days(starts_on, ends_on)[-1] == ends_on
    words = name_span(starts_on, ends_on).replace("–", " ").split()
    assert words[0] == str(starts_on.day)
    assert words[-3:] == [str(ends_on.day), MONTHS[ends_on.month - 1], str(ends_on.year)]


def test_years_counts_and_lists_read_well() -> None:
    assert [name_years(2022, 2022), name_years(2008, 2009)] == ["2022", "2008–09"]
    assert [count_of(1, "day"), count_of(0, "day")] == ["1 day", "0 days"]
    assert [spell(1), spell(10), spell(11)] == ["one", "ten", "11"]
    assert [join_and([]), join_and(["a"]), join_and(["a", "b"]), join_and(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
