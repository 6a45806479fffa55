"""EXIF values, sound and malformed."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.TiffImagePlugin import IFDRational

from albumen.types import Exposure, GeoPoint
from indexer.metadata.clock import ClockReading
from indexer.metadata.embedded import EmbeddedTags
from indexer.metadata.exif import parse_number, parse_text, read_exif, tidy_camera

NOW = datetime(2024, 6, 1)
ORIGINAL, DIGITIZED, CHANGED = 36867, 36868, 306


def read(exif=None, gps=None):
    return read_exif(EmbeddedTags(exif=exif or {}, gps=gps or {}), now=NOW)


def test_the_shutters_time_comes_before_the_scans_and_the_files() -> None:
    tags = {ORIGINAL: "2021:01:01 10:00:00", DIGITIZED: "2022:01:01 10:00:00", CHANGED: "2023:01:01 10:00:00"}
    assert read(tags).clock.local.year == 2021
    del tags[ORIGINAL]
    assert read(tags).clock.local.year == 2022
    del tags[DIGITIZED]
    assert read(tags).clock.local.year == 2023


def test_an_unset_clock_gives_way_to_the_next_tag() -> None:
    assert read({ORIGINAL: "0000:00:00 00:00:00", CHANGED: "2023:01:01 10:00:00"}).clock.local.year == 2023


def test_fraction_and_offset_belong_to_their_own_tag() -> None:
    tags = {ORIGINAL: "2023:05:17 14:30:22", 37521: "25", 36881: "+02:00", 37520: "99", 36880: "-05:00"}
    assert read(tags).clock == ClockReading(datetime(2023, 5, 17, 14, 30, 22, 250000), 7200)


def test_malformed_fraction_and_offset_are_left_out() -> None:
    tags = {ORIGINAL: "2023:05:17 14:30:22", 37521: "x?", 36881: "   :  "}
    assert read(tags).clock == ClockReading(datetime(2023, 5, 17, 14, 30, 22), None)


def test_exposure_is_read() -> None:
    tags = {
        271: "Canon\0\0", 272: "Canon EOS R5", 42036: "RF50mm F1.8 STM", 33434: IFDRational(1, 250), 33437: IFDRational(28, 10),
        34855: 400, 37386: IFDRational(50, 1),
    }  # fmt: skip
    assert read(tags).exposure == Exposure("Canon", "EOS R5", "RF50mm F1.8 STM", 0.004, 2.8, 400, 50.0)


def test_apex_values_stand_in_for_missing_ones() -> None:
    exposure = read({37377: 8.0, 37378: 4.0}).exposure
    assert exposure.exposure_s == pytest.approx(1 / 256)
    assert exposure.aperture_f == pytest.approx(4.0)


@pytest.mark.parametrize(
    "value", [IFDRational(1, 0), IFDRational(0, 0), "fast", b"\0\1", None, (), -50, float("nan"), 1e30]
)
def test_malformed_exposure_is_none(value) -> None:
    assert read(dict.fromkeys([33434, 33437, 34855, 37386, 37377, 37378], value)).exposure == Exposure()


@pytest.mark.parametrize(
    ("make", "model", "expected"),
    [
        ("NIKON CORPORATION", "NIKON D70", ("NIKON", "D70")),
        ("Canon", "Canon EOS 350D DIGITAL", ("Canon", "EOS 350D DIGITAL")),
        ("SONY", "ILCE-7M3", ("SONY", "ILCE-7M3")),
        ("OLYMPUS IMAGING CORP.", "E-PL7", ("OLYMPUS", "E-PL7")),
        ("SAMSUNG TECHWIN CO., LTD.", "Digimax", ("SAMSUNG", "Digimax")),
        ("Apple", "iPhone 12", ("Apple", "iPhone 12")),
        ("Eastman Kodak Company", "KODAK DC240", ("Eastman Kodak", "KODAK DC240")),
        ("Leica Camera AG", "LEICA Q2", ("Leica Camera", "Q2")),
        ("Canon", "Canon", ("Canon", "Canon")),
        (None, "X100", (None, "X100")),
        ("HUAWEI", None, ("HUAWEI", None)),
    ],
)
def test_camera_names_are_tidied(make, model, expected) -> None:
    assert tidy_camera(make, model) == expected


GPS = {1: "N", 2: (52.0, 9.0, 36.0), 3: "E", 4: (4.0, 29.0, 24.0)}


def test_position_is_read_in_its_hemisphere() -> None:
    assert read(gps=GPS).position == GeoPoint(52.16, 4.49)
    assert read(gps=GPS | {1: "S", 3: "W"}).position == GeoPoint(-52.16, -4.49)
    assert read(gps=GPS | {5: b"\x01", 6: 12.5}).position.altitude_m == -12.5


@pytest.mark.parametrize(
    "change",
    [{2: None}, {4: ()}, {2: (91.0, 0.0, 0.0)}, {4: (181.0, 0.0, 0.0)}, {2: (float("nan"), 0, 0)}, {2: "north"},
     {2: (IFDRational(0, 0),) * 3}, {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}],
)  # fmt: skip
def test_malformed_position_is_none(change) -> None:
    assert read(gps=GPS | change).position is None


def test_satellite_time_is_read_as_utc() -> None:
    assert read(gps={29: "2023:05:17", 7: (12.0, 30.0, 21.5)}).gps_utc == datetime(2023, 5, 17, 12, 30, 21, 500000)


@pytest.mark.parametrize(
    "gps", [{29: "2023:05:17"}, {7: (1, 2, 3)}, {29: "0000:00:00", 7: (1, 2, 3)}, {29: "2023:05:17", 7: (25, 0, 0)}]
)
def test_half_a_satellite_time_is_none(gps) -> None:
    assert read(gps=gps).gps_utc is None


@pytest.mark.parametrize(
    "text",
    [
        "OLYMPUS DIGITAL CAMERA",
        "SONY DSC",
        "SANYO DIGITAL CAMERA",
        "Created with GIMP",
        "DCIM\\100MEDIA\\DJI_0001.JPG",
        "   ",
        "---",
        "",
    ],
)
def test_stock_descriptions_are_no_titles(text) -> None:
    assert read({270: text}).title is None


def test_titles_are_read() -> None:
    assert read({270: "Grandma's garden"}).title == "Grandma's garden"
    assert read({40091: "Cầu Rồng\0".encode("utf-16-le")}).title == "Cầu Rồng"


ANYTHING = st.recursive(
    st.none()
    | st.text()
    | st.binary()
    | st.integers()
    | st.floats()
    | st.builds(IFDRational, st.integers(), st.integers()),
    lambda inner: st.lists(inner, max_size=4).map(tuple),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([270, 271, 272, 306, 33434, 33437, 34855, 36867, 36881, 37377, 37386, 37521, 40091, 42036]), ANYTHING),
       st.dictionaries(st.integers(0, 31), ANYTHING))  # fmt: skip
def test_any_values_are_read_or_left_out(exif, gps) -> None:
    facts = read(exif, gps)
    for text in (facts.title, facts.exposure.camera_make, facts.exposure.camera_model, facts.exposure.lens):
        assert text is None or text.isprintable()


@given(ANYTHING)
def test_any_value_has_a_text_and_a_number_or_none(value) -> None:
    text = parse_text(value)
    assert text is None or (text == text.strip() and text.encode("utf-8"))
    parse_number(value)
