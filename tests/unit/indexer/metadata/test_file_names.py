"""Times in file names."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.metadata.file_names import NamedTime, parse_file_name

NOW = datetime(2024, 6, 1)
MOMENT = datetime(2023, 5, 17, 14, 30, 22)


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20230517_143022.jpg", "20230517_143022.jpg", "2023-05-17 14.30.22.jpg", "2023-05-17_14-30-22.heic",
        "Screenshot_20230517-143022.png", "Screenshot_2023-05-17-14-30-22_com.example.png", "signal-2023-05-17-143022.jpg",
        "signal-2023-05-17-14-30-22.jpg", "Screenshot from 2023-05-17 14-30-22.png", "Screenshot 2023-05-17 at 14.30.22.png",
        "Screenshot 2023-05-17 at 2.30.22\u202fPM.png", "Screen Shot 2023-05-17 at 2.30.22 PM.png",
        "WhatsApp Image 2023-05-17 at 14.30.22.jpeg", "Bildschirmfoto 2023-05-17 um 14.30.22.png",
        "MVIMG_20230517_143022.jpg", "PANO_20230517_143022.vr.jpg", "IMG_20230517_143022_BURST001.jpg", "IMG20230517_143022.jpg",
        "20230517_143022(0).jpg", "2023-05-17T143022.png", "20230517143022.jpg", "IMG20230517143022.jpg",
    ],
)  # fmt: skip
def test_local_times_are_read(name) -> None:
    assert parse_file_name(name, now=NOW) == NamedTime(MOMENT)


def test_pixel_names_are_utc() -> None:
    wanted = NamedTime(datetime(2023, 5, 17, 12, 30, 22, 123000), is_utc=True)
    assert parse_file_name("PXL_20230517_123022123.jpg", now=NOW) == wanted
    assert parse_file_name("PXL_20230517_123022123.NIGHT.jpg", now=NOW) == wanted


@pytest.mark.parametrize("name", ["FB_IMG_1684333822000.jpg", "mmexport1684333822000.jpg"])
def test_milliseconds_since_1970_are_utc(name) -> None:
    assert parse_file_name(name, now=NOW) == NamedTime(datetime(2023, 5, 17, 14, 30, 22), is_utc=True)


@pytest.mark.parametrize("name", ["IMG-20230517-WA0001.jpg", "2023-05-17 Beach.jpg", "Beach 2023-05-17.png"])
def test_a_day_alone_is_its_noon(name) -> None:
    assert parse_file_name(name, now=NOW) == NamedTime(datetime(2023, 5, 17, 12))


@pytest.mark.parametrize(
    "name",
    [
        "DSC01234.JPG", "IMG_1234.HEIC", "VID_20230517_143022.mp4", "P1040123.RW2", "12345678_123456.jpg", "IMG_20239917_143022.jpg",
        "IMG_20230517_256122.jpg", "IMG_20990517_143022.jpg", "IMG_18990517_143022.jpg", "1234567890123456789.jpg", "20230517143022999999.jpg", "",
        "FB_IMG_9999999999999.jpg", "0000-00-00.jpg", "IMG-.jpg", "120230517_143022.jpg",
    ],
)  # fmt: skip
def test_names_that_tell_no_time_give_none(name) -> None:
    assert parse_file_name(name, now=NOW) is None


@given(st.text() | st.from_regex(r"(IMG|PXL|FB_IMG|Screenshot)_[0-9]{8}[_ -][0-9]{6,9}.*", fullmatch=True))
def test_any_name_is_read(name) -> None:
    named = parse_file_name(name, now=NOW)
    assert named is None or named.moment.tzinfo is None
