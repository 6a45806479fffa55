"""Small data sets on disk, as the report reads them."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PIL import Image


def write_shard(data_dir: Path, split: str, photos: Iterable[tuple[Image.Image, dict[str, Any]]]) -> None:
    """Write `images/SPLIT-000.tar.gz` with these pictures and facts, keys in their order."""
    (data_dir / "images").mkdir(parents=True, exist_ok=True)
    with tarfile.open(data_dir / "images" / f"{split}-000.tar.gz", "w:gz") as archive:
        for number, (image, facts) in enumerate(photos):
            stream = io.BytesIO()
            image.save(stream, "WEBP", lossless=True)
            document = {"split": split, "source": "s", "licence": "CC0"} | facts
            _add(archive, f"{split}-{number:04d}.webp", stream.getvalue())
            _add(archive, f"{split}-{number:04d}.json", json.dumps(document).encode())


def write_masked(path: Path, samples: Iterable[tuple[Image.Image, Image.Image, dict[str, Any]]]) -> None:
    """Write a segmentation archive of photos with their masks and facts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for number, (image, mask, facts) in enumerate(samples):
            for kind, picture in (("webp", image), ("png", mask)):
                stream = io.BytesIO()
                picture.save(stream, kind.upper())
                _add(archive, f"{number:04d}.{kind}", stream.getvalue())
            _add(archive, f"{number:04d}.json", json.dumps(facts).encode())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))
