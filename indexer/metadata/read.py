"""All metadata of one photo file: tags, sidecar, file name and file time, composed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PIL import Image

from albumen.types import PhotoMetadata
from indexer.decoder_errors import DECODER_ERRORS
from indexer.formats import PhotoFormat, sniff_format
from indexer.metadata.capture_time import TimeEvidence, choose_capture_time
from indexer.metadata.embedded import EmbeddedTags, collect_tags
from indexer.metadata.exif import read_exif
from indexer.metadata.iptc import read_iptc
from indexer.metadata.raw_tags import collect_raw_tags
from indexer.metadata.xmp import parse_xmp, read_sidecar
from indexer.photo_file import open_photo_file
from indexer.pillow_setup import PLUGINS, captured_warnings, set_up_pillow
from indexer.places import find_place


def read_metadata(path: Path, tags: EmbeddedTags | None = None, *, now: datetime | None = None) -> PhotoMetadata:
    """Read what a file, its sidecar and its name say of a photo.

    Args:
        path: The photo's file.
        tags: What the decoder found beside the pixels; without it the file's header is read here.
        now: Naive UTC, for the check of dates against the future.

    Raises:
        UnreadableFileError: `tags` is not given, and the file system refused the read.
        EmptyFileError: `tags` is not given, and the file has no bytes.
    """
    if tags is None:
        tags = load_tags(path)
    exif, xmp, sidecar = read_exif(tags, now=now), parse_xmp(tags.xmp, now=now), read_sidecar(path, now=now)
    iptc_title, iptc_keywords = read_iptc(tags.iptc)
    position = sidecar.position or exif.position or xmp.position
    evidence = TimeEvidence(
        sidecar=sidecar.clock,
        exif=exif.clock,
        xmp=xmp.clock,
        gps_utc=exif.gps_utc,
        file_name=path.name,
        modified_at_s=_read_modified_at(path),
        position=position,
    )
    return PhotoMetadata(
        taken=choose_capture_time(evidence, now=now),
        exposure=exif.exposure,
        position=position,
        place=find_place(position) if position else None,
        title=sidecar.title or xmp.title or iptc_title or exif.title,
        keywords=tuple(dict.fromkeys(sidecar.keywords + xmp.keywords + iptc_keywords)),
    )


def load_tags(path: Path) -> EmbeddedTags:
    """Read a file's tags without its pixels; empty where it is no photo or its header is damaged.

    Raises:
        UnreadableFileError: the file system refused the read.
        EmptyFileError: zero bytes.
    """
    set_up_pillow()
    with open_photo_file(path) as file, captured_warnings():
        try:
            photo_format = sniff_format(file)
            if photo_format is None:
                return EmbeddedTags()
            if photo_format is PhotoFormat.RAW:
                return collect_raw_tags(file)
            return collect_tags(Image.open(file, formats=PLUGINS[photo_format]))
        except (*DECODER_ERRORS, MemoryError):
            return EmbeddedTags()


def _read_modified_at(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except (OSError, ValueError):
        return None
