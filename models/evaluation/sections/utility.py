"""Receipts, screenshots, codes and the like are told from photos, by the head and by the kinds' names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.types import UtilityKind
from models.evaluation.calibration import calibration_error, keep_above
from models.evaluation.readings import UTILITY
from models.evaluation.table import Figure, Line, fraction, percent
from models.evaluation.utility import count_confusions, is_kind, kind_of, precision_against
from models.evaluation.zero_shot import ranks_of_truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.bench import Bench
    from models.evaluation.degradations import Transformation

NAME = "utility content"
ASKED = (UtilityKind.RECEIPT, UtilityKind.SCREENSHOT, UtilityKind.CODE)  # those with a figure to reach
# Sources of the test split that the train split has nothing of: one of photos, one of receipts.
_UNSEEN = frozenset({"nips2017_imagenet1000", "receipts18"})
_KINDS = list(UtilityKind)
_NAMES = {
    UtilityKind.SCREENSHOT: "a screenshot of an app",
    UtilityKind.RECEIPT: "a paper receipt",
    UtilityKind.MEME: "a meme with text",
    UtilityKind.CODE: "a qr code or barcode",
    UtilityKind.DOCUMENT: "a scanned document",
}


def measure_utility_by_name(bench: Bench) -> list[Line]:
    """Return how often a picture's own kind is the nearest of five names: what needs no head."""
    classes = bench.embed_texts(list(_NAMES.values()))
    lines = []
    for row, kind in enumerate(_NAMES):
        photos = [photo for photo in bench.test_photos if kind_of(photo.utility) is kind]
        if photos:
            ranks = ranks_of_truth(bench.embed(photos), classes, np.full(len(photos), row))
            lines.append(Line("utility by name", kind.value, len(photos), (percent("top-1 of 5", _share(ranks == 0)),)))
    return lines


def measure_utility(bench: Bench) -> list[Line]:
    """Return average precision, confusions and calibration of the head's kinds."""
    probabilities, truth = kind_probabilities(bench)
    predicted = [_KINDS[column] for column in probabilities.argmax(axis=1)]
    confusions = count_confusions(truth, predicted)
    unseen = np.array([photo.source in _UNSEEN for photo in bench.test_photos])
    lines = []
    for kind in [kind for kind in _KINDS if kind in confusions and kind is not UtilityKind.NONE]:
        kept = keep_above(is_kind(predicted, kind), is_kind(truth, kind), 1.0)
        shares = (percent("precision", kept.precision), percent("recall", kept.recall))
        said = ", ".join(f"{other.value} {count}" for other, count in confusions[kind].items())
        figures = _precisions(kind, probabilities[:, _KINDS.index(kind)], truth, unseen)
        lines.append(Line(NAME, kind.value, sum(confusions[kind].values()), (*figures, *shares), f"said: {said}"))
    lines += _unseen_lines(probabilities[unseen], [kind for kind, new in zip(truth, unseen, strict=True) if new])
    return [*lines, _photos_line(confusions[UtilityKind.NONE]), _calibration_line(probabilities, truth)]


def kind_probabilities(
    bench: Bench, transformation: Transformation | None = None
) -> tuple[NDArray[np.float32], list[UtilityKind]]:
    """Return each test photo's probability of every kind, (N, 9) in the order of `UtilityKind`, and its true kind."""
    photos = bench.test_photos
    return bench.look(photos, transformation)[UTILITY], [kind_of(photo.utility) for photo in photos]


def mean_precision(bench: Bench, transformation: Transformation | None = None) -> float:
    """Return the mean average precision of receipts, screenshots and codes against photos."""
    probabilities, truth = kind_probabilities(bench, transformation)
    photos = is_kind(truth, UtilityKind.NONE)
    columns = {kind: probabilities[:, _KINDS.index(kind)] for kind in ASKED}
    return float(np.mean([precision_against(kind, own, truth, others=photos) for kind, own in columns.items()]))


def _precisions(
    kind: UtilityKind, own: NDArray[np.float32], truth: list[UtilityKind], unseen: NDArray[np.bool_]
) -> tuple[Figure, ...]:
    photos = is_kind(truth, UtilityKind.NONE)
    return (
        fraction("AP against photos", precision_against(kind, own, truth, others=photos)),
        fraction("against a library never seen", precision_against(kind, own, truth, others=photos & unseen)),
        fraction("against all else", precision_against(kind, own, truth)),
    )


def _unseen_lines(probabilities: NDArray[np.float32], truth: list[UtilityKind]) -> list[Line]:
    """Return a line for each kind whose pictures and photos both come from sources that no training had."""
    lines = []
    for kind in [kind for kind in _KINDS if kind in truth and kind is not UtilityKind.NONE]:
        figure = fraction("AP", precision_against(kind, probabilities[:, _KINDS.index(kind)], truth))
        lines.append(Line(NAME, f"{kind.value}, of a source never seen", truth.count(kind), (figure,)))
    return lines


def _photos_line(said: dict[UtilityKind, int]) -> Line:
    count = sum(said.values())
    wrong = ", ".join(f"{kind.value} {times}" for kind, times in said.items() if kind is not UtilityKind.NONE)
    figure = percent("said to be photos", said.get(UtilityKind.NONE, 0) / count)
    return Line(NAME, "photos", count, (figure,), f"taken for: {wrong}" if wrong else "")


def _calibration_line(probabilities: NDArray[np.float32], truth: list[UtilityKind]) -> Line:
    right = np.array([_KINDS.index(kind) for kind in truth]) == probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    figures = (fraction("ECE", calibration_error(sure, right)), percent("top-1", _share(right)))
    return Line(NAME, "calibration of the likeliest kind", len(truth), figures)


def _share(hits: NDArray[np.bool_]) -> float:
    return float(hits.mean())
