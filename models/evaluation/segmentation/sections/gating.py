"""Whether the confidence tells photos with a subject from those without: what the shipped threshold lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.calibration import keep_above
from models.evaluation.photos import load_photos
from models.evaluation.scikit import average_precision
from models.evaluation.table import Figure, Line, fraction, percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto
    from models.evaluation.segmentation.bench import SegmentationBench

NAME = "gating"
RECALLS = (0.5, 0.8, 0.9, 0.95, 0.99)
_MEME = "meme"  # most are photos of somebody, with words over them: nobody said which have a subject
_SINGLE_SUBJECTS = "nips2017_imagenet1000"


def measure_gating(bench: SegmentationBench) -> list[Line]:
    """Return precision and recall at the shipped threshold, and along the curve."""
    photos = bench.sets.limit(load_photos(bench.sets.data_dir, bench.sets.split))
    with_subject = np.array([bench.lift(photo).confidence for photo in bench.sets.salient()])
    streets = np.array([bench.lifter.rate_image(photo.decode_image()) for photo in bench.sets.streets()])
    utility = [photo for photo in photos if photo.utility is not None]
    rated = _rate(bench, utility)
    papers = rated[[photo.utility != _MEME for photo in utility]]
    others = _rate(bench, [photo for photo in photos if photo.source == _SINGLE_SUBJECTS])
    threshold = bench.lifter.min_confidence
    without = np.concatenate([papers, streets])
    return [
        _line("ECSSD among screenshots, receipts, codes and papers", with_subject, papers, threshold),
        _line("ECSSD among CamVid's streets", with_subject, streets, threshold),
        _line("ECSSD among both", with_subject, without, threshold),
        _curve(with_subject, without),
        *_kept_by_kind(utility, rated, threshold),
        _unjudged(others, threshold),
    ]


def _unjudged(confidences: NDArray[np.float64], threshold: float) -> Line:
    figures = (percent("let through", _share(confidences >= threshold)),)
    note = "mostly one thing in the middle; nobody said which have a subject"
    return Line(NAME, "one photo each of ImageNet's classes", len(confidences), figures, note)


def _share(passed: NDArray[np.bool_]) -> float:
    return float(passed.mean()) if passed.size else float("nan")


def _rate(bench: SegmentationBench, photos: list[LabelledPhoto]) -> NDArray[np.float64]:
    return np.array([bench.lifter.rate_image(photo.decode_image()) for photo in photos])


def _line(what: str, inside: NDArray[np.float64], outside: NDArray[np.float64], threshold: float) -> Line:
    scores = np.concatenate([inside, outside])
    truth = np.arange(len(scores)) < len(inside)
    kept = keep_above(scores, truth, threshold)
    figures = (
        percent("precision", kept.precision),
        percent("recall", kept.recall),
        percent("wrongly let through", _share(outside >= threshold)),
        fraction("AP", average_precision(truth, scores)),
        Figure("threshold", threshold, digits=2),
    )
    return Line(NAME, what, len(scores), figures, f"{len(inside)} with a subject, {len(outside)} without")


def _curve(inside: NDArray[np.float64], outside: NDArray[np.float64]) -> Line:
    """Return the precision at some recalls, and at which confidence each is reached."""
    scores = np.concatenate([inside, outside])
    truth = np.arange(len(scores)) < len(inside)
    steps = {recall: float(np.quantile(inside, 1.0 - recall, method="lower")) for recall in RECALLS}
    kept = {recall: keep_above(scores, truth, step) for recall, step in steps.items()}
    figures = tuple(percent(f"precision at recall {100 * recall:.0f}", kept[recall].precision) for recall in RECALLS)
    note = "confidence " + ", ".join(f"{step:.2f}" for step in steps.values())
    return Line(NAME, "along the curve, among both", len(scores), figures, note)


def _kept_by_kind(photos: list[LabelledPhoto], confidences: NDArray[np.float64], threshold: float) -> list[Line]:
    kinds = sorted({str(photo.utility) for photo in photos})
    members = {kind: np.array([photo.utility == kind for photo in photos]) for kind in kinds}
    parts = [
        f"{kind} {int((confidences[rows] >= threshold).sum())} of {int(rows.sum())}" for kind, rows in members.items()
    ]
    return [Line(NAME, "let through by kind", len(photos), (), ", ".join(parts))] if parts else []
