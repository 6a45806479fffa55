"""`--since` and `--until` read what people write, and take whole years, months and days as meant."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.errors import UsageError
from search.dates import parse_since, parse_until


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2023", datetime(2023, 1, 1), datetime(2024, 1, 1)),
        ("2023-12", datetime(2023, 12, 1), datetime(2024, 1, 1)),
        ("2024-2", datetime(2024, 2, 1), datetime(2024, 3, 1)),
        ("2023-05-17", datetime(2023, 5, 17), datetime(2023, 5, 18)),
        (" 2023-5-7 ", datetime(2023, 5, 7), datetime(2023, 5, 8)),
        ("2024-02-29", datetime(2024, 2, 29), datetime(2024, 3, 1)),
        ("2023-05-17T14:30", datetime(2023, 5, 17, 14, 30), datetime(2023, 5, 17, 14, 31)),
        ("2023-05-17 14:30:09", datetime(2023, 5, 17, 14, 30, 9), datetime(2023, 5, 17, 14, 30, 10)),
        ("2023-05-17T14:30:09.5", datetime(2023, 5, 17, 14, 30, 9, 500000), datetime(2023, 5, 17, 14, 30, 9, 500001)),
        ("9999", datetime(9999, 1, 1), datetime.max),
        ("9999-12-31", datetime(9999, 12, 31), datetime.max),
    ],
)
def test_a_date_spans_what_it_names(text: str, since: datetime, until: datetime) -> None:
    assert parse_since(text) == since
    assert parse_until(text) == until


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2023-13",
        "2023-02-29",
        "0000",
        "17.05.2023",
        "2023-05-17T25:00",
        "20230517",
        "2023-05-17T14",
        "-1",
    ],
)
def test_what_is_no_date_is_refused_with_the_forms_that_are(text: str) -> None:
    with pytest.raises(UsageError, match="2023-05-17"):
        parse_until(text)


def test_a_time_zone_is_refused_because_photos_are_dated_by_the_local_clock() -> None:
    with pytest.raises(UsageError, match="local clock"):
        parse_since("2023-05-17T14:30+02:00")


@given(st.datetimes())
def test_any_moment_in_iso_form_lies_in_its_own_span(moment: datetime) -> None:
    assert parse_since(moment.isoformat()) == moment
    assert timedelta() <= parse_until(moment.isoformat()) - moment <= timedelta(seconds=1)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert parse_since(text) <= parse_until(text)
