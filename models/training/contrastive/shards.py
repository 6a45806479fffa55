"""WebDataset shards to train from: `KEY.webp` (or jpg, png) beside `KEY.json`, and `shards.json` over them.

The JSON holds `captions` by people, `sentences` made of a label, and `teacher_vector` (float16, base64).
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import UsageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

INDEX_NAME = "shards.json"
TRAIN = "train"


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

    def save(self) -> None:
        """Write `shards.json`, when all shards are there."""
        content = {"splits": self.splits, "teacher_mean": self.teacher_mean}
        (self.folder / INDEX_NAME).write_text(json.dumps(content, indent=1), encoding="utf-8")


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
