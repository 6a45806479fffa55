"""What the tags head learns: labels and captions where they speak, the teacher's zero-shot scores elsewhere.

The teacher's score of a concept is the cosine of its image vector and the concept's text vector, both centred. A
logistic curve turns it into a probability: fitted to each concept's own labels as far as they go, drawn towards its
group's curve where they are few (a Gaussian prior), which is all that a concept without labels has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.catalog import DEFAULT_ENCODER
from models.evaluation.tag_truth import UNKNOWN, tag_truth
from models.registry import create_encoder
from models.taxonomy import load_taxonomy
from models.taxonomy.concepts import normalise_name
from models.training.heads.tags_calibration import Curve, fit_curve, fit_group_curves, probability

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.taxonomy import Concept
    from models.training.heads.workshop import Workshop
    from models.training.teacher import TeacherVectors

PROMPTS = ("a photo of a {}.", "{}")
_NAMES = 4  # of a concept, its own first
_SLOPE_WEIGHT, _OFFSET_WEIGHT = 20.0, 2.0  # of the group's curve, in squared units of slope and offset
_FLATTEST = 0.3  # a concept's probability always rises with the teacher's score
_DOUBT_QUANTILE = 0.5
_DOUBT_STANDARD = 3.0  # standard scores, where positives are too few for a quantile
_ENOUGH = 10


@dataclass(frozen=True, slots=True)
class TagTargets:
    """For N photos and T concepts: `truth` 1, 0 or unknown; `soft` the teacher's probability; `vectors` (T, 512)."""

    concepts: tuple[Concept, ...]
    truth: NDArray[np.int8]
    soft: NDArray[np.float32]
    vectors: NDArray[np.float32]


def build_targets(workshop: Workshop) -> TagTargets:
    """Return targets of all train photos; curves and doubts are fitted on the rows to fit on alone."""
    concepts = load_taxonomy().concepts
    _, stated = tag_truth(workshop.photos)
    vectors = concept_vectors(concepts, workshop.teacher, threads=workshop.threads)
    scores = workshop.teacher.photos @ vectors.T  # (N, T)
    fit = workshop.split.fit
    scores = (scores - scores[fit].mean(axis=0)) / scores[fit].std(axis=0)
    curves = _fit_curves(scores[fit], stated[fit], [concept.group for concept in concepts])
    captioned = np.array([photo.label is None and photo.utility is None for photo in workshop.photos])
    truth = _doubt_silence(stated, scores, fit, captioned)
    return TagTargets(concepts, truth, probability(scores, curves), vectors)


def concept_vectors(concepts: tuple[Concept, ...], teacher: TeacherVectors, *, threads: int = 1) -> NDArray[np.float32]:
    """Return one unit row a concept: the teacher's stored word vectors and the shipped text tower's, added."""
    encoder = create_encoder(DEFAULT_ENCODER, threads=threads)
    words = _word_rows(teacher)
    rows = []
    for concept in concepts:
        names = [normalise_name(words) for words in (concept.name, *concept.synonyms)][:_NAMES]
        texts = encoder.encode_texts([prompt.format(name) for name in names for prompt in PROMPTS])
        known = [teacher.words[words[name]] for name in names if name in words][:1]
        rows.append(_unit(sum(known, _unit(texts.sum(axis=0)))))
    return np.stack(rows)


def _fit_curves(scores: NDArray[np.float32], stated: NDArray[np.int8], groups: list[str]) -> list[Curve]:
    priors = fit_group_curves(scores, stated, groups)
    curves = []
    for column, group in enumerate(groups):
        known = stated[:, column] != UNKNOWN
        curve = fit_curve(
            scores[known, column],
            stated[known, column],
            prior=priors[group],
            weights=(_SLOPE_WEIGHT, _OFFSET_WEIGHT),
        )
        curves.append(Curve(max(curve.slope, _FLATTEST), curve.offset))
    return curves


def _doubt_silence(
    stated: NDArray[np.int8], scores: NDArray[np.float32], fit: NDArray[np.int64], captioned: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Return the truth with an unnamed concept unknown where the teacher scores it like the photos that name it.

    Captions leave out what goes without saying (grass, sky, a shirt); such silence must not teach absence. What a
    label denies stays denied.
    """
    truth = stated.copy()
    for column in range(truth.shape[1]):
        named = scores[fit][stated[fit, column] == 1, column]
        least = np.quantile(named, _DOUBT_QUANTILE) if len(named) >= _ENOUGH else _DOUBT_STANDARD
        truth[captioned & (stated[:, column] == 0) & (scores[:, column] > max(least, 1.0)), column] = UNKNOWN
    return truth


def _word_rows(teacher: TeacherVectors) -> dict[str, int]:
    """Return each word's row; the teacher's original vector stands before one that was mapped from another model."""
    rows: dict[str, int] = {}
    for row, (word, kind) in enumerate(zip(teacher.word_list, teacher.word_kinds, strict=True)):
        if kind == "b16" or word.lower() not in rows:
            rows[word.lower()] = row
    return rows


def _unit(row: NDArray[np.float32]) -> NDArray[np.float32]:
    return row / np.linalg.norm(row)
