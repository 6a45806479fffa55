"""Zero-shot classification: a photo's class is the class name whose text vector is nearest.

Source: Radford et al., "Learning Transferable Visual Models From Natural Language Supervision", 2021, section 3.1.
The 1,000 ImageNet class names are the ones OpenAI curated for CLIP, as open_clip ships them (MIT).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.arrays import Embeddings
    from models.encoder import ImageTextEncoder

CLASS_NAMES_PATH = Path(__file__).parent / "imagenet_class_names.json"
PROMPTS = ("a photo of a {}.", "{}", "a picture of the {}", "a close-up photo of a {}", "{} in a photo")


def load_class_names() -> list[str]:
    """Return the 1,000 ImageNet class names; a photo's `imagenet_index` counts from 0 into them."""
    names: list[str] = json.loads(CLASS_NAMES_PATH.read_text(encoding="utf-8"))
    return names


def class_vectors(encoder: ImageTextEncoder, names: Sequence[str], *, prompts: Sequence[str] = PROMPTS) -> Embeddings:
    """Return one unit row for each class name: the mean over the prompts, normalised, (C, D)."""
    total = np.zeros((len(names), encoder.dim), dtype=np.float32)
    for prompt in prompts:
        total += encoder.encode_texts([prompt.format(name) for name in names])
    return total / np.linalg.norm(total, axis=1, keepdims=True)


def ranks_of_truth(images: Embeddings, classes: Embeddings, truth: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many class vectors are nearer to each image than that of its own class, (N,), from 0.

    Args:
        images: (N, D) unit rows.
        classes: (C, D) unit rows.
        truth: (N,) row of the right class, from 0.
    """
    scores = images @ classes.T  # (N, C)
    return (scores > scores[np.arange(len(truth)), truth][:, None]).sum(axis=1)


def top_k_accuracy(
    images: Embeddings, classes: Embeddings, truth: NDArray[np.int64], *, ks: tuple[int, ...] = (1, 5)
) -> dict[int, float]:
    """Return the percentage of images whose class is among the k nearest class vectors.

    Args:
        images: (N, D) unit rows.
        classes: (C, D) unit rows.
        truth: (N,) row of the right class, from 0.
        ks: Cut-offs, each 1 or more.
    """
    ranks = ranks_of_truth(images, classes, truth)
    return {k: round(100.0 * float((ranks < k).mean()), 1) for k in ks}
