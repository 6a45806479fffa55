"""The order of the sources of a capture time."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime

import pytest

from albumen.types import CaptureTime, GeoPoint, TimeSource
from indexer.metadata.capture_time import TimeEvidence, choose_capture_time
from indexer.metadata.clock import ClockReading

NOW = datetime(2024, 6, 1)
BERLIN = GeoPoint(52.52, 13.40)


def clock(year: int, offset_s: int | None = None) -> ClockReading:
    return ClockReading(datetime(year, 5, 17, 14, 30), offset_s)


ALL = TimeEvidence(
    sidecar=clock(2016),
    exif=clock(2017),
    xmp=clock(2018),
    gps_utc=datetime(2019, 5, 17, 12, 30),
    file_name="IMG_20200517_143000.jpg",
    modified_at_s=datetime(2021, 5, 17).timestamp(),
    position=None,
)


def test_sources_are_asked_in_their_order() -> None:
    evidence = ALL
    steps = [
        ({}, TimeSource.XMP_SIDECAR, 2016),
        ({"sidecar": None}, TimeSource.EXIF, 2017),
        ({"exif": None}, TimeSource.XMP, 2018),
        ({"xmp": None}, TimeSource.GPS, 2019),
        ({"gps_utc": None}, TimeSource.FILE_NAME, 2020),
        ({"file_name": "holiday.jpg"}, TimeSource.FILE_TIME, 2021),
    ]
    for change, source, year in steps:
        evidence = replace(evidence, **change)
        taken = choose_capture_time(evidence, now=NOW)
        assert (taken.source, taken.local.year) == (source, year)
    assert choose_capture_time(replace(evidence, modified_at_s=None), now=NOW) is None
    assert [source for _, source, _ in steps] == list(TimeSource)


def test_the_sources_own_offset_comes_first() -> None:
    evidence = TimeEvidence(exif=clock(2023, -18000), position=BERLIN, gps_utc=datetime(2023, 5, 17, 12, 30))
    assert choose_capture_time(evidence, now=NOW).utc_offset_s == -18000


def test_the_positions_zone_gives_the_offset_else_the_satellites() -> None:
    evidence = TimeEvidence(exif=clock(2023), position=BERLIN, gps_utc=datetime(2023, 5, 17, 8, 45))
    assert choose_capture_time(evidence, now=NOW).utc_offset_s == 7200
    assert choose_capture_time(replace(evidence, position=None), now=NOW).utc_offset_s == 20700
    assert choose_capture_time(replace(evidence, position=None, gps_utc=None), now=NOW).utc_offset_s is None


def test_satellite_time_is_brought_to_the_positions_clock() -> None:
    evidence = TimeEvidence(gps_utc=datetime(2023, 5, 17, 12, 30), position=BERLIN)
    assert choose_capture_time(evidence, now=NOW) == CaptureTime(datetime(2023, 5, 17, 14, 30), 7200, TimeSource.GPS)
    utc = CaptureTime(datetime(2023, 5, 17, 12, 30), 0, TimeSource.GPS)
    assert choose_capture_time(replace(evidence, position=None), now=NOW) == utc


def test_pixel_names_are_brought_to_the_positions_clock() -> None:
    evidence = TimeEvidence(file_name="PXL_20230517_123000000.jpg", position=BERLIN)
    assert choose_capture_time(evidence, now=NOW) == CaptureTime(
        datetime(2023, 5, 17, 14, 30), 7200, TimeSource.FILE_NAME
    )


def test_named_local_time_takes_the_positions_offset() -> None:
    evidence = TimeEvidence(file_name="IMG_20230117_143000.jpg", position=BERLIN)
    assert choose_capture_time(evidence, now=NOW).utc_offset_s == 3600


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its zone in a test")
def test_file_time_is_in_this_machines_zone(monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    try:
        taken = choose_capture_time(TimeEvidence(modified_at_s=1684308622.0), now=NOW)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert taken == CaptureTime(datetime(2023, 5, 17, 14, 30, 22), 25200, TimeSource.FILE_TIME)


@pytest.mark.parametrize("modified_at_s", [None, 0.0, 1e300, float("nan"), float("inf"), -1e18, 4e10])
def test_nonsense_file_times_are_none(modified_at_s) -> None:
    assert choose_capture_time(TimeEvidence(modified_at_s=modified_at_s), now=NOW) is None
