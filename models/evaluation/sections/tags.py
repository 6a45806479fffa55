"""Tags against what captions, labels and classes say of the test photos, by group, and the concepts found worst."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.calibration import calibration_error, keep_above, reliability
from models.evaluation.readings import ConceptReading, read_tags
from models.evaluation.table import Figure, Line, fraction, percent
from models.evaluation.tag_truth import UNKNOWN, tag_truth
from models.evaluation.tags import concept_precisions, find_worst, group_means
from models.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.bench import Bench

NAME = "tags"
_LIKELY = 0.1  # below it lie nearly all pairs of a photo and a concept, and all are right to be low
_FEWEST = 5  # photos that show a concept, below which its figure is chance


def measure_tags(bench: Bench) -> list[Line]:
    """Return mean average precision, overall, by names alone, and by group; the worst ten; and calibration."""
    photos = bench.test_photos
    reading = read_tags(bench.network, bench.look(photos))
    ids, all_truth = tag_truth(photos)
    truth = all_truth[:, [ids.index(concept) for concept in reading.concepts]]
    known, shown = truth != UNKNOWN, truth == 1
    precisions = concept_precisions(reading.probabilities, shown, known, at_least=_FEWEST)
    by_name = concept_precisions(_scores_by_name(bench, reading.concepts), shown, known, at_least=_FEWEST)
    groups = [load_taxonomy().get_concept(concept).group for concept in reading.concepts]
    measured = int((~np.isnan(precisions)).sum())
    note = f"{measured} of {len(precisions)} concepts: those that {_FEWEST} test photos show and one is known not to"
    return [
        Line(NAME, "all concepts", len(photos), (fraction("mAP", float(np.nanmean(precisions))),), note),
        Line(NAME, "the same by names alone", len(photos), (fraction("mAP", float(np.nanmean(by_name))),), "no head"),
        *_group_lines(precisions, groups),
        _worst_line(reading.concepts, precisions, shown),
        *_calibration_lines(reading, shown, known),
    ]


def _scores_by_name(bench: Bench, concepts: list[str]) -> NDArray[np.float32]:
    names = [f"a photo of {load_taxonomy().get_concept(concept).name}" for concept in concepts]
    return bench.embed(bench.test_photos) @ bench.embed_texts(names).T


def _group_lines(precisions: NDArray[np.float64], groups: list[str]) -> list[Line]:
    means = group_means(precisions, groups)
    return [
        Line(NAME, f"group {group}", 0, (fraction("mAP", mean),), f"{count} concepts")
        for group, (mean, count) in means.items()
    ]


def _worst_line(concepts: list[str], precisions: NDArray[np.float64], shown: NDArray[np.bool_]) -> Line:
    worst = [
        f"{concepts[column]} {precisions[column]:.2f} ({int(shown[:, column].sum())} photos)"
        for column in find_worst(precisions)
    ]
    return Line(NAME, "the ten found worst", 0, (), ", ".join(worst))


def _calibration_lines(reading: ConceptReading, shown: NDArray[np.bool_], known: NDArray[np.bool_]) -> list[Line]:
    said, true = reading.probabilities[known], shown[known]
    bins = [[part.said, part.true, part.count] for part in reliability(said, true)]
    above = reading.probabilities >= reading.thresholds
    kept = keep_above(above[known], true, 1.0)
    likely = said >= _LIKELY
    note = "photos and concepts of which the truth is known; what captions leave out counts as absent"
    return [
        Line(
            NAME,
            "calibration",
            0,
            (
                fraction("ECE", calibration_error(said, true)),
                fraction(f"where {_LIKELY} or more is said", calibration_error(said[likely], true[likely])),
            ),
            note,
            {"reliability": bins},
        ),
        Line(
            NAME,
            "above the thresholds",
            0,
            (
                percent("precision", kept.precision),
                percent("recall", kept.recall),
                Figure("tags a photo", float(above.sum(axis=1).mean())),
            ),
            f"{kept.count:,} tags of known truth",
        ),
    ]
