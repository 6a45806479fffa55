"""Galleries for each query: one without an answer, and one that has as many answers as are usual.

Answers are only photos that no training saw, drawn again where a large gallery needs more of them: the networks find photos that
they were trained on more easily. The photos that are no answers may be any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.scoring.background import Background
from search.scoring.training.material import Material, measure_teacher_background
from search.scoring.training.queries import Family, MadeQuery, half_of
from search.scoring.training.relevance import find_shown, judge

SIZES = (100, 300, 1_000, 3_000, 10_000)
_CANDIDATES = 120  # the best by level: below, everything without a tag is improbable
_TAGGED = 400  # drawn of those that have a tag
_BATCH = 64

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """A query in a gallery of `size` photos, and its M best candidates.

    `levels`, `cosines` and `ranks` (M,), the latter from 1 for the highest level of the gallery; `tag_scores` (M, C), `is_answer`
    (M,). `has_answer` says whether there is an answer in the gallery.
    """

    query: MadeQuery
    size: int
    levels: Floats
    cosines: Floats
    ranks: Floats
    tag_scores: Floats
    is_answer: npt.NDArray[np.bool_]
    has_answer: bool


def draw_galleries(
    queries: Sequence[MadeQuery], material: Material, background: Background, draw: np.random.Generator
) -> list[Gallery]:
    """Draw the galleries of all queries."""
    shown, teacher_background = find_shown(material), measure_teacher_background(material)
    halves = np.array([half_of(photo.key) for photo in material.photos])
    galleries: list[Gallery] = []
    for start in range(0, len(queries), _BATCH):
        batch = queries[start : start + _BATCH]
        vectors = material.encoder.encode_texts([query.text for query in batch])
        levels = material.levels(vectors, background)
        cosines = vectors @ material.vectors.T
        seen_by_teacher = material.teacher_levels(vectors, teacher_background)
        for query, *rows in zip(batch, levels, cosines, seen_by_teacher, strict=True):
            answers = judge(query, material, shown, rows[2])
            for chosen in _choose(query, answers, material.unseen, halves, draw):
                galleries.append(_look(query, chosen, rows[0], rows[1], material.tags, answers))
    return galleries


def _choose(
    query: MadeQuery,
    answers: npt.NDArray[np.int8],
    unseen: npt.NDArray[np.bool_],
    halves: npt.NDArray[np.int64],
    draw: np.random.Generator,
) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the photos of each gallery; those of one half stay in it as long as it has enough."""
    own_half = halves == query.half
    others = draw.permutation(np.flatnonzero((answers == 0) & own_half))
    more = draw.permutation(np.flatnonzero((answers == 0) & ~own_half))
    without = np.concatenate([others, more])
    yield without[: draw.choice(SIZES)]
    found = np.flatnonzero((answers == 1) & unseen & own_half)
    if len(found):
        size = int(draw.choice(SIZES))
        usual = float((answers == 1).sum() / (answers >= 0).sum())
        count = 1 if query.family is Family.CAPTION else max(1, int(draw.binomial(size, usual)))
        yield draw.permutation(np.concatenate([without[: size - count], draw.choice(found, count)]))


def _look(
    query: MadeQuery,
    chosen: npt.NDArray[np.int64],
    levels: Floats,
    cosines: Floats,
    tags: npt.NDArray[np.float16],
    answers: npt.NDArray[np.int8],
) -> Gallery:
    tag_scores = tags[np.ix_(chosen, np.array(query.columns, np.int64))].astype(np.float32)
    order = np.argsort(-levels[chosen], kind="stable")
    ranks = np.empty(len(chosen), np.float32)
    ranks[order] = np.arange(1, len(chosen) + 1)
    some = np.flatnonzero(tag_scores.any(axis=1))  # in random order, as `chosen` is
    best = np.union1d(order[:_CANDIDATES], some[:_TAGGED])
    rows, is_answer = chosen[best], answers[chosen] == 1
    return Gallery(
        query,
        len(chosen),
        levels[rows],
        cosines[rows],
        ranks[best],
        tag_scores[best],
        is_answer[best],
        bool(is_answer.any()),
    )
