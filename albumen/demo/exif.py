"""Write what a camera would have written: capture time with its offset, exposure and position, as EXIF."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from albumen.types import Exposure, GeoPoint


def build_exif(taken: datetime, exposure: Exposure, *, position: GeoPoint | None, orientation: int) -> bytes:
    """Build an EXIF block.

    Args:
        taken: the local time; where it is aware, its offset is written beside it.
        exposure: parts that are None are left out.
        position: where, or None for no GPS block.
        orientation: 1 to 8, as EXIF numbers them.

    Returns:
        bytes that Pillow's `save(exif=...)` takes; the same bytes for the same arguments.

    Example:
        >>> from datetime import UTC
        >>> block = build_exif(datetime(2022, 5, 14, 10, 15, tzinfo=UTC), Exposure(), position=None, orientation=1)
        >>> exif = Image.Exif()
        >>> exif.load(block)
        >>> exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal]
        '2022:05:14 10:15:00'
    """
    exif = Image.Exif()
    _put(exif, _camera_tags(taken, exposure) | {ExifTags.Base.Orientation: orientation})
    _put(exif.get_ifd(ExifTags.IFD.Exif), _exposure_tags(taken, exposure))
    if position is not None:
        _put(exif.get_ifd(ExifTags.IFD.GPSInfo), _gps_tags(position))
    return exif.tobytes()


def _put(block: Image.Exif | dict[int, object], tags: dict[int, object]) -> None:
    for tag in sorted(tags):  # TIFF wants its tags in ascending order
        if tags[tag] is not None:
            block[tag] = tags[tag]


def _camera_tags(taken: datetime, exposure: Exposure) -> dict[int, object]:
    return {
        ExifTags.Base.Make: exposure.camera_make,
        ExifTags.Base.Model: exposure.camera_model,
        ExifTags.Base.DateTime: f"{taken:%Y:%m:%d %H:%M:%S}",
    }


def _exposure_tags(taken: datetime, exposure: Exposure) -> dict[int, object]:
    return {
        ExifTags.Base.ExposureTime: _rational(exposure.exposure_s),
        ExifTags.Base.FNumber: _rational(exposure.aperture_f),
        ExifTags.Base.ISOSpeedRatings: exposure.iso,
        ExifTags.Base.DateTimeOriginal: f"{taken:%Y:%m:%d %H:%M:%S}",
        ExifTags.Base.OffsetTimeOriginal: _offset(taken),
        ExifTags.Base.FocalLength: _rational(exposure.focal_length_mm),
        ExifTags.Base.LensModel: exposure.lens,
    }


def _offset(taken: datetime) -> str | None:
    digits = f"{taken:%z}"  # "+0530"; "%:z" needs Python 3.12
    return f"{digits[:3]}:{digits[3:5]}" if digits else None


def _gps_tags(position: GeoPoint) -> dict[int, object]:
    altitude = position.altitude_m
    return {
        ExifTags.GPS.GPSLatitudeRef: "N" if position.lat >= 0 else "S",
        ExifTags.GPS.GPSLatitude: _degrees(position.lat),
        ExifTags.GPS.GPSLongitudeRef: "E" if position.lon >= 0 else "W",
        ExifTags.GPS.GPSLongitude: _degrees(position.lon),
        ExifTags.GPS.GPSAltitudeRef: None if altitude is None else bytes([altitude < 0]),
        ExifTags.GPS.GPSAltitude: None if altitude is None else _rational(abs(altitude)),
    }


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    centiseconds = round(abs(value) * 360_000)
    minutes, rest = divmod(centiseconds, 6_000)
    return IFDRational(minutes // 60), IFDRational(minutes % 60), IFDRational(rest, 100)


def _rational(value: float | None) -> IFDRational | None:
    if value is None:
        return None
    fraction = Fraction(value).limit_denominator(10_000)
    return IFDRational(fraction.numerator, fraction.denominator)
