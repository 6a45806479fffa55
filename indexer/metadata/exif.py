"""EXIF tags to checked values: clock, camera, exposure, position. A malformed value is None, never an exception.

Source: CIPA DC-008-2023 (Exif 3.0), sections 4.6.5 and 4.6.6.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PIL.ExifTags import GPS, Base

from albumen.types import Exposure, GeoPoint
from indexer.metadata.clock import ClockReading, make_local, parse_clock, parse_fraction, parse_offset
from indexer.metadata.embedded import EmbeddedTags
from indexer.metadata.positions import make_point

# Best first: the shutter, the scan, and only then the last change of the file (phones and old cameras have just that).
_CLOCK_TAGS = (
    (Base.DateTimeOriginal, Base.SubsecTimeOriginal, Base.OffsetTimeOriginal),
    (Base.DateTimeDigitized, Base.SubsecTimeDigitized, Base.OffsetTimeDigitized),
    (Base.DateTime, Base.SubsecTime, Base.OffsetTime),
)
_MAX_TEXT_CHARS = 500
# What cameras and editors put into ImageDescription of every picture.
_STOCK_DESCRIPTION = re.compile(
    r"^(.*DIGITAL CAMERA|SONY DSC|KONICA MINOLTA|EXIF_JPEG_PICTURE|Exif JPEG|DCIM.*|\d+MEDIA.*|default|<Digimax.*|SAMSUNG.*|"
    r"Image.?description|untitled|Created with (The )?GIMP|File written by .*|\W*)$",
    re.IGNORECASE,
)
_COMPANY_WORDS = re.compile(
    r"[\s,]*\b(CORPORATION|CORP\.?|CO\.?,? ?LTD\.?|INC\.?|IMAGING|COMPANY|OPTICAL|TECHWIN|AG)(?=$|[\s,.])\.?", re.I
)


@dataclass(frozen=True, slots=True)
class ExifFacts:
    """What EXIF says, checked."""

    clock: ClockReading | None
    gps_utc: datetime | None
    position: GeoPoint | None
    exposure: Exposure
    title: str | None


def read_exif(tags: EmbeddedTags, *, now: datetime | None = None) -> ExifFacts:
    """Check and convert a file's EXIF tags.

    Args:
        tags: As collected from the file.
        now: Naive UTC, for the check of dates against the future.
    """
    return ExifFacts(
        clock=_read_clock(tags.exif, now),
        gps_utc=_read_gps_utc(tags.gps, now),
        position=_read_position(tags.gps),
        exposure=_read_exposure(tags.exif),
        title=_read_title(tags.exif),
    )


def parse_text(value: object) -> str | None:
    """Return a tag's text up to its first NUL, tidied; None where nothing is left.

    Example:
        >>> parse_text("Canon\\0\\0garbage ")
        'Canon'
    """
    if isinstance(value, tuple) and value:
        value = value[0]
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if not isinstance(value, str):
        return None
    text = value.split("\0", 1)[0].encode("utf-8", "replace").decode("utf-8")
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text.split())[:_MAX_TEXT_CHARS] or None


def parse_number(value: object) -> float | None:
    """Return a tag's finite number (of its first value); None for 0/0 rationals, text and the rest."""
    if isinstance(value, tuple) and value:
        value = value[0]
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ArithmeticError):
        return None
    return number if math.isfinite(number) else None


def tidy_camera(make: str | None, model: str | None) -> tuple[str | None, str | None]:
    """Drop company words from the maker, and the maker's name from the front of the model.

    Example:
        >>> tidy_camera("NIKON CORPORATION", "NIKON D70")
        ('NIKON', 'D70')
    """
    if make:
        make = _COMPANY_WORDS.sub("", make).strip(" ,.") or make
    if make and model:
        first, _, rest = model.partition(" ")
        if model.lower().startswith(make.lower() + " "):
            model = model[len(make) + 1 :].strip()
        elif rest and first.lower() == make.split()[0].lower():
            model = rest.strip()
    return make, model


def _read_clock(exif: Mapping[int, Any], now: datetime | None) -> ClockReading | None:
    for clock_tag, fraction_tag, offset_tag in _CLOCK_TAGS:
        reading = parse_clock(parse_text(exif.get(clock_tag)), now=now)
        if reading is None:
            continue
        local = reading.local
        if not local.microsecond:
            local += parse_fraction(parse_text(exif.get(fraction_tag)))
        offset_s = parse_offset(parse_text(exif.get(offset_tag)))
        return ClockReading(local, reading.utc_offset_s if offset_s is None else offset_s)
    return None


def _read_gps_utc(gps: Mapping[int, Any], now: datetime | None) -> datetime | None:
    day = parse_clock(parse_text(gps.get(GPS.GPSDateStamp)), now=now)
    parts = _triple(gps.get(GPS.GPSTimeStamp))
    if day is None or parts is None:
        return None
    hours, minutes, seconds = parts
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds <= 60):
        return None
    midnight = make_local(day.local.year, day.local.month, day.local.day, 0, 0, 0, now=now)
    return midnight and midnight + timedelta(hours=hours, minutes=minutes, seconds=round(seconds, 3))


def _read_position(gps: Mapping[int, Any]) -> GeoPoint | None:
    lat = _read_degrees(gps.get(GPS.GPSLatitude), parse_text(gps.get(GPS.GPSLatitudeRef)), negative="S")
    lon = _read_degrees(gps.get(GPS.GPSLongitude), parse_text(gps.get(GPS.GPSLongitudeRef)), negative="W")
    altitude = parse_number(gps.get(GPS.GPSAltitude))
    if altitude is not None and gps.get(GPS.GPSAltitudeRef) in (1, b"\x01"):
        altitude = -altitude
    return make_point(lat, lon, altitude)


def _read_degrees(value: object, reference: str | None, *, negative: str) -> float | None:
    parts = _triple(value)
    if parts is None:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -degrees if reference and reference.upper().startswith(negative) else degrees


def _triple(value: object) -> tuple[float, float, float] | None:
    """Degrees or hours, minutes, seconds; missing or 0/0 minutes and seconds count as 0."""
    if not isinstance(value, tuple | list):
        value = (value,)
    numbers = [parse_number(part) for part in value[:3]]
    if not numbers or numbers[0] is None:
        return None
    padded = [number or 0.0 for number in numbers] + [0.0, 0.0]
    return padded[0], padded[1], padded[2]


def _read_exposure(exif: Mapping[int, Any]) -> Exposure:
    make, model = tidy_camera(parse_text(exif.get(Base.Make)), parse_text(exif.get(Base.Model)))
    iso = _positive(exif.get(Base.ISOSpeedRatings)) or _positive(exif.get(Base.ISOSpeed))
    return Exposure(
        camera_make=make,
        camera_model=model,
        lens=parse_text(exif.get(Base.LensModel)),
        exposure_s=_positive(exif.get(Base.ExposureTime)) or _apex_seconds(exif.get(Base.ShutterSpeedValue)),
        aperture_f=_positive(exif.get(Base.FNumber)) or _apex_aperture(exif.get(Base.ApertureValue)),
        iso=round(iso) if iso else None,
        focal_length_mm=_positive(exif.get(Base.FocalLength)),
    )


def _positive(value: object) -> float | None:
    number = parse_number(value)
    return number if number is not None and 0 < number < 1e7 else None


def _apex_seconds(value: object) -> float | None:
    """Exposure time from the APEX value Tv: 2 to the power of -Tv (DC-008 annex C)."""
    apex = parse_number(value)
    return 2.0**-apex if apex is not None and -12 < apex < 20 else None


def _apex_aperture(value: object) -> float | None:
    """F-number from the APEX value Av: the square root of 2 to the power of Av (DC-008 annex C)."""
    apex = parse_number(value)
    return round(2.0 ** (apex / 2), 2) if apex is not None and 0 < apex < 14 else None


def _read_title(exif: Mapping[int, Any]) -> str | None:
    windows_title = exif.get(Base.XPTitle)
    if isinstance(windows_title, bytes):
        windows_title = windows_title.decode("utf-16-le", "ignore")
    title = parse_text(windows_title) or parse_text(exif.get(Base.ImageDescription))
    return None if title is None or _STOCK_DESCRIPTION.match(title) else title
