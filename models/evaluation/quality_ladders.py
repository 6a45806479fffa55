"""How well quality scores order photos that were made worse by known amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.heads.quality import OUTPUTS
from models.training.heads.degradations import DEFECT_OF, degrade

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

QualityFunction = Callable[[Sequence["Image"]], "NDArray[np.float32]"]  # N images to (N, 5), columns as `OUTPUTS`
KINDS = tuple(DEFECT_OF)
RUNGS = (0.3, 0.6, 0.9)  # severities
_BATCH = 16
_SEED = 4


@dataclass(frozen=True, slots=True)
class LadderFigures:
    """One kind of degradation: the order of its own defect's score and of `technical`.

    Attributes:
        spearman: Rank correlation of the defect's score with its severity, over all photos and rungs with severity 0.
        defect_pairs: Share of pairs of one photo's versions that the defect's score puts in order.
        technical_pairs: The same of `technical`, the worse version lower.
    """

    spearman: float
    defect_pairs: float
    technical_pairs: float


def measure_ladders(assess: QualityFunction, images: Sequence[Image]) -> dict[str, LadderFigures]:
    """Degrade photos by every kind at every rung, and measure the order of the scores, by kind.

    Args:
        assess: Scores images.
        images: 8-bit RGB photos that the scores were not learned from.
    """
    batches = [assess(batch) for batch in _batched(iter_ladders(images))]
    return ladder_figures(np.concatenate(batches))


def iter_ladders(images: Sequence[Image]) -> Iterator[Image]:
    """Yield each photo as it is, then its degraded versions by kind and rung."""
    for number, image in enumerate(images):
        yield image
        for kind in KINDS:
            for severity in RUNGS:
                yield degrade(image, kind, severity, np.random.default_rng((_SEED, number)))


def ladder_figures(scores: NDArray[np.float32]) -> dict[str, LadderFigures]:
    """Return the figures of scores (P * (1 + K * R), 5) in the order of `iter_ladders`."""
    by_photo = scores.reshape(-1, 1 + len(KINDS) * len(RUNGS), len(OUTPUTS))  # (P, 1 + K * R, 5)
    figures = {}
    for place, kind in enumerate(KINDS):
        rungs = [0, *range(1 + place * len(RUNGS), 1 + (place + 1) * len(RUNGS))]
        ladder = by_photo[:, rungs]  # (P, 1 + R, 5)
        defect = ladder[..., OUTPUTS.index(DEFECT_OF[kind])]
        severities = np.broadcast_to([0.0, *RUNGS], defect.shape)
        figures[kind] = LadderFigures(
            spearman=spearman(defect.ravel(), severities.ravel()),
            defect_pairs=_pairs_in_order(defect),
            technical_pairs=_pairs_in_order(-ladder[..., OUTPUTS.index("technical")]),
        )
    return figures


def spearman(left: NDArray[np.floating], right: NDArray[np.floating]) -> float:
    """Return the rank correlation of two rows of equal length; equal values share their mean rank.

    Example:
        >>> spearman(np.array([1.0, 2.0, 3.0]), np.array([10.0, 30.0, 20.0]))
        0.5
    """
    return round(float(np.corrcoef(_ranks(left), _ranks(right))[0, 1]), 4)


def _ranks(values: NDArray[np.floating]) -> NDArray[np.float64]:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = counts.cumsum()
    return ((ends - counts + ends - 1) / 2.0)[places]


def _pairs_in_order(ladder: NDArray[np.float32]) -> float:
    """Return the share of pairs of rungs, (P, 1 + R), whose higher one scores higher."""
    low, high = np.triu_indices(ladder.shape[1], k=1)
    return float((ladder[:, high] > ladder[:, low]).mean())


def _batched(images: Iterator[Image]) -> Iterator[list[Image]]:
    batch: list[Image] = []
    for image in images:
        batch.append(image)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
