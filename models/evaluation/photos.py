"""Photos with captions and labels, read from WebDataset shards (`KEY.webp` beside `KEY.json` in `.tar.gz`)."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from albumen.errors import UsageError


@dataclass(frozen=True, slots=True)
class LabelledPhoto:
    """A photo of a data set with what is known of it; `content` is the encoded file."""

    key: str
    split: str
    source: str
    licence: str
    content: bytes
    captions: tuple[str, ...] = ()
    label: str | None = None
    utility: str | None = None
    imagenet_index: int | None = None

    def decode_image(self) -> Image.Image:
        """Return the pixels as 8-bit RGB."""
        return Image.open(io.BytesIO(self.content)).convert("RGB")


def load_photos(data_dir: Path, split: str) -> list[LabelledPhoto]:
    """Return one split's photos in key order.

    Raises:
        UsageError: There are no shards of that split under `data_dir/images`.
    """
    shards = sorted((data_dir / "images").glob(f"{split}-*.tar.gz"))
    if not shards:
        raise UsageError(f"No {split} shards in {data_dir / 'images'}. Name the folder that holds images/ with --data.")
    samples = (sample for shard in shards for sample in iter_shard(shard, {"webp", "json"}))
    photos = [photo for key, files in samples if (photo := _photo(key, **files)).split == split]
    return sorted(photos, key=lambda photo: photo.key)


def iter_shard(shard: Path, kinds: set[str]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Yield each key of a WebDataset shard with its files' bytes by kind, once all of `kinds` have come."""
    parts: dict[str, dict[str, bytes]] = {}
    with tarfile.open(shard) as archive:
        for member in archive:
            key, _, kind = member.name.rpartition(".")
            file = archive.extractfile(member)
            if file is None:
                continue
            part = parts.setdefault(key, {})
            part[kind] = file.read()
            if kinds <= part.keys():
                yield key, parts.pop(key)


def _photo(key: str, *, webp: bytes, json: bytes) -> LabelledPhoto:
    facts = _loads(json)
    return LabelledPhoto(
        key=key,
        split=facts["split"],
        source=facts["source"],
        licence=facts["licence"],
        content=webp,
        captions=tuple(facts.get("captions", ())),
        label=facts.get("label"),
        utility=facts.get("utility"),
        imagenet_index=facts.get("imagenet_index"),
    )


_loads = json.loads  # `_photo` takes the file kinds as names, `json` among them
