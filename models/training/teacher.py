"""The teacher's vectors, centred, and the validation photos that no step trains on.

CLIP's image and text vectors lie on two narrow cones whose means differ, so both kinds lose their own mean before
they are compared (Liang et al., "Mind the Gap", 2022): image vectors the mean of the training photos, word vectors
the mean of all words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto

VALIDATION_PHOTOS = 500  # of Flickr8k's train part, and as many of all other sources together
FLICKR = "flickr8k"


@dataclass(frozen=True, slots=True)
class TeacherVectors:
    """Centred unit rows; `photos` follow the order of the photos that they were loaded for."""

    photos: NDArray[np.float32]  # (N, 512)
    words: NDArray[np.float32]  # (W, 512)
    word_list: list[str]
    word_kinds: NDArray[np.str_]
    image_mean: NDArray[np.float32]  # (512,)
    word_mean: NDArray[np.float32]  # (512,)


@dataclass(frozen=True, slots=True)
class Split:
    """Rows of the train photos: to fit on, and to validate on."""

    fit: NDArray[np.int64]
    flickr: NDArray[np.int64]
    others: NDArray[np.int64]


def load_teacher(data_dir: Path, photos: Sequence[LabelledPhoto]) -> TeacherVectors:
    """Read the stored vectors (int8 with a scale for each row) of these photos and of all words."""
    images = np.load(data_dir / "teacher" / "image_vectors.npz")
    row_of = {key: row for row, key in enumerate(images["keys"].tolist())}
    rows = np.array([row_of[photo.key] for photo in photos])
    photo_vectors = _unit(images["vectors_int8"][rows] * images["scale"][rows, None])
    text = np.load(data_dir / "teacher" / "word_vectors.npz")
    word_vectors = _unit(text["vectors_int8"] * text["scale"][:, None])
    image_mean = photo_vectors[split_photos(photos).fit].mean(axis=0)
    word_mean = word_vectors.mean(axis=0)
    return TeacherVectors(
        photos=_unit(photo_vectors - image_mean),
        words=_unit(word_vectors - word_mean),
        word_list=text["words"].tolist(),
        word_kinds=text["kind"],
        image_mean=image_mean,
        word_mean=word_mean,
    )


def split_photos(photos: Sequence[LabelledPhoto]) -> Split:
    """Set validation photos apart by a hash of their keys, so that every step sets the same ones apart."""
    order = sorted(range(len(photos)), key=lambda row: _hash(photos[row].key))
    flickr = [row for row in order if photos[row].source == FLICKR]
    others = [row for row in order if photos[row].source != FLICKR]
    held = {*flickr[:VALIDATION_PHOTOS], *others[:VALIDATION_PHOTOS]}
    return Split(
        fit=np.array([row for row in range(len(photos)) if row not in held], dtype=np.int64),
        flickr=np.array(flickr[:VALIDATION_PHOTOS], dtype=np.int64),
        others=np.array(others[:VALIDATION_PHOTOS], dtype=np.int64),
    )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = rows.astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
