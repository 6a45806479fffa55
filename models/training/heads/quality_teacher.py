"""LAION's aesthetic score of the train photos: a linear layer on CLIP ViT-B/16's image vectors.

The layer is `sa_0_4_vit_b_16_linear.pth` of github.com/LAION-AI/aesthetic-predictor (MIT), 513 numbers learned from the
ratings of Simulacra Aesthetic Captions; it is in no package index, so it has to be put into the work folder by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from albumen.errors import WeightsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto

LAYER_FILE = "sa_0_4_vit_b_16_linear.pth"
_SHA256 = "8ad3923d7ecf019df20ecd2ab5542a3075fbba0278d239c0371345f3d7fcbde0"
_SIGMOID_OF_NORMAL = 1.702  # the logistic curve with this slope stays within 0.01 of the normal distribution's


@dataclass(frozen=True, slots=True)
class AestheticScale:
    """Mean and deviation of the teacher's scores, by which they become shares of photos that score lower."""

    mean: float
    deviation: float

    def to_unit(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return scores in [0, 1]; 0.5 is the mean photo."""
        steps = (scores - self.mean) / self.deviation
        return (1.0 / (1.0 + np.exp(-_SIGMOID_OF_NORMAL * steps))).astype(np.float32)


def aesthetic_scores(data_dir: Path, work_dir: Path, photos: Sequence[LabelledPhoto]) -> NDArray[np.float32]:
    """Return the teacher's scores (N,), about 1 to 9, by the stored vectors of these photos.

    Raises:
        WeightsError: The layer is not in the work folder, or it is another one.
    """
    path = work_dir / LAYER_FILE
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != _SHA256:
        raise WeightsError(f"Put {LAYER_FILE} of github.com/LAION-AI/aesthetic-predictor (MIT) into {work_dir}.")
    layer = torch.load(path, weights_only=True)
    scores = _vectors(data_dir, photos) @ layer["weight"][0].numpy() + layer["bias"].item()
    return scores.astype(np.float32)


def _vectors(data_dir: Path, photos: Sequence[LabelledPhoto]) -> NDArray[np.float32]:
    """Return the stored ViT-B/16 vectors as CLIP gives them, unit rows that are not centred, (N, 512)."""
    stored = np.load(data_dir / "teacher" / "image_vectors.npz")
    row_of = {key: row for row, key in enumerate(stored["keys"].tolist())}
    rows = np.array([row_of[photo.key] for photo in photos])
    vectors = (stored["vectors_int8"][rows] * stored["scale"][rows, None]).astype(np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit
