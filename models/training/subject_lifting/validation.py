"""How good a lifter is on what was set apart: mattes against people's masks, and the gate against places without subject.

F-beta is that of models/evaluation/saliency.py (beta^2 = 0.3), its maximum over one threshold for all photos.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from models.evaluation.saliency import f_beta_curve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.subject_lifting.pictures import Picture

Lift = Callable[[Image.Image], "NDArray[np.float32]"]  # RGB to alpha (S, S) in [0, 1]


@dataclass(frozen=True, slots=True)
class MatteScores:
    """Means over photos, each in [0, 1]; IoU is at one half."""

    best_f: float
    mae: float
    iou: float


@dataclass(frozen=True, slots=True)
class GateScores:
    """Precision and recall of "has a subject" at a threshold, and the area under the ROC curve."""

    threshold: float
    precision: float
    recall: float
    area: float


def score_mattes(lift: Lift, pictures: Sequence[Picture]) -> MatteScores:
    """Compare mattes with true masks, at the masks' own size."""
    curves, errors, overlaps = [], [], []
    for picture in pictures:
        image = picture.decode()
        truth = np.asarray(image.getchannel("A")) > 127
        alpha = lift(image.convert("RGB"))
        full = Image.fromarray(np.rint(alpha * 255.0).astype(np.uint8)).resize(image.size, Image.Resampling.BILINEAR)
        found = np.asarray(full)
        curves.append(f_beta_curve(found, truth))
        errors.append(np.abs(found / 255.0 - truth).mean())
        overlaps.append(((found > 127) & truth).sum() / max(((found > 127) | truth).sum(), 1))
    return MatteScores(float(np.mean(curves, axis=0).max()), float(np.mean(errors)), float(np.mean(overlaps)))


def rate_all(rate: Callable[[Image.Image], float], pictures: Sequence[Picture]) -> NDArray[np.float64]:
    """Return the confidence of each picture, (N,)."""
    return np.array([rate(picture.decode().convert("RGB")) for picture in pictures])


def choose_threshold(
    with_subject: NDArray[np.float64], without: NDArray[np.float64], *, min_precision: float = 0.97
) -> GateScores:
    """Return the lowest threshold that is precise enough, or the most precise one, counting both groups alike."""
    levels = np.unique(np.concatenate([with_subject, without]))
    scored = [score_gate(with_subject, without, float(level)) for level in levels]
    return next((gate for gate in scored if gate.precision >= min_precision), max(scored, key=lambda g: g.precision))


def score_gate(with_subject: NDArray[np.float64], without: NDArray[np.float64], threshold: float) -> GateScores:
    """Score a gate as if photos with and without a subject were equally many."""
    recall, leaked = float((with_subject >= threshold).mean()), float((without >= threshold).mean())
    above = (with_subject[:, None] > without).mean() + 0.5 * (with_subject[:, None] == without).mean()
    return GateScores(threshold, recall / max(recall + leaked, 1e-9), recall, float(above))
