"""Give travel photos their dates and places back: copies with the EXIF that their data set took out.

python docs/travel_photos.py TRAVEL_DIR OUT [DATA_DIR]

TRAVEL_DIR holds the forty photos of `travel-library.tar.gz` with `truth.json`; DATA_DIR holds `images/`, whose train shards have
some hundred smaller ones of the same journey. Photos without a known date stay as they are. All of markmyjourney, MIT.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from albumen.demo.exif import build_exif
from albumen.types import Exposure, GeoPoint
from indexer.metadata.time_zones import find_zone
from models.evaluation.photos import iter_shard

_SOURCE = "markmyjourney"
_QUALITY = 92


@dataclass(frozen=True, slots=True)
class TravelPhoto:
    """A photo and what is known of it."""

    name: str
    content: bytes
    date: str | None
    lonlat: list[float] | None


def main() -> None:
    """Read, write back, save; of two copies of a photo the larger one."""
    travel, out, *data = sys.argv[1:]
    photos = {photo.name: photo for folder in data for photo in _iter_small(Path(folder))}
    photos |= {photo.name: photo for photo in _iter_large(Path(travel))}
    Path(out).mkdir(parents=True, exist_ok=True)
    for photo in photos.values():
        (Path(out) / photo.name).write_bytes(_encode(photo))
    sys.stdout.write(f"{len(photos)} photos in {out}\n")


def _iter_large(folder: Path) -> Iterator[TravelPhoto]:
    for entry in json.loads((folder / "truth.json").read_text(encoding="utf-8")):
        yield TravelPhoto(entry["file"], (folder / entry["file"]).read_bytes(), entry["date"], entry["lonlat"])


def _iter_small(data: Path) -> Iterator[TravelPhoto]:
    for shard in sorted((data / "images").glob("train-*.tar.gz")):
        for _, files in iter_shard(shard, {"webp", "json"}):
            facts: dict[str, Any] = json.loads(files["json"])
            if facts["source"] == _SOURCE:
                yield TravelPhoto(Path(facts["origin"]).name, files["webp"], facts.get("date"), facts.get("lonlat"))


def _encode(photo: TravelPhoto) -> bytes:
    exif = b""
    if photo.date and photo.lonlat:
        position = GeoPoint(photo.lonlat[1], photo.lonlat[0])
        taken = datetime.fromisoformat(photo.date).replace(tzinfo=find_zone(position))
        exif = build_exif(taken, Exposure(), position=position, orientation=1)
    buffer = BytesIO()
    with Image.open(BytesIO(photo.content)) as image:
        image.convert("RGB").save(buffer, "JPEG", quality=_QUALITY, exif=exif)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
