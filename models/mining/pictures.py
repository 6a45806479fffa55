"""Pictures of a folder, or the previews of a library: found, decoded and looked at in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageOps

from albumen.errors import UsageError
from models.ansa.image_graph import EMBEDDINGS
from models.evaluation.outputs import Network, Outputs

if TYPE_CHECKING:
    from albumen.arrays import Embeddings

_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
_LIBRARY_PREVIEWS = "previews"
_DRAFT_PX = 448  # twice the networks' input: JPEGs are decoded at the nearest DCT scale above
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures that could be read, their outputs by name, (N, ...), and why the others could not."""

    paths: list[Path]
    outputs: Outputs
    unreadable: dict[Path, str]

    @property
    def embeddings(self) -> Embeddings:
        """(N, D) unit rows."""
        return self.outputs[EMBEDDINGS]


def find_pictures(folder: Path) -> list[Path]:
    """Return the pictures under a folder, in order; of a library's folder, its previews.

    Raises:
        UsageError: There are none.
    """
    previews = folder / _LIBRARY_PREVIEWS
    top = previews if previews.is_dir() and any(folder.glob("*.sqlite3")) else folder
    paths = sorted(path for path in top.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())
    if not paths:
        raise UsageError(f"No pictures under {top}. Name a folder with JPEG, PNG, WebP, GIF, BMP or TIFF files.")
    return paths


def look_at(network: Network, paths: Sequence[Path], *, wanted: Sequence[str] = (EMBEDDINGS,)) -> Gallery:
    """Run a network over pictures, keeping the outputs that are wanted.

    Raises:
        UsageError: None of them can be read.
    """
    unreadable: dict[Path, str] = {}
    read: list[Path] = []
    parts: list[Outputs] = []
    for batch in _iter_batches(paths, unreadable):
        outputs = network.run([image for _, image in batch])
        parts.append({name: outputs[name] for name in wanted})
        read += [path for path, _ in batch]
    if not read:
        raise UsageError(f"None of the {len(paths)} pictures can be read; the first: {next(iter(unreadable.values()))}")
    return Gallery(read, {name: np.concatenate([part[name] for part in parts]) for name in wanted}, unreadable)


def decode_picture(path: Path, *, side_px: int = _DRAFT_PX) -> Image.Image:
    """Return a picture upright, as RGB, JPEGs at least `side_px` on their short side where they have it.

    Raises:
        OSError: It cannot be read, or not as a picture.
    """
    with Image.open(path) as image:
        image.draft("RGB", (side_px, side_px))
        return ImageOps.exif_transpose(image).convert("RGB")


def _iter_batches(paths: Sequence[Path], unreadable: dict[Path, str]) -> Iterator[list[tuple[Path, Image.Image]]]:
    batch: list[tuple[Path, Image.Image]] = []
    for path in paths:
        try:
            batch.append((path, decode_picture(path)))
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            unreadable[path] = str(error)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
