"""The copies that the perceptual print learns from and is validated on, as statistics of the backbone's maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.near_duplicates import KINDS, find_distinct
from models.training.heads.copies import EDITS, make_copy, random_copy
from models.training.heads.pooled_statistics import cached_statistics

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.training.heads.workshop import Workshop

PHOTOS = 2500
COPIES = 5  # the last is turned and nothing else: what convolutions find hardest
_QUERIES = 250  # validation photos whose copies are looked for among all validation photos
_SEED = 1


@dataclass(frozen=True, slots=True)
class PrintViews:
    """Statistics of random copies: `copies` (P, COPIES, S) are of the photos `rows` (P,)."""

    rows: NDArray[np.int64]
    copies: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PrintQueries:
    """Statistics of one copy of each kind: `copies` (K, Q, S) in the order of `KINDS`; `owners` (Q,) in the gallery."""

    gallery_rows: NDArray[np.int64]
    owners: NDArray[np.int64]
    copies: NDArray[np.float32]


def load_print_views(workshop: Workshop) -> PrintViews:
    """Return the training copies of photos drawn among those to fit on."""
    rows = np.random.default_rng(_SEED).permutation(workshop.split.fit)[:PHOTOS]
    images = _iter_random_copies(workshop, rows)
    copies = cached_statistics(workshop, "print-copies", images, len(rows) * COPIES)
    return PrintViews(rows, copies.reshape(len(rows), COPIES, -1))


def load_print_queries(workshop: Workshop) -> PrintQueries:
    """Return copies of every fourth validation photo, to look for among all validation photos that are distinct."""
    held = np.concatenate([workshop.split.flickr, workshop.split.others])
    owners = np.arange(len(held))[:: len(held) // _QUERIES]
    images = _iter_queries(workshop, held[owners])
    copies = cached_statistics(workshop, "print-queries", images, len(KINDS) * len(owners))
    by_kind = copies.reshape(len(KINDS), len(owners), -1)
    distinct = find_distinct([workshop.photos[row] for row in held.tolist()])
    is_kept = np.isin(owners, distinct)
    return PrintQueries(held[distinct], np.searchsorted(distinct, owners[is_kept]), by_kind[:, is_kept])


def _iter_random_copies(workshop: Workshop, rows: NDArray[np.int64]) -> Iterator[Image]:
    for row in rows.tolist():
        image = workshop.photos[row].decode_image()
        for number in range(COPIES):
            rng = np.random.default_rng((_SEED, row, number))
            yield random_copy(image, rng) if number < COPIES - 1 else EDITS["turn"](image, rng)


def _iter_queries(workshop: Workshop, rows: NDArray[np.int64]) -> Iterator[Image]:
    for kind in KINDS:
        for row in rows.tolist():
            rng = np.random.default_rng((_SEED, row, KINDS.index(kind)))
            yield make_copy(workshop.photos[row].decode_image(), kind, rng)
