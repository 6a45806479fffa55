"""One sample to one pair: the photo decoded and seen at random, one of its texts, the teacher's vector of it."""

from __future__ import annotations

import io
import json
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from albumen.errors import UsageError
from models.ansa.wordpiece import WordPiece
from models.training.contrastive.shards import unpack_vector
from models.training.views import random_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.contrastive.stream import RawSample

_IMAGE_SUFFIXES = ("webp", "jpg", "jpeg", "png")
_UNREADABLE = (OSError, ValueError, KeyError, StopIteration, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class Pair:
    """A photo and a text of it."""

    pixels: NDArray[np.uint8]  # (S, S, 3)
    text: str
    teacher: NDArray[np.float32] | None  # (D,)


@dataclass(frozen=True)
class Preparation:
    """How a sample becomes a pair. Each random choice follows from the seed, the round and the photo's key alone."""

    side_px: int
    seed: int
    tokenizer: Path
    wants_teacher: bool

    @cached_property
    def wordpiece(self) -> WordPiece:
        """The tokenizer, read once in each process."""
        return WordPiece.from_json(self.tokenizer.read_text(encoding="utf-8"))

    def prepare(self, sample: RawSample) -> Pair | None:
        """Return a random view with one of its texts; nothing where the photo or its facts cannot be read.

        Raises:
            UsageError: The teacher's vector is wanted, and the shards hold none.
        """
        rng = np.random.default_rng((self.seed, sample.round_number, zlib.crc32(sample.key.encode())))
        try:
            facts = read_facts(sample)
            texts = read_texts(facts)
            view = random_view(_squeeze(decode_sample(sample)), self.side_px, rng)
            text = texts[rng.integers(len(texts))]
        except _UNREADABLE:
            return None
        return Pair(view, text, _teacher_vector(sample.key, facts) if self.wants_teacher else None)


def decode_sample(sample: RawSample) -> Image.Image:
    """Return a sample's photo as 8-bit RGB."""
    content = next(sample.files[suffix] for suffix in _IMAGE_SUFFIXES if suffix in sample.files)
    return Image.open(io.BytesIO(content)).convert("RGB")


def read_facts(sample: RawSample) -> dict[str, Any]:
    """Return what the shard says of a photo."""
    facts: dict[str, Any] = json.loads(sample.files["json"])
    return facts


def read_texts(facts: dict[str, Any]) -> list[str]:
    """Return a photo's captions, and the sentences made of its label."""
    return [*facts.get("captions", ()), *facts.get("sentences", ())]


def _squeeze(image: Image.Image) -> Image.Image:
    """Return the whole picture as a square: that is how the exported tower will see it."""
    side = min(image.size)
    return image.resize((side, side), Image.Resampling.BICUBIC)


def _teacher_vector(key: str, facts: dict[str, Any]) -> NDArray[np.float32]:
    if "teacher_vector" not in facts:
        raise UsageError(
            f"{key} has no teacher_vector. Make shards with one, or set losses.direction and losses.neighbourhood to 0."
        )
    return unpack_vector(facts["teacher_vector"])
