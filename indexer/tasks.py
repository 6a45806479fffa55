"""Pieces of work: what is to be done with one file or one waiting job."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from albumen.errors import PhotoError
from albumen.store.records import FileSighting, FileStat, ModelKind
from indexer.reading import Reading


class Step(Enum):
    """What a worker is asked for."""

    CHECK = auto()  # hash alone: the size is known, so the content may be
    READ = auto()  # hash, decode, metadata, preview
    DESCRIBE = auto()  # metadata alone: a sidecar came, changed or went
    PAIR = auto()  # the movie beside a still: one came, changed or went
    PREVIEW = auto()  # the preview of a photo whose job waits
    IDENTIFY = auto()  # the hash of a file on which a worker hung or died


@dataclass(frozen=True, slots=True)
class Task:
    """One unit of progress; it may pass through several steps.

    `wants` is what the photo is to get. `relative` and `stat` are None for a job, which is about a photo and not about a
    file; its `path` is None where no file of it is online, and `size_px` is the upright full size where that is known.
    `expected_hash` is set where the content is known beforehand; `failure` where a worker was lost on it.
    """

    step: Step
    path: Path | None
    wants: frozenset[ModelKind]
    root_id: int = 0
    relative: str | None = None
    stat: FileStat | None = None
    expected_hash: str | None = None
    size_px: tuple[int, int] | None = None
    failure: PhotoError | None = None

    def sight(self, reading: Reading, *, reason: str | None = None, error: str | None = None) -> FileSighting | None:
        """Say what was seen at the file's path; None for a job."""
        if self.relative is None or self.stat is None:
            return None
        stat = self.stat
        if reading.mtime_ns:
            stat = replace(stat, size_bytes=reading.size_bytes, mtime_ns=reading.mtime_ns)
        content_hash = reading.content_hash
        return FileSighting(
            self.root_id, self.relative, stat, reading.checked_ns, content_hash, reason, error, reading.movie
        )

    @property
    def movie(self) -> str | None:
        """The name of the movie that lies beside the file under its name."""
        return self.stat.movie.name if self.stat is not None and self.stat.movie is not None else None
