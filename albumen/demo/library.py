"""Build the demo library: the shots, and beside them what every real library has: copies, scraps and broken files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from albumen.demo.exif import build_exif
from albumen.demo.shots import SHOTS, Shot
from albumen.errors import MissingExtraError

_JPEG_QUALITY = 92
_COPY_QUALITY = 55
_COPY_LONG_SIDE_PX = 480
# Enough for a JPEG's tables and no pixels; enough for the upper part of the picture.
_HEADER_BYTES = 600
_UPPER_PART = 0.6
_SCANNED_AT = datetime(2021, 11, 3, 10, 15, tzinfo=UTC)
_DOWNLOADED_AT = datetime(2021, 12, 27, 20, 0, tzinfo=UTC)

# Under which EXIF orientation pixels that were so transposed are shown upright again.
_STORED_AS = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


@dataclass(frozen=True, slots=True)
class DemoLibrary:
    """What was built: `files` are all that the demo library holds, `created` how many of them this run wrote."""

    folder: Path
    files: tuple[Path, ...]
    created: int


@dataclass(frozen=True, slots=True)
class _Content:
    """A file to write: its path in the demo library, its bytes and when it was last changed."""

    path: str
    data: bytes
    changed_at: datetime


def build_demo_library(folder: Path) -> DemoLibrary:
    """Write the demo library's files into a folder, keeping the ones that are there.

    Besides the photos it holds an exact duplicate, a re-encoded copy, a scanned page as PNG, a download without any
    metadata, two truncated files (one still shows its upper part) and an empty one.

    Args:
        folder: created if absent; files of other names in it are left alone.

    Returns:
        the files, and how many were written: none, the second time.

    Raises:
        MissingExtraError: scikit-image or scikit-learn is not installed.
    """
    files: list[Path] = []
    created = 0
    for content in _iter_contents():
        path = folder / content.path
        files.append(path)
        if not path.exists():
            _write(path, content)
            created += 1
    return DemoLibrary(folder, tuple(files), created)


def _iter_contents() -> Iterator[_Content]:
    photos = {shot.source: (shot, _encode_shot(shot)) for shot in SHOTS}
    for shot, content in photos.values():
        yield _Content(shot.path, content, shot.taken)
    yield from _iter_copies(*photos["skimage/data/chelsea.png"])
    yield from _iter_reencoded(*photos["sklearn/datasets/images/china.jpg"])
    yield from _iter_damaged(*photos["sklearn/datasets/images/flower.jpg"])
    yield from _iter_without_exif()


def _iter_copies(shot: Shot, content: bytes) -> Iterator[_Content]:
    yield _Content(f"Backup/{Path(shot.path).name}", content, shot.taken)


def _iter_reencoded(shot: Shot, content: bytes) -> Iterator[_Content]:
    """Shrink and strip, as messengers do."""
    with Image.open(BytesIO(content)) as image:
        small = ImageOps.contain(image, (_COPY_LONG_SIDE_PX, _COPY_LONG_SIDE_PX))
    copy = _encode_jpeg(small, _COPY_QUALITY, exif=b"")
    yield _Content(f"WhatsApp/IMG-{shot.taken:%Y%m%d}-WA0003.jpg", copy, shot.taken)


def _iter_damaged(shot: Shot, content: bytes) -> Iterator[_Content]:
    upper_part = content[: int(len(content) * _UPPER_PART)]
    yield _Content("Recovered/half_a_flower.jpg", upper_part, shot.taken)
    yield _Content("Recovered/only_a_header.jpg", content[:_HEADER_BYTES], shot.taken)
    yield _Content("Recovered/empty.jpg", b"", shot.taken)


def _iter_without_exif() -> Iterator[_Content]:
    page, stars = _read_sample("skimage/data/page.png"), _read_sample("skimage/data/hubble_deep_field.jpg")
    yield _Content(f"Documents/Scan_{_SCANNED_AT:%Y%m%d_%H%M%S}.png", page, _SCANNED_AT)
    yield _Content("Downloads/hubble_deep_field.jpg", stars, _DOWNLOADED_AT)


def _encode_shot(shot: Shot) -> bytes:
    exif = build_exif(shot.taken, shot.exposure, position=shot.position, orientation=shot.turn)
    with Image.open(BytesIO(_read_sample(shot.source))) as image:
        image.load()
    transpose = _STORED_AS[shot.turn]
    return _encode_jpeg(image if transpose is None else image.transpose(transpose), _JPEG_QUALITY, exif)


def _encode_jpeg(image: Image.Image, quality: int, exif: bytes) -> bytes:
    buffer = BytesIO()
    image.convert("L" if image.mode == "L" else "RGB").save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()


def _read_sample(source: str) -> bytes:
    package, _, name = source.partition("/")
    path = _package_folder(package) / name
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise MissingExtraError(
            f"this version of {package} ships no {name}; run: pip install --upgrade 'albumen[demo]'"
        ) from error


@cache
def _package_folder(package: str) -> Path:
    spec = find_spec(package)  # finds the folder; importing these packages would take seconds
    if spec is None or not spec.submodule_search_locations:
        raise MissingExtraError("the sample photos are not installed; run: pip install 'albumen[demo]'")
    return Path(spec.submodule_search_locations[0])


def _write(path: Path, content: _Content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content.data)
    os.utime(part, (content.changed_at.timestamp(), content.changed_at.timestamp()))
    part.replace(path)
