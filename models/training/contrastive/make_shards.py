"""The project's train photos as shards: `python -m models.training.contrastive.make_shards --data DIR --out DIR`.

Photos come near the training size, with captions, label and the teacher's vector in their JSON. Test photos are not opened.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import webdataset
from PIL import Image

from albumen.errors import AlbumenError
from models.ansa.export import SIDE_PX
from models.evaluation.photos import LabelledPhoto, load_photos
from models.training.contrastive.shards import TRAIN, ShardSet, pack_vector
from models.training.corpus import build_corpus
from models.training.teacher import load_teacher, split_photos

if TYPE_CHECKING:
    from numpy.typing import NDArray

PHOTOS_PER_SHARD = 500
_QUALITY = 90
_LOG = logging.getLogger(__name__)


def short_side_for(side_px: int) -> int:
    """Return the size to store photos at for a tower of this size, a seventh more: random crops keep their pixels.

    Example:
        >>> short_side_for(224)
        256
    """
    return side_px * 8 // 7


def make_shards(
    data_dir: Path, folder: Path, *, short_side_px: int, photos_per_shard: int = PHOTOS_PER_SHARD
) -> ShardSet:
    """Write a split to train on, and two galleries to validate on.

    Photos without caption and label are left out, since there is no text to pair them with.

    Args:
        data_dir: Holds `images/` and `teacher/`.
        folder: Where the shards go; `shards.json` comes last, so a folder with one is whole.
        short_side_px: Larger photos are made this size; smaller ones stay as they are, byte for byte.
        photos_per_shard: There must be as many shards as ranks times workers at least.
    """
    photos = load_photos(data_dir, TRAIN)
    teacher = load_teacher(data_dir, photos)
    split = split_photos(photos)
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)  # photos come in key order, which is by source: every shard gets of all
    rows = {TRAIN: rng.permutation(split.fit), "flickr": split.flickr, "others": split.others}
    splits: dict[str, dict[str, int]] = {}
    for name, chosen in rows.items():
        told = [row for row in chosen.tolist() if build_corpus([photos[row]]).texts]
        _LOG.info("%s: %d photos, %d more have no text", name, len(told), len(chosen) - len(told))
        splits[name] = {}
        for start in range(0, len(told), photos_per_shard):
            part = told[start : start + photos_per_shard]
            file = f"{name}-{start // photos_per_shard:05}.tar"
            _write(folder / file, [photos[row] for row in part], teacher.photos[part], short_side_px)
            splits[name][file] = len(part)
    shards = ShardSet(folder, splits, teacher.image_mean.tolist())
    shards.save()
    return shards


def shrink(content: bytes, short_side_px: int) -> bytes:
    """Return an encoded photo whose short side is at most this long, as WebP where it had to shrink."""
    image = Image.open(io.BytesIO(content))
    factor = short_side_px / min(image.size)
    if factor >= 1.0:
        return content
    width, height = (max(1, round(length * factor)) for length in image.size)
    buffer = io.BytesIO()
    image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=_QUALITY)
    return buffer.getvalue()


def _write(path: Path, photos: Sequence[LabelledPhoto], vectors: NDArray[np.float32], short_side_px: int) -> None:
    with webdataset.TarWriter(str(path), encoder=False, mtime=0) as writer:  # equal photos give equal bytes
        for photo, vector in zip(photos, vectors, strict=True):
            writer.write(_sample(photo, vector, short_side_px))


def _sample(photo: LabelledPhoto, vector: NDArray[np.float32], short_side_px: int) -> dict[str, Any]:
    facts = {
        "source": photo.source,
        "licence": photo.licence,
        "label": photo.label,
        "captions": list(photo.captions),
        "sentences": build_corpus([photo]).texts[len(photo.captions) :],
        "teacher_vector": pack_vector(vector),
    }
    content = {"webp": shrink(photo.content, short_side_px), "json": json.dumps(facts).encode("utf-8")}
    return {"__key__": photo.key, **content}


def main(arguments: list[str] | None = None) -> int:
    """Make shards; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.contrastive.make_shards", description=make_shards.__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/ and teacher/")
    parser.add_argument("--out", type=Path, required=True, help="folder for the shards")
    parser.add_argument("--short-side", type=int, default=short_side_for(SIDE_PX), help="pixels (default: %(default)s)")
    parser.add_argument("--photos-per-shard", type=int, default=PHOTOS_PER_SHARD, help="default: %(default)s")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    try:
        make_shards(
            options.data, options.out, short_side_px=options.short_side, photos_per_shard=options.photos_per_shard
        )
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
