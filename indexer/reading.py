"""Everything that is done with one file in a worker process: hash, decode, metadata, preview.

A worker answers with what it found or with the reason why it found nothing; it never raises for a bad photo, so that
the content's hash is kept with the failure. Limits in time and crashes are the pool's matter.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from albumen.errors import PhotoError, UnreadableFileError
from albumen.store.records import MovieFacts
from albumen.types import PhotoMetadata, PixelFacts
from indexer.decode import decode_photo
from indexer.fingerprint import hash_content
from indexer.live_movies import judge_movie, pair_movie
from indexer.metadata.read import load_tags, read_metadata
from indexer.photo_file import describe_refusal
from indexer.previews import PreviewStore
from indexer.thumbhash import encode_thumbhash

# A photo at the default pixel cap is 1.2 GB as RGB, and turning or converting it needs a second copy.
_MAX_WORKER_BYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What stays the same for every photo of a run."""

    previews_folder: Path
    preview_px: int
    max_pixels: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file.

    With `reason` None all of the rest is set, except that a reading of the hash alone has no image, facts or metadata.
    `size_bytes` and `mtime_ns` are those under which the content was read; `movie` is what lies beside it under its name.
    """

    checked_ns: int
    size_bytes: int = 0
    mtime_ns: int = 0
    content_hash: str | None = None
    image: Image.Image | None = None
    facts: PixelFacts | None = None
    metadata: PhotoMetadata | None = None
    movie: MovieFacts | None = None
    reason: str | None = None
    error: str | None = None


def initialise_worker() -> None:
    """Leave Ctrl-C to the parent, which lets work in flight end in order, and bound what a decoder may allocate."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = _MAX_WORKER_BYTES if hard == resource.RLIM_INFINITY else min(hard, _MAX_WORKER_BYTES)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def fingerprint_file(path: Path) -> Reading:
    """Hash a file's content, nothing more."""
    checked_ns = time.time_ns()
    try:
        status, content_hash = _hash_stable(path)
    except PhotoError as error:
        return Reading(checked_ns, reason=error.reason, error=str(error))
    return Reading(checked_ns, status.st_size, status.st_mtime_ns, content_hash)


def read_photo(path: Path, options: ReadOptions, movie: str | None = None) -> Reading:
    """Hash, decode and describe a file, judge the movie of this name beside it, and write its preview."""
    found = fingerprint_file(path)
    if found.content_hash is None:
        return found
    try:
        decoded = decode_photo(path, max_side_px=options.preview_px, max_pixels=options.max_pixels)
        metadata = read_metadata(path, decoded.tags)
    except PhotoError as error:
        return replace(found, reason=error.reason, error=str(error))
    PreviewStore(options.previews_folder).save(found.content_hash, decoded.image)
    facts = judge_movie(path.with_name(movie), decoded.tags.content_identifier) if movie else None
    pixels = replace(decoded.facts, thumbhash=encode_thumbhash(decoded.image))
    return replace(found, image=decoded.image, facts=pixels, metadata=metadata, movie=facts)


def describe_file(path: Path, movie: str | None = None) -> Reading:
    """Hash a file, read its metadata anew and judge the movie beside it, without decoding its pixels."""
    found = fingerprint_file(path)
    if found.content_hash is None:
        return found
    try:
        tags = load_tags(path)
        facts = judge_movie(path.with_name(movie), tags.content_identifier) if movie else None
        return replace(found, metadata=read_metadata(path, tags), movie=facts)
    except PhotoError:
        return found  # its job already says what is wrong with the content


def pair_file(path: Path, movie: str | None) -> Reading:
    """Hash a file and judge the movie beside it, nothing more: its photo may be described by another file."""
    found = fingerprint_file(path)
    if found.content_hash is None or movie is None:
        return found
    try:
        return replace(found, movie=pair_movie(path, movie))
    except PhotoError:
        return found


def load_preview(content_hash: str, options: ReadOptions) -> Image.Image | None:
    """Load a preview, or None where it is absent or damaged."""
    try:
        return PreviewStore(options.previews_folder).load(content_hash)
    except OSError:
        return None


def _hash_stable(path: Path) -> tuple[os.stat_result, str]:
    try:
        before = path.stat()
        content_hash = hash_content(path)
        after = path.stat()
    except OSError as error:
        raise UnreadableFileError(describe_refusal(error)) from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFileError("The file was being written while it was read; the next scan reads it again.")
    return after, content_hash
