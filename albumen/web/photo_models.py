"""What is told of one photo, as JSON: the shapes, and nothing else."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from albumen.store.curation_records import DuplicateKind, Verb
from albumen.types import MaskKind, PhotoKind, TimeSource, UtilityKind
from albumen.web.wall_clock import WallClock


class _Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class BoxDetails(_Read):
    """A box in pixels of the upright photo."""

    left: float
    top: float
    right: float
    bottom: float


class PictureDetails(_Read):
    """What decoding found. `is_shown` says that browsers show the original; the others look at what is made of it."""

    format: str
    kind: PhotoKind
    width: int
    height: int
    is_truncated: bool
    is_shown: bool


class TimeDetails(_Read):
    """When it was taken by the clock on the wall, and what says so."""

    local: WallClock
    utc_offset_s: int | None
    source: TimeSource


class ExposureDetails(_Read):
    """Camera and exposure, None where the file does not say."""

    camera: str | None
    lens: str | None
    exposure_s: float | None
    aperture_f: float | None
    iso: int | None
    focal_length_mm: float | None


class PlaceDetails(_Read):
    """The nearest named place."""

    name: str
    region: str
    country: str


class PointDetails(_Read):
    """A position in WGS 84 degrees."""

    lat: float
    lon: float
    altitude_m: float | None


class MovieDetails(_Read):
    """The moving half of a Live photo."""

    path: str
    duration_s: float | None


class TagDetails(_Read):
    """A concept that it shows, and how probably."""

    id: str
    name: str
    score: float


class ObjectDetails(_Read):
    """An object, and where it is."""

    label: str
    score: float
    box: BoxDetails


class QualityDetails(_Read):
    """Each in [0, 1]: `aesthetics` and `technical` better upwards, the defects worse upwards."""

    aesthetics: float
    technical: float
    blur: float
    exposure: float
    noise: float


class MaskDetails(_Read):
    """A part of the photo; its picture is `/media/{id}/mask/{kind}/{instance}`."""

    kind: MaskKind
    instance: int
    name: str
    score: float
    share: float


class LineDetails(_Read):
    """A line of text in the photo."""

    text: str
    score: float
    box: BoxDetails


class GroupDetails(_Read):
    """Photos that it is alike to; `photo_ids` has the best of them first."""

    id: int
    kind: DuplicateKind
    reason: str
    photo_ids: list[int]


class MemoryDetails(_Read):
    """A memory that it was chosen for."""

    key: str
    title: str
    subtitle: str


class TripDetails(_Read):
    """A trip that it is of; both days are included."""

    title: str
    starts_on: date
    ends_on: date


class WishDetails(_Read):
    """What a person asked of this very photo; the id takes it back."""

    id: int
    verb: Verb


class PhotoDetails(BaseModel):
    """A photo, and what the models saw in it, None or empty as far as nobody has looked."""

    id: int
    version: str = Field(description="of its content, for the addresses of its pictures")
    alt: str
    content_hash: str
    size_bytes: int
    picture: PictureDetails | None
    taken: TimeDetails | None
    exposure: ExposureDetails
    place: PlaceDetails | None
    position: PointDetails | None
    title: str | None
    keywords: list[str]
    paths: list[str] = Field(description="of its files, those on connected disks first")
    is_online: bool = Field(description="whether the disk of one of its files is connected")
    movies: list[MovieDetails]
    tags: list[TagDetails]
    objects: list[ObjectDetails]
    kind: UtilityKind | None
    quality: QualityDetails | None
    salient: BoxDetails | None = Field(description="where the eye goes")
    masks: list[MaskDetails] | None
    people: int | None = Field(description="how many its masks tell apart")
    subject: float | None = Field(description="how sure the lifter is of a subject")
    text: list[LineDetails] | None
    duplicates: list[GroupDetails]
    memories: list[MemoryDetails]
    trip: TripDetails | None
    wishes: list[WishDetails]
    hidden_because: str | None = Field(description="which wish keeps it out of what Albumen shows by itself")
    models: list[str] = Field(description="that looked at it")
