"""WebDataset shards to train from: `KEY.webp` near the training size beside `KEY.json`, and `shards.json` over them.

`python -m models.training.contrastive.shards --data DIR --out DIR` makes them from the project's photos. The JSON holds
`captions`, `sentences` made of the label, `label`, `source`, `licence` and `teacher_vector` (float16, base64).
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import logging
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import webdataset
from PIL import Image

from albumen.errors import AlbumenError, UsageError
from models.ansa.export import SIDE_PX
from models.evaluation.photos import LabelledPhoto, load_photos
from models.training.corpus import build_corpus
from models.training.teacher import TeacherVectors, load_teacher, split_photos

if TYPE_CHECKING:
    from numpy.typing import NDArray

INDEX_NAME = "shards.json"
TRAIN = "train"
PHOTOS_PER_SHARD = 500
_QUALITY = 90
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ShardSet:
    """What `shards.json` says: for each split its shards with their numbers of photos, and the teacher's mean."""

    folder: Path
    splits: dict[str, dict[str, int]]
    teacher_mean: list[float]  # taken out of every stored vector

    @property
    def galleries(self) -> list[str]:
        """Splits to validate on: all but the one to train on."""
        return sorted(set(self.splits) - {TRAIN})


def load_shard_set(folder: Path) -> ShardSet:
    """Read the list of a folder's shards.

    Raises:
        UsageError: The folder holds none.
    """
    try:
        content = json.loads((folder / INDEX_NAME).read_text(encoding="utf-8"))
        return ShardSet(folder, content["splits"], content["teacher_mean"])
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{folder} holds no {INDEX_NAME} that can be read. Make shards there first.") from error


def short_side_for(side_px: int) -> int:
    """Return the size to store photos at for a tower of this size: a seventh more, so that random crops keep most of their pixels.

    Example:
        >>> short_side_for(224)
        256
    """
    return side_px * 8 // 7


def make_shards(
    data_dir: Path, folder: Path, *, short_side_px: int, photos_per_shard: int = PHOTOS_PER_SHARD
) -> ShardSet:
    """Write the project's train photos as shards: a split to train on and two galleries to validate on.

    Test photos are not opened. Photos without caption and label are left out, since there is no text to pair them with.

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
        for shard in range(math.ceil(len(told) / photos_per_shard)):
            part = told[shard * photos_per_shard : (shard + 1) * photos_per_shard]
            file = f"{name}-{shard:05}.tar"
            _write_shard(folder / file, [_sample(photos[row], teacher, row, short_side_px) for row in part])
            splits[name][file] = len(part)
    index = {"splits": splits, "short_side_px": short_side_px, "teacher_mean": teacher.image_mean.tolist()}
    (folder / INDEX_NAME).write_text(json.dumps(index, indent=1), encoding="utf-8")
    return load_shard_set(folder)


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


def pack_vector(vector: NDArray[np.float32]) -> str:
    """Return a vector as text: little-endian float16, base64."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def unpack_vector(text: str) -> NDArray[np.float32]:
    """Read what `pack_vector` wrote, to float16's precision.

    Example:
        >>> unpack_vector(pack_vector(np.array([0.5, -1.0], dtype=np.float32))).tolist()
        [0.5, -1.0]
    """
    return np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float32)


def _sample(photo: LabelledPhoto, teacher: TeacherVectors, row: int, short_side_px: int) -> dict[str, Any]:
    facts = {
        "source": photo.source,
        "licence": photo.licence,
        "label": photo.label,
        "captions": list(photo.captions),
        "sentences": build_corpus([photo]).texts[len(photo.captions) :],
        "teacher_vector": pack_vector(teacher.photos[row]),
    }
    content = {"webp": shrink(photo.content, short_side_px), "json": json.dumps(facts).encode("utf-8")}
    return {"__key__": photo.key, **content}


def _write_shard(path: Path, samples: Sequence[dict[str, Any]]) -> None:
    with webdataset.TarWriter(str(path), encoder=False, mtime=0) as writer:  # equal photos give equal bytes
        for sample in samples:
            writer.write(sample)


def main(arguments: list[str] | None = None) -> int:
    """Make shards; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.contrastive.shards", description=make_shards.__doc__
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
