"""Receipts, screenshots, codes and the like are told from photos, by the head and by the kinds' names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.types import UtilityKind
from models.evaluation.calibration import calibration_error, keep_above
from models.evaluation.readings import read_utility
from models.evaluation.table import Figure, Line, fraction, percent
from models.evaluation.utility import count_confusions, kind_of, precision_against
from models.evaluation.zero_shot import ranks_of_truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.bench import Bench
    from models.evaluation.degradations import Transformation

NAME = "utility content"
ASKED = (UtilityKind.RECEIPT, UtilityKind.SCREENSHOT, UtilityKind.CODE)  # those with a figure to reach
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
    kinds = list(UtilityKind)
    predicted = [kinds[column] for column in probabilities.argmax(axis=1)]
    confusions = count_confusions(truth, predicted)
    lines = []
    for kind in [kind for kind in kinds if kind in confusions and kind is not UtilityKind.NONE]:
        own = probabilities[:, kinds.index(kind)]
        figures = _kind_figures(kind, own, truth, np.array([said is kind for said in predicted]))
        said = ", ".join(f"{other.value} {count}" for other, count in confusions[kind].items())
        lines.append(Line(NAME, kind.value, sum(confusions[kind].values()), figures, f"said: {said}"))
    return [*lines, _photos_line(confusions[UtilityKind.NONE]), _calibration_line(probabilities, truth)]


def kind_probabilities(
    bench: Bench, transformation: Transformation | None = None
) -> tuple[NDArray[np.float32], list[UtilityKind]]:
    """Return each test photo's probability of every kind, (N, 9) in the order of `UtilityKind`, and its true kind."""
    photos = bench.test_photos
    outputs = bench.look(photos, transformation)
    return read_utility(bench.network, outputs), [kind_of(photo.utility) for photo in photos]


def mean_precision(bench: Bench, transformation: Transformation | None = None) -> float:
    """Return the mean average precision of receipts, screenshots and codes against photos."""
    probabilities, truth = kind_probabilities(bench, transformation)
    kinds = list(UtilityKind)
    return float(
        np.mean([precision_against(k, probabilities[:, kinds.index(k)], truth, photos_only=True) for k in ASKED])
    )


def _kind_figures(
    kind: UtilityKind, own: NDArray[np.float32], truth: list[UtilityKind], said: NDArray[np.bool_]
) -> tuple[Figure, ...]:
    right = np.array([other is kind for other in truth])
    kept = keep_above(said, right, 1.0)
    return (
        fraction("AP against photos", precision_against(kind, own, truth, photos_only=True)),
        fraction("against all", precision_against(kind, own, truth, photos_only=False)),
        percent("precision", kept.precision),
        percent("recall", kept.recall),
    )


def _photos_line(said: dict[UtilityKind, int]) -> Line:
    count = sum(said.values())
    wrong = ", ".join(f"{kind.value} {times}" for kind, times in said.items() if kind is not UtilityKind.NONE)
    figure = percent("said to be photos", said.get(UtilityKind.NONE, 0) / count)
    return Line(NAME, "photos", count, (figure,), f"taken for: {wrong}" if wrong else "")


def _calibration_line(probabilities: NDArray[np.float32], truth: list[UtilityKind]) -> Line:
    right = np.array([list(UtilityKind).index(kind) for kind in truth]) == probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    figures = (fraction("ECE", calibration_error(sure, right)), percent("top-1", _share(right)))
    return Line(NAME, "calibration of the likeliest kind", len(truth), figures)


def _share(hits: NDArray[np.bool_]) -> float:
    return float(hits.mean())
