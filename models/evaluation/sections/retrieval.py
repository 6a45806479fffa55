"""Captions find their photos, and photos their captions, on Flickr8k's test split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.intervals import bootstrap_mean
from models.evaluation.retrieval import ranks_of_relevant
from models.evaluation.table import Figure, Line, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.arrays import Embeddings
    from models.evaluation.bench import Bench

NAME = "retrieval"
KS = (1, 5, 10)


def measure_retrieval(bench: Bench) -> list[Line]:
    """Return recall in both directions, with intervals over photos."""
    queries, owners = caption_queries(bench)
    gallery = bench.embed(bench.captioned)
    photos = np.arange(len(gallery))
    found_photos = caption_ranks(queries, owners, gallery)
    found_captions = ranks_of_relevant(gallery, queries, photos[:, None] == owners)
    count = f"{len(queries):,} captions; intervals by bootstrap over photos"
    return [
        Line(NAME, "text to image, Flickr8k test", len(gallery), _recall(found_photos, owners), count),
        Line(NAME, "image to text, Flickr8k test", len(gallery), _recall(found_captions, photos), count),
    ]


def caption_queries(bench: Bench) -> tuple[Embeddings, NDArray[np.int64]]:
    """Return the embeddings of all captions, (Q, D), and the row of each one's photo, (Q,)."""
    captions = [(row, text) for row, photo in enumerate(bench.captioned) for text in photo.captions]
    return bench.embed_texts([text for _, text in captions]), np.array([row for row, _ in captions])


def caption_ranks(queries: Embeddings, owners: NDArray[np.int64], gallery: Embeddings) -> NDArray[np.int64]:
    """Return the rank of each caption's photo in the gallery, (Q,), from 0."""
    return ranks_of_relevant(queries, gallery, owners[:, None] == np.arange(len(gallery)))


def _recall(ranks: NDArray[np.int64], groups: NDArray[np.int64]) -> tuple[Figure, ...]:
    return tuple(percent(f"R@{k}", float((ranks < k).mean()), bootstrap_mean(ranks < k, groups)) for k in KS)
