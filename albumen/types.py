"""Values that cross packages. Frozen; a type that one package alone uses lives in that package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TimeSource(StrEnum):
    """Where a capture time came from, most trusted first (the order in which they are asked)."""

    XMP_SIDECAR = "xmp_sidecar"
    EXIF = "exif"
    XMP = "xmp"
    GPS = "gps"
    FILE_NAME = "file_name"
    FILE_TIME = "file_time"


class PhotoKind(StrEnum):
    """What sort of picture the bytes hold."""

    STILL = "still"
    ANIMATION = "animation"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class CaptureTime:
    """When a photo was taken, as the clock on the wall said.

    `local` is naive; `utc_offset_s` is None where nothing tells the offset.
    """

    local: datetime
    utc_offset_s: int | None
    source: TimeSource


@dataclass(frozen=True, slots=True)
class Exposure:
    """Camera, lens and exposure, each None where the file does not say."""

    camera_make: str | None = None
    camera_model: str | None = None
    lens: str | None = None
    exposure_s: float | None = None
    aperture_f: float | None = None
    iso: int | None = None
    focal_length_mm: float | None = None


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A position in WGS 84 degrees; altitude in metres above sea level."""

    lat: float
    lon: float
    altitude_m: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The nearest named place of the gazetteer. `lat`/`lon` are the place's own."""

    name: str
    region: str
    country: str
    country_code: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class PhotoMetadata:
    """What a file says of its photo, apart from the pixels."""

    taken: CaptureTime | None = None
    exposure: Exposure = Exposure()
    position: GeoPoint | None = None
    place: Place | None = None
    title: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PixelFacts:
    """What decoding found: upright full size in pixels, the real format, and damage that was survivable."""

    format: str
    kind: PhotoKind
    width_px: int
    height_px: int
    is_truncated: bool = False


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """What decides whether two vectors may be compared: all three must be equal."""

    name: str
    tag: str
    preprocessing: str

    def __str__(self) -> str:
        return f"{self.name}/{self.tag}@{self.preprocessing}"
