"""Reading date texts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata.clock import ClockReading, is_plausible, parse_clock, parse_fraction, parse_offset

NOW = datetime(2024, 6, 1)


@pytest.mark.parametrize(
    ("text", "local", "offset_s"),
    [
        ("2023:05:17 14:30:22", datetime(2023, 5, 17, 14, 30, 22), None),
        ("2023-05-17T14:30:22", datetime(2023, 5, 17, 14, 30, 22), None),
        ("2023-05-17T14:30:22+02:00", datetime(2023, 5, 17, 14, 30, 22), 7200),
        ("2023-05-17T14:30:22.25-0330", datetime(2023, 5, 17, 14, 30, 22, 250000), -12600),
        ("2023-05-17T14:30Z", datetime(2023, 5, 17, 14, 30), 0),
        ("2023/05/17 14:30:22", datetime(2023, 5, 17, 14, 30, 22), None),
        ("2023:05:17 14:30:60", datetime(2023, 5, 17, 14, 30, 59), None),
        ("2023:05:17:14:30:22", datetime(2023, 5, 17, 14, 30, 22), None),
        ("2023:05:17", datetime(2023, 5, 17), None),
        ("2023-05", datetime(2023, 5, 1), None),
        ("2023", datetime(2023, 1, 1), None),
        (" 2023:05:17 14:30:22\0", datetime(2023, 5, 17, 14, 30, 22), None),
        ("1839:08:19 12:00:00", datetime(1839, 8, 19, 12), None),
    ],
)
def test_usual_spellings_are_read(text, local, offset_s) -> None:
    assert parse_clock(text, now=NOW) == ClockReading(local, offset_s)


@pytest.mark.parametrize(
    "text",
    [
        "0000:00:00 00:00:00", "    :  :     :  :  ", "", "\0" * 19, "2023:13:01 00:00:00", "2023:02:30 10:00:00",
        "2023:05:17 25:00:00", "2023:05:17 14:61:00", "1825:01:01 10:00:00", "2024:06:03 00:00:00", "9999:12:31 23:59:59",
        "1970:01:01 00:00:00", "1970:01:01 01:00:00", "1969:12:31 16:00:00", "1980:01:01 00:00:00",
        "1904:01:01 00:00:00", "yesterday", "2023:05:17 14:30:22 and more", "２０２３:05:17 14:30:22",
    ],
)  # fmt: skip
def test_nonsense_is_no_date(text) -> None:
    assert parse_clock(text, now=NOW) is None


@pytest.mark.parametrize("value", [None, 5, b"2023:05:17 14:30:22", ("2023:05:17",), 1.5])
def test_values_that_are_no_text_are_no_date(value) -> None:
    assert parse_clock(value, now=NOW) is None


def test_a_photo_may_be_a_little_ahead_of_this_clock() -> None:
    assert is_plausible(NOW + timedelta(hours=14), now=NOW)
    assert not is_plausible(NOW + timedelta(hours=25), now=NOW)


def test_real_photos_of_1970_are_kept() -> None:
    assert parse_clock("1970:01:01 09:17:33", now=NOW) is not None
    assert parse_clock("1970:07:01 00:00:00", now=NOW) is not None


@given(st.text() | st.binary() | st.none() | st.integers())
def test_any_value_is_read_or_refused(value) -> None:
    parse_clock(value)
    parse_fraction(value)
    parse_offset(value)


@given(
    st.datetimes(datetime(1827, 1, 1), datetime(2024, 5, 1)), st.sampled_from([None, *range(-12 * 3600, 50401, 900)])
)
def test_what_is_written_is_read_back(local, offset_s) -> None:
    text = local.isoformat()
    if offset_s is not None:
        hours, minutes = divmod(abs(offset_s) // 60, 60)
        text += f"{'-' if offset_s < 0 else '+'}{hours:02}:{minutes:02}"
    reading = parse_clock(text, now=NOW)
    if is_plausible(local, now=NOW):
        assert reading == ClockReading(local, offset_s)
    else:
        assert reading is None


@pytest.mark.parametrize("text", ["+15:00", "-13:00", "+02:75", "02:00", "", "++2", "+2:0:0"])
def test_impossible_offsets_are_refused(text) -> None:
    assert parse_offset(text) is None


def test_utc_is_local_minus_offset() -> None:
    assert ClockReading(datetime(2023, 5, 17, 14), 7200).utc == datetime(2023, 5, 17, 12)
    assert ClockReading(datetime(2023, 5, 17, 14)).utc is None
