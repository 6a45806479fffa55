"""XMP packets and sidecars."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.types import GeoPoint
from indexer.metadata.clock import ClockReading
from indexer.metadata.xmp import XmpFacts, parse_coordinate, parse_xmp, read_sidecar, tidy_keywords

NOW = datetime(2024, 6, 1)
HEAD = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description rdf:about="" '
)
TAIL = "</rdf:Description></rdf:RDF></x:xmpmeta>" + " " * 200 + '<?xpacket end="w"?>'


def packet(attributes: str = "", elements: str = "") -> bytes:
    return f"{HEAD}{attributes}>{elements}{TAIL}".encode()


def test_properties_are_read_as_attributes_and_as_elements() -> None:
    wanted = ClockReading(datetime(2023, 5, 17, 14, 30, 22), 7200)
    assert parse_xmp(packet('exif:DateTimeOriginal="2023-05-17T14:30:22+02:00"'), now=NOW).clock == wanted
    element = "<exif:DateTimeOriginal>2023-05-17T14:30:22+02:00</exif:DateTimeOriginal>"
    assert parse_xmp(packet(elements=element), now=NOW).clock == wanted


def test_dates_have_an_order_and_modification_is_not_one() -> None:
    dates = {
        "exif:DateTimeOriginal": 2019,
        "photoshop:DateCreated": 2020,
        "exif:DateTimeDigitized": 2021,
        "xmp:CreateDate": 2022,
        "xmp:ModifyDate": 2023,
    }
    while dates:
        attributes = " ".join(f'{name}="{year}-05-17T10:00:00"' for name, year in reversed(dates.items()))
        clock = parse_xmp(packet(attributes), now=NOW).clock
        name, year = next(iter(dates.items()))
        assert clock is None if name == "xmp:ModifyDate" else clock.local.year == year
        del dates[name]


def test_position_title_and_keywords_are_read() -> None:
    attributes = 'exif:GPSLatitude="51,30.6N" exif:GPSLongitude="0,7,30W" exif:GPSAltitude="125/10"'
    elements = (
        '<dc:title><rdf:Alt><rdf:li xml:lang="vi">Cầu</rdf:li><rdf:li xml:lang="x-default">Bridge</rdf:li></rdf:Alt></dc:title>'
        "<dc:subject><rdf:Bag><rdf:li>river</rdf:li><rdf:li> night </rdf:li><rdf:li>river</rdf:li></rdf:Bag></dc:subject>"
    )
    facts = parse_xmp(packet(attributes, elements), now=NOW)
    assert facts.position == GeoPoint(51.51, -0.125, 12.5)
    assert facts.title == "Bridge"
    assert facts.keywords == ("river", "night")


@pytest.mark.parametrize("text", ["", "N", "91 degrees", "51,,N", "51,30.5X", "1e400", "٥١"])
def test_malformed_coordinates_are_none(text) -> None:
    assert parse_coordinate(text) is None


def test_entity_bomb_gives_nothing() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    assert parse_xmp(bomb) == XmpFacts()


@pytest.mark.parametrize(
    "content", [None, b"", b"<x:xmpmeta", b"\0" * 50, b"plain text", b"<a><b></a>", "é".encode("latin-1")]
)
def test_what_is_no_xml_gives_nothing(content) -> None:
    assert parse_xmp(content) == XmpFacts()


@given(st.binary())
def test_any_bytes_are_read(content) -> None:
    parse_xmp(content)


@given(st.text(st.characters(exclude_characters='<&"', exclude_categories=["Cs", "Cc"])))
def test_any_value_of_a_property_is_read(text) -> None:
    names = ("exif:DateTimeOriginal", "exif:GPSLatitude", "exif:GPSLongitude", "exif:GPSAltitude", "dc:title")
    parse_xmp(packet(" ".join(f'{name}="{text}"' for name in names)))


@given(st.text())
def test_any_text_is_a_coordinate_or_none(text) -> None:
    parse_coordinate(text)


def test_sidecar_of_the_full_name_comes_first(tmp_path) -> None:
    photo = tmp_path / "IMG.jpg"
    assert read_sidecar(photo, now=NOW) == XmpFacts()
    (tmp_path / "IMG.xmp").write_bytes(packet('exif:DateTimeOriginal="2020-01-01T10:00:00"'))
    assert read_sidecar(photo, now=NOW).clock.local.year == 2020
    (tmp_path / "IMG.jpg.xmp").write_bytes(packet('exif:DateTimeOriginal="2021-01-01T10:00:00"'))
    assert read_sidecar(photo, now=NOW).clock.local.year == 2021


def test_sidecar_that_is_a_folder_or_huge_is_passed_over(tmp_path) -> None:
    (tmp_path / "IMG.jpg.xmp").mkdir()
    with (tmp_path / "IMG.xmp").open("wb") as file:
        file.truncate(5 * 1024 * 1024)
    assert read_sidecar(tmp_path / "IMG.jpg") == XmpFacts()


def test_keywords_are_cleaned() -> None:
    assert tidy_keywords(["a", " a ", "", None, "b\0c", b"d"]) == ("a", "b", "d")
