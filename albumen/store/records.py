"""What the repositories take and return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from albumen.types import EncoderIdentity, PhotoMetadata, PixelFacts, UtilityKind

# In the library folder. It stands here because decoding workers, which never open a store, pass by libraries among the photos.
DATABASE_FILE = "albumen.sqlite3"
TRASH_FOLDER = "trash"
# What a mask covers at least, in the store: a share of the frame is kept to the nearest ten-thousandth.
SMALLEST_SHARE = 0.0001


class ModelKind(StrEnum):
    """What a model makes of a photo: a vector, signals, masks, a matte of its subject, or the text that stands in it."""

    ENCODER = "encoder"
    ANALYSER = "analyser"
    SEGMENTER = "segmenter"
    LIFTER = "lifter"
    READER = "reader"

    @property
    def is_background(self) -> bool:
        """Whether it works from previews, once search is possible; what could not be decoded never comes to it."""
        return self in (ModelKind.SEGMENTER, ModelKind.LIFTER)

    @property
    def product(self) -> str:
        """What comes of it, as people are told."""
        products = {"encoder": "vectors", "analyser": "signals", "segmenter": "masks", "lifter": "subjects"}
        return (products | {"reader": "texts"})[self.value]


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that a person added."""

    id: int
    path: Path
    device: int | None
    is_online: bool
    scanned_at: int | None


class LiveBasis(StrEnum):
    """Why a movie is taken for the moving half of a Live photo: both halves say so, or name and length alone."""

    IDENTIFIER = "identifier"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class MovieStat:
    """What the file system says of the movie that lies beside a still under the still's name."""

    name: str
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class MovieFacts:
    """What was read of such a movie. `basis` is None where it is a video of its own; `duration_s` where nothing tells it."""

    duration_s: float | None = None
    basis: LiveBasis | None = None


@dataclass(frozen=True, slots=True)
class FileStat:
    """What the file system says of a file; times in nanoseconds.

    `sidecar_mtime_ns` is None without a sidecar, `movie` without a movie of the same name beside it.
    """

    size_bytes: int
    mtime_ns: int
    sidecar_mtime_ns: int | None = None
    movie: MovieStat | None = None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as last seen. `path` is relative to its root, with `/`."""

    id: int
    root_id: int
    path: str
    stat: FileStat
    checked_ns: int
    photo_id: int | None
    reason: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class FileSighting:
    """A file that was read just now: its content's hash, or why it has none. `movie` is what lies beside it."""

    root_id: int
    path: str
    stat: FileStat
    checked_ns: int
    content_hash: str | None
    reason: str | None = None
    error: str | None = None
    movie: MovieFacts | None = None


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """A photo. `facts` is None until it has been decoded once."""

    id: int
    content_hash: str
    size_bytes: int
    facts: PixelFacts | None
    metadata: PhotoMetadata


@dataclass(frozen=True, slots=True)
class PhotoUpdate:
    """What is now known of a photo; None is left as it is."""

    content_hash: str
    size_bytes: int
    facts: PixelFacts | None
    metadata: PhotoMetadata | None


@dataclass(frozen=True, slots=True)
class ObjectCount:
    """At least so many objects of one label."""

    label: str
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class TextTerm:
    """Words that must follow one another in a photo's text; the last one may go on where `is_prefix` is set."""

    words: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class CountRange:
    """At least and at most so many, both inclusive; `at_most` None sets no limit."""

    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """Which photos a search may return; every part that is given must hold. `until` is exclusive.

    From `tags` on, the parts ask a photo's signals, and from `people` on its masks; a photo without them does not pass.
    Each set of `tags` holds when the photo has one of its concepts. Quality, aesthetics and shares of the frame are in
    [0, 1]. Photos that a person hid do not pass unless `include_hidden`. `text` asks what was read in a photo, and holds when
    every term of it does.
    """

    since: datetime | None = None
    until: datetime | None = None
    folder: Path | None = None
    camera: str | None = None
    tags: tuple[frozenset[str], ...] = ()
    objects: tuple[ObjectCount, ...] = ()
    kind: UtilityKind | None = None
    min_quality: float | None = None
    min_aesthetics: float | None = None
    people: CountRange | None = None
    min_person_share: float | None = None
    min_sky_share: float | None = None
    include_hidden: bool = False
    text: tuple[TextTerm, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether every photo passes, but for hidden ones."""
        return self in (PhotoFilter(), PhotoFilter(include_hidden=True))

    @property
    def asks_signals(self) -> bool:
        """Whether a photo must have been looked at to pass."""
        quality = (self.min_quality, self.min_aesthetics)
        return bool(self.tags or self.objects or self.kind) or any(least is not None for least in quality)

    @property
    def asks_masks(self) -> bool:
        """Whether a photo must have been segmented to pass."""
        return any(part is not None for part in (self.people, self.min_person_share, self.min_sky_share))


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model known to the store. Vectors of one `space` may be compared; `dim` is 0 for one that makes none.

    `photos_per_s` is how fast it worked in the last run, None before the first.
    """

    id: int
    identity: EncoderIdentity
    sha256: str
    dim: int
    kind: ModelKind = ModelKind.ENCODER
    space: str = ""
    photos_per_s: float | None = None


@dataclass(frozen=True, slots=True)
class Matte:
    """What a lifter made of a photo: how sure it is of a subject, in [0, 1], and the alpha matte as a grey PNG.

    `png` is None until someone has asked for it.
    """

    confidence: float
    png: bytes | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed piece of work: some models on one photo.

    `path` is an online file of it, or None; `size_px` its upright width and height, None before its first decode.
    """

    photo_id: int
    content_hash: str
    model_ids: frozenset[int]
    size_px: tuple[int, int] | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class ModelWork:
    """How far a model is with the photos that have a file.

    `photos_per_s` is how fast it went last, None where nothing tells, and `seconds_left` what follows from that.
    """

    kind: ModelKind
    model: EncoderIdentity
    done: int
    waiting: int
    failed: int
    photos_per_s: float | None = None

    @property
    def seconds_left(self) -> float | None:
        """How long the rest takes at that rate."""
        return self.waiting / self.photos_per_s if self.photos_per_s and self.waiting else None


@dataclass(frozen=True, slots=True)
class Failure:
    """A photo or file that could not be read, and why."""

    path: Path
    reason: str
    error: str


@dataclass(frozen=True, slots=True)
class EmbeddingsStamp:
    """Tells one state of a model's embeddings from another: any write changes it."""

    identity: EncoderIdentity
    dim: int
    count: int
    last_id: int


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """The library in numbers. `photos` have a file; `jobs` are by state, of the model asked for."""

    files: int
    photos: int
    offline_photos: int
    unreadable_files: int
    jobs: dict[str, int]
    places: int
    earliest: datetime | None
    latest: datetime | None
