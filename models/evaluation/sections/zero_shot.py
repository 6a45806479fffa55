"""Photos of ImageNet's classes are told by the classes' names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.intervals import bootstrap_mean
from models.evaluation.table import Figure, Line, percent
from models.evaluation.zero_shot import PROMPTS, load_class_names, ranks_of_truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from albumen.arrays import Embeddings
    from models.evaluation.bench import Bench

NAME = "zero-shot"
KS = (1, 5)


def measure_zero_shot(bench: Bench) -> list[Line]:
    """Return top-1 and top-5 accuracy among 1,000 names, with five prompts and with one."""
    images, truth = bench.embed(bench.classified), true_classes(bench)
    several = ranks_of_truth(images, name_vectors(bench, PROMPTS), truth)
    one = ranks_of_truth(images, name_vectors(bench, PROMPTS[:1]), truth)
    return [
        Line(NAME, "1,000 ImageNet names, five prompts", len(images), _accuracy(several)),
        Line(NAME, "the same with one prompt", len(images), _accuracy(one)),
    ]


def name_vectors(bench: Bench, prompts: Sequence[str] = PROMPTS) -> Embeddings:
    """Return one unit row for each class name: the mean over the prompts, (1000, D)."""
    names = load_class_names()
    total = sum(bench.embed_texts([prompt.format(name) for name in names]) for prompt in prompts)
    rows = np.asarray(total, np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def true_classes(bench: Bench) -> NDArray[np.int64]:
    """Return the class of each classified photo, (N,), from 0."""
    return np.array([photo.imagenet_index for photo in bench.classified], dtype=np.int64)


def _accuracy(ranks: NDArray[np.int64]) -> tuple[Figure, ...]:
    photos = np.arange(len(ranks))
    return tuple(percent(f"top-{k}", float((ranks < k).mean()), bootstrap_mean(ranks < k, photos)) for k in KS)
