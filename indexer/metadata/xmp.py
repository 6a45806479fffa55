"""XMP: the packet inside a file, and the sidecar file that photo managers write beside it.

Source: ISO 16684-1 (RDF spelling), the XMP specification part 2 (`exif`, `photoshop`, `xmp`, `dc` namespaces). Parsed with
defusedxml: an entity bomb in a photo must not stop a run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from albumen.types import GeoPoint
from indexer.metadata.clock import ClockReading, parse_clock
from indexer.metadata.embedded import MAX_XMP_BYTES
from indexer.metadata.exif import parse_text
from indexer.metadata.positions import make_point

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Best first, as for EXIF. `xmp:ModifyDate` is not asked: editing is not taking.
_CLOCK_NAMES = (
    _EXIF + "DateTimeOriginal",
    _PHOTOSHOP + "DateCreated",
    _EXIF + "DateTimeDigitized",
    _XMP + "CreateDate",
)
_MAX_KEYWORDS = 200

# "51,30.5N", "51,30,30N" (XMP part 2, GPSCoordinate) and plain degrees, which some programs write.
_COORDINATE = re.compile(
    r"^\s*(?P<degrees>[+-]?\d+(?:\.\d+)?)(?:,(?P<minutes>\d+(?:\.\d+)?))?(?:,(?P<seconds>\d+(?:\.\d+)?))?\s*"
    r"(?P<half>[NSEWnsew])?\s*$",
    re.ASCII,
)
_FRACTION = re.compile(r"^\s*(-?\d+(?:\.\d+)?)(?:/(\d+(?:\.\d+)?))?\s*$", re.ASCII)


@dataclass(frozen=True, slots=True)
class XmpFacts:
    """What a packet says, checked."""

    clock: ClockReading | None = None
    position: GeoPoint | None = None
    title: str | None = None
    keywords: tuple[str, ...] = ()


def parse_xmp(packet: bytes | None, *, now: datetime | None = None) -> XmpFacts:
    """Read a packet; what is malformed is left out, and a packet that is no XML gives nothing.

    Args:
        packet: The bytes, with or without the `xpacket` wrapper and its padding.
        now: Naive UTC, for the check of dates against the future.
    """
    root = _parse_tree(packet) if packet else None
    if root is None:
        return XmpFacts()
    values = _collect_values(root)
    clocks = (parse_clock(parse_text(text), now=now) for name in _CLOCK_NAMES for text in values.get(name, ()))
    return XmpFacts(
        clock=next((clock for clock in clocks if clock), None),
        position=_read_position(values),
        title=next((text for text in map(parse_text, values.get(_DC + "title", ())) if text), None),
        keywords=tidy_keywords(values.get(_DC + "subject", ())),
    )


def read_sidecar(path: Path, *, now: datetime | None = None) -> XmpFacts:
    """Read the sidecar of a photo: `IMG.jpg.xmp`, else `IMG.xmp`. Absent and unreadable ones give nothing.

    The full name comes first because `IMG.xmp` may belong to the raw file of the same stem.
    """
    names = (path.name + ".xmp", path.name + ".XMP", path.stem + ".xmp", path.stem + ".XMP")
    for candidate in map(path.with_name, names):
        try:
            with candidate.open("rb") as file:
                packet = file.read(MAX_XMP_BYTES + 1)
        except (OSError, ValueError):
            continue
        if len(packet) <= MAX_XMP_BYTES:
            return parse_xmp(packet, now=now)
    return XmpFacts()


def parse_coordinate(text: str | None) -> float | None:
    """Read a latitude or longitude in degrees.

    Example:
        >>> parse_coordinate("51,30.5N"), parse_coordinate("0,7,30W")
        (51.50833333333333, -0.125)
    """
    match = _COORDINATE.match(text or "")
    if match is None:
        return None
    degrees = float(match["degrees"]) + float(match["minutes"] or 0) / 60 + float(match["seconds"] or 0) / 3600
    return -degrees if (match["half"] or "N").upper() in "SW" else degrees


def tidy_keywords(texts: object) -> tuple[str, ...]:
    """Clean keywords, drop empty and repeated ones, keep their order."""
    found = (parse_text(text) for text in texts) if isinstance(texts, list | tuple) else ()
    return tuple(dict.fromkeys(text for text in found if text))[:_MAX_KEYWORDS]


def _parse_tree(packet: bytes) -> Element | None:
    start, end = packet.find(b"<x:xmpmeta"), packet.rfind(b"</x:xmpmeta>")
    if 0 <= start < end:
        packet = packet[start : end + len(b"</x:xmpmeta>")]
    try:
        return defusedxml.ElementTree.fromstring(packet.strip(b"\0 \r\n\t"))
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None


def _collect_values(root: Element) -> dict[str, list[str]]:
    """Return the texts of every property: an attribute, an element's text, or the items of its list."""
    values: dict[str, list[str]] = {}
    for description in root.iter(_RDF + "Description"):
        for name, text in description.attrib.items():
            values.setdefault(name, []).append(text)
        for child in description:
            values.setdefault(child.tag, []).extend(_iter_texts(child))
    return values


def _iter_texts(element: Element) -> list[str]:
    items = list(element.iter(_RDF + "li"))
    items.sort(key=lambda item: item.get(_XML_LANG) != "x-default")  # of a title's languages, the default first
    return [item.text or "" for item in items] if items else [element.text or ""]


def _read_position(values: dict[str, list[str]]) -> GeoPoint | None:
    def first(name: str) -> str:
        return next(iter(values.get(_EXIF + name, ())), "")

    altitude = _parse_fraction(first("GPSAltitude"))
    if altitude is not None and first("GPSAltitudeRef").strip() == "1":
        altitude = -altitude
    return make_point(parse_coordinate(first("GPSLatitude")), parse_coordinate(first("GPSLongitude")), altitude)


def _parse_fraction(text: str) -> float | None:
    match = _FRACTION.match(text)
    if match is None:
        return None
    divisor = float(match[2] or 1)
    return float(match[1]) / divisor if divisor else None
