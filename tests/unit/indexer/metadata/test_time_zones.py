"""Offsets from positions and from satellites' clocks, over the changes of summer time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import GeoPoint
from indexer.metadata.time_zones import bring_to_zone, find_offset, find_zone, offset_from_gps

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (52.52, 13.40, "Europe/Berlin"),
        (40.71, -74.01, "America/New_York"),
        (21.03, 105.85, "Asia/Ho_Chi_Minh"),
        (27.70, 85.32, "Asia/Kathmandu"),
        (-27.13, -109.28, "Pacific/Easter"),
    ],
)
def test_positions_have_their_zone(lat, lon, zone) -> None:
    found = find_zone(GeoPoint(lat, lon))
    moment = datetime(2023, 5, 17, 12)
    assert find_offset(moment, found) == find_offset(moment, ZoneInfo(zone))


def test_summer_and_winter_differ() -> None:
    assert find_offset(datetime(2023, 7, 1, 12), BERLIN) == 7200
    assert find_offset(datetime(2023, 1, 1, 12), BERLIN) == 3600
    assert find_offset(datetime(2023, 7, 1, 12), ZoneInfo("Asia/Kathmandu")) == 20700


def test_the_hour_that_happens_twice_is_decided_by_satellite_time() -> None:
    twice = datetime(2023, 10, 29, 2, 30)
    assert find_offset(twice, BERLIN) == 7200
    assert find_offset(twice, BERLIN, gps_utc=datetime(2023, 10, 29, 0, 30)) == 7200
    assert find_offset(twice, BERLIN, gps_utc=datetime(2023, 10, 29, 1, 29)) == 3600


def test_the_hour_that_is_skipped_counts_as_standard_time() -> None:
    assert find_offset(datetime(2023, 3, 26, 2, 30), BERLIN) == 3600
    assert find_offset(datetime(2023, 3, 12, 2, 30), NEW_YORK) == -5 * 3600


@pytest.mark.parametrize(
    ("utc", "local", "offset_s"),
    [
        (datetime(2023, 3, 26, 0, 59), datetime(2023, 3, 26, 1, 59), 3600),
        (datetime(2023, 3, 26, 1, 0), datetime(2023, 3, 26, 3, 0), 7200),
        (datetime(2023, 10, 29, 0, 30), datetime(2023, 10, 29, 2, 30), 7200),
        (datetime(2023, 10, 29, 1, 30), datetime(2023, 10, 29, 2, 30), 3600),
    ],
)
def test_utc_is_brought_over_the_changes(utc, local, offset_s) -> None:
    assert bring_to_zone(utc, BERLIN) == (local, offset_s)


@given(st.datetimes(datetime(1975, 1, 1), datetime(2024, 1, 1)), st.sampled_from([BERLIN, NEW_YORK]))
def test_bringing_there_and_back_is_the_same_moment(utc, zone) -> None:
    local, offset_s = bring_to_zone(utc, zone)
    assert local - timedelta(seconds=offset_s) == utc
    assert find_offset(local, zone, gps_utc=utc) == offset_s


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(120, 7200), (123, 7200), (-212, -12600), (345, 20700), (0, 0), (127, None), (16 * 60, None), (-13 * 60, None)],
)
def test_difference_to_satellites_is_an_offset_when_it_looks_like_one(minutes, expected) -> None:
    utc = datetime(2023, 5, 17, 12)
    assert offset_from_gps(utc + timedelta(minutes=minutes), utc) == expected


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_position_has_a_zone_or_none(lat, lon) -> None:
    zone = find_zone(GeoPoint(lat, lon))
    assert zone is None or find_offset(datetime(2023, 5, 17, 12), zone) is not None


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
def test_ends_of_the_calendar_do_not_overflow(moment) -> None:
    find_offset(moment, BERLIN)
