"""What the repositories take and return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from albumen.types import EncoderIdentity, PhotoMetadata, PixelFacts


@dataclass(frozen=True, slots=True)
class Root:
    """A folder that a person added."""

    id: int
    path: Path
    device: int | None
    is_online: bool
    scanned_at: int | None


@dataclass(frozen=True, slots=True)
class FileStat:
    """What the file system says of a file; times in nanoseconds. `sidecar_mtime_ns` is None without a sidecar."""

    size_bytes: int
    mtime_ns: int
    sidecar_mtime_ns: int | None = None


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
    """A file that was read just now: its content's hash, or why it has none."""

    root_id: int
    path: str
    stat: FileStat
    checked_ns: int
    content_hash: str | None
    reason: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """A photo. `facts` is None until it has been decoded once."""

    id: int
    content_hash: str
    size_bytes: int
    facts: PixelFacts | None
    metadata: PhotoMetadata


@dataclass(frozen=True, slots=True)
class PhotoFilter:
    """Which photos a search may return; every part that is given must hold. `until` is exclusive."""

    since: datetime | None = None
    until: datetime | None = None
    folder: Path | None = None
    camera: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every photo passes."""
        return self == PhotoFilter()


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model known to the store."""

    id: int
    identity: EncoderIdentity
    sha256: str
    dim: int


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed piece of work: one model on one photo. `path` is an online file of it, or None."""

    id: int
    photo_id: int
    content_hash: str
    path: Path | None
    root_id: int | None


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
