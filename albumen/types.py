"""Values that cross packages. Frozen; a type that one package alone uses lives in that package."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

SALIENCY_SIDE = 28
PRINT_BYTES = 32


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

    @property
    def camera(self) -> str | None:
        """Name the camera once, though its maker often stands in its model's name too: "Canon" and "Canon EOS R5"."""
        make, model = self.camera_make or "", self.camera_model or ""
        name = model if model.lower().startswith(make.split(" ")[0].lower()) and model else f"{make} {model}"
        return name.strip() or None


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
    """What decoding found: upright full size in pixels, the real format, and damage that was survivable.

    `thumbhash` stands in for the photo until a picture of it has come (see `indexer.thumbhash`).
    """

    format: str
    kind: PhotoKind
    width_px: int
    height_px: int
    is_truncated: bool = False
    thumbhash: bytes | None = None


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """Which model made a row: two rows are of the same model when all three parts are equal."""

    name: str
    tag: str
    preprocessing: str

    def __str__(self) -> str:
        return f"{self.name}/{self.tag}@{self.preprocessing}"


class UtilityKind(StrEnum):
    """What a picture is kept for, where it is no photo of the world; `NONE` for a photo."""

    RECEIPT = "receipt"
    DOCUMENT = "document"
    SCREENSHOT = "screenshot"
    NOTES = "notes"  # whiteboards and handwriting
    CODE = "code"  # QR and bar codes
    MEME = "meme"
    SIGN = "sign"  # labels and signs
    CARD = "card"  # like an identity or bank card
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Box:
    """A box in pixels of the upright image, (left, top) inclusive to (right, bottom) exclusive: `xyxy`."""

    left: float
    top: float
    right: float
    bottom: float

    def scaled(self, x: float, y: float) -> Box:
        """Return the box in an image that is `x` times as wide and `y` times as high."""
        return Box(self.left * x, self.top * y, self.right * x, self.bottom * y)


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept of the taxonomy that a photo shows, by its stable id; `score` is its probability."""

    concept: str
    score: float


@dataclass(frozen=True, slots=True)
class DetectedObject:
    """An object of one of COCO's classes, where it is, and how sure the detector is, in [0, 1]."""

    label: str
    score: float
    box: Box


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a picture is, each in [0, 1]: `aesthetics` and `technical` better upwards, the defects worse upwards."""

    aesthetics: float
    technical: float
    blur: float
    exposure: float
    noise: float


@dataclass(frozen=True, slots=True)
class Saliency:
    """Where the eye goes: `heat` is (SALIENCY_SIDE, SALIENCY_SIDE) uint8, row by row over the whole photo."""

    heat: bytes
    box: Box


@dataclass(frozen=True, slots=True)
class PhotoSignals:
    """What the heads say of one photo. Tags and objects are those above their thresholds, best first.

    `utility` gives every kind's probability; they sum to 1. `print_bits` is the learned perceptual print, and
    `pdq_bits` the classical hash beside it, PRINT_BYTES each.
    """

    tags: tuple[Tag, ...]
    objects: tuple[DetectedObject, ...]
    utility: dict[UtilityKind, float]
    print_bits: bytes
    pdq_bits: bytes
    quality: Quality
    saliency: Saliency

    @property
    def utility_kind(self) -> UtilityKind:
        """The likeliest kind."""
        return max(self.utility, key=self.utility.__getitem__)

    def scaled(self, x: float, y: float) -> PhotoSignals:
        """Return the signals of an image that is `x` times as wide and `y` times as high: other boxes, the same rest."""
        objects = tuple(replace(found, box=found.box.scaled(x, y)) for found in self.objects)
        return replace(self, objects=objects, saliency=replace(self.saliency, box=self.saliency.box.scaled(x, y)))


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a photo, where it stands, and how sure the reader is of it, in [0, 1]."""

    text: str
    score: float
    box: Box


class MaskKind(StrEnum):
    """What a panoptic mask covers. People are told apart; the rest are one mask a photo."""

    SKY = "sky"
    PERSON = "person"
    HAIR = "hair"
    SKIN = "skin"
    TEETH = "teeth"
    GLASSES = "glasses"


@dataclass(frozen=True, slots=True)
class Mask:
    """A part of a photo. `instance` counts people from 1, the surest first, and is 0 for everything else.

    `score` is how sure the network is, in [0, 1]; `share` is the part of the frame that is covered, in (0, 1].
    `runs` is the mask at the network's resolution, as `albumen.run_lengths` packs it.
    """

    kind: MaskKind
    instance: int
    score: float
    share: float
    runs: bytes


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The masks of one photo, each (height_px, width_px) over the whole of it. What is not seen has no mask.

    `person_share` is the part of the frame that people cover together, in [0, 1].
    """

    height_px: int
    width_px: int
    masks: tuple[Mask, ...]
    person_share: float

    @property
    def people(self) -> int:
        """How many people are told apart."""
        return sum(mask.kind is MaskKind.PERSON for mask in self.masks)
