"""How well binary prints find copies of photos: recall of each kind of edit at a precision that is chosen beforehand.

A pair of a copy and a gallery photo is called a match where the Hamming distance of their prints is at most a
threshold. The threshold is the largest that keeps the precision on validation photos; test photos are measured once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.heads.pdq import pdq_bits
from models.training.heads.copies import EDITS, SEVERAL, make_copy

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.evaluation.photos import LabelledPhoto

PrintFunction = Callable[[Sequence["Image"]], "NDArray[np.uint8]"]  # N images to (N, B) packed bits
KINDS = (*EDITS, SEVERAL)
PRECISION = 0.99
_PDQ_MATCH = 31  # bits; the PDQ paper's threshold
_BATCH = 16
_SEED = 3


@dataclass(frozen=True, slots=True)
class CopyDistances:
    """Hamming distances of copies to their own photo, (K, Q), by `KINDS`, and to all other photos, (K, Q, G - 1)."""

    own: NDArray[np.int64]
    others: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NearDuplicateFigures:
    """What a print finds within `threshold` bits; `recall` is by kind of edit, all figures in [0, 1].

    `false_matches` is the share of all pairs of a copy and another photo that are called a match: what to multiply
    by the number of pairs in a larger library.
    """

    threshold: int
    precision: float
    recall: dict[str, float]
    mean_recall: float
    false_matches: float


def measure_near_duplicates(
    prints: Mapping[str, PrintFunction],
    photos: Sequence[LabelledPhoto],
    thresholds: Mapping[str, int],
    *,
    query_every: int = 4,
) -> dict[str, NearDuplicateFigures]:
    """Measure prints side by side on the same copies.

    Args:
        prints: By name.
        photos: The gallery is those of them that `find_distinct` keeps.
        thresholds: For each print, the Hamming distance up to which a pair is called a match.
        query_every: Copies are made of each photo whose place in the gallery is a multiple of this.
    """
    distances = measure_distances(prints, photos, query_every=query_every)
    return {name: figures_at(distances[name], thresholds[name]) for name in prints}


def choose_thresholds(
    prints: Mapping[str, PrintFunction],
    photos: Sequence[LabelledPhoto],
    *,
    precision: float = PRECISION,
    query_every: int = 4,
) -> dict[str, int]:
    """Return, for each print, the largest threshold that keeps the precision on these (validation) photos."""
    distances = measure_distances(prints, photos, query_every=query_every)
    return {name: largest_threshold(distances[name], precision) for name in prints}


def find_distinct(photos: Sequence[LabelledPhoto]) -> NDArray[np.int64]:
    """Return the rows of photos proper (no utility pictures) that are no copy of an earlier one at the source.

    Public sets share pictures, and receipts of one shop differ in a few letters: a print that finds such pairs is right.
    """
    rows = np.array([row for row, photo in enumerate(photos) if photo.utility is None], dtype=np.int64)
    if not len(rows):
        return rows
    prints = pdq_rows([photos[row].decode_image() for row in rows.tolist()])
    is_copy = np.triu(hamming_distances(prints, prints) <= _PDQ_MATCH, k=1).any(axis=0)
    return rows[~is_copy]


def pdq_rows(images: Sequence[Image]) -> NDArray[np.uint8]:
    """Return the classical hash as a print, (N, 32)."""
    return np.stack([np.frombuffer(pdq_bits(image), np.uint8) for image in images])


def measure_distances(
    prints: Mapping[str, PrintFunction], photos: Sequence[LabelledPhoto], *, query_every: int
) -> dict[str, CopyDistances]:
    """Print all distinct photos and one copy of each kind of every `query_every`-th, and compare all with all."""
    photos = [photos[row] for row in find_distinct(photos).tolist()]
    owners = np.arange(0, len(photos), query_every)
    gallery = _print_all(prints, (photo.decode_image() for photo in photos))
    copies = _print_all(prints, _iter_copies(photos, owners))
    return {
        name: compare(gallery[name], rows.reshape(len(KINDS), len(owners), -1), owners) for name, rows in copies.items()
    }


def compare(gallery: NDArray[np.uint8], copies: NDArray[np.uint8], owners: NDArray[np.int64]) -> CopyDistances:
    """Compare prints (K, Q, B) of copies with all of the gallery's (G, B); `owners` (Q,) are rows of the gallery."""
    is_own = owners[:, None] == np.arange(len(gallery))  # (Q, G)
    distances = np.stack([hamming_distances(rows, gallery) for rows in copies])  # (K, Q, G)
    return CopyDistances(
        own=distances[:, is_own],
        others=distances[:, ~is_own].reshape(len(copies), len(owners), len(gallery) - 1),
    )


def hamming_distances(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how many bits differ between each two packed rows, (L, R).

    Example:
        >>> hamming_distances(np.array([[3]], np.uint8), np.array([[0], [2]], np.uint8)).tolist()
        [[2, 1]]
    """
    a, b = (np.unpackbits(rows, axis=1).astype(np.float32) for rows in (left, right))
    same_ones = a @ b.T
    return np.rint(a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] - 2.0 * same_ones).astype(np.int64)


def largest_threshold(distances: CopyDistances, precision: float) -> int:
    """Return the largest threshold whose matches are right at least at this rate; -1 where none is."""
    bits = int(max(distances.own.max(), distances.others.max()))
    right, wrong = (np.bincount(d.ravel(), minlength=bits + 1).cumsum() for d in (distances.own, distances.others))
    good = np.flatnonzero((right >= precision * (right + wrong)) & (right > 0))
    return int(good[-1]) if len(good) else -1


def figures_at(distances: CopyDistances, threshold: int) -> NearDuplicateFigures:
    """Return what one print finds at a threshold."""
    found = distances.own <= threshold  # (K, Q)
    wrong = int((distances.others <= threshold).sum())
    right = int(found.sum())
    return NearDuplicateFigures(
        threshold=threshold,
        precision=right / max(right + wrong, 1),
        recall={kind: float(rate) for kind, rate in zip(KINDS, found.mean(axis=1), strict=True)},
        mean_recall=float(found.mean()),
        false_matches=wrong / distances.others.size,
    )


def _iter_copies(photos: Sequence[LabelledPhoto], owners: NDArray[np.int64]) -> Iterator[Image]:
    for number, kind in enumerate(KINDS):
        for row in owners.tolist():
            yield make_copy(photos[row].decode_image(), kind, np.random.default_rng((_SEED, row, number)))


def _print_all(prints: Mapping[str, PrintFunction], images: Iterator[Image]) -> dict[str, NDArray[np.uint8]]:
    rows: dict[str, list[NDArray[np.uint8]]] = {name: [] for name in prints}
    batch: list[Image] = []
    for image in images:
        batch.append(image)
        if len(batch) == _BATCH:
            _print_batch(prints, batch, rows)
            batch = []
    if batch:
        _print_batch(prints, batch, rows)
    return {name: np.concatenate(parts) for name, parts in rows.items()}


def _print_batch(
    prints: Mapping[str, PrintFunction], batch: Sequence[Image], rows: Mapping[str, list[NDArray[np.uint8]]]
) -> None:
    for name, function in prints.items():
        rows[name].append(function(batch))
