"""Soft spots: the same figures on photos that are dark, blurred, small, colourless, tall or from an older camera.

Made slices transform every photo of the test set, so that a whole library is of that kind; natural ones are the test
photos that are so by themselves, searched among all others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.degradations import SLICES
from models.evaluation.intervals import bootstrap_mean
from models.evaluation.natural_slices import find_natural_slices, measure_pixels
from models.evaluation.readings import UTILITY
from models.evaluation.sections.retrieval import caption_queries, caption_ranks
from models.evaluation.sections.utility import mean_precision
from models.evaluation.sections.zero_shot import name_vectors, true_classes
from models.evaluation.table import Figure, Line, fraction, percent
from models.evaluation.zero_shot import ranks_of_truth

if TYPE_CHECKING:
    from models.evaluation.bench import Bench
    from models.evaluation.degradations import Transformation
    from models.evaluation.photos import LabelledPhoto

MADE = "slices, made"
NATURAL = "slices, natural"
_K = 5


def measure_made_slices(bench: Bench) -> list[Line]:
    """Return retrieval, zero-shot and utility figures on transformed test photos, each with its drop."""
    plain = _figures(bench, None)
    lines = [Line(MADE, "as they are", len(bench.test_photos), plain)]
    for name, transformation in SLICES.items():
        figures = _figures(bench, transformation)
        with_drops = [part for pair in zip(figures, plain, strict=True) for part in _with_drop(*pair)]
        lines.append(Line(MADE, name, len(bench.test_photos), tuple(with_drops)))
    return lines


def measure_natural_slices(bench: Bench) -> list[Line]:
    """Return what the test photos that are hard by themselves reach, and how far that lies below all of them."""
    queries, owners = caption_queries(bench)
    found = caption_ranks(queries, owners, bench.embed(bench.captioned)) < _K
    named = ranks_of_truth(bench.embed(bench.classified), name_vectors(bench), true_classes(bench)) < _K
    lines = []
    for name, members in _natural(bench.captioned).items():
        inside = members[owners]
        figure = percent("R@5", float(found[inside].mean()), bootstrap_mean(found[inside], owners[inside]))
        drop = _with_drop(figure, percent("R@5", float(found.mean())))
        lines.append(Line(NATURAL, f"text to image, {name}", int(members.sum()), drop))
    for name, members in _natural(bench.classified).items():
        interval = bootstrap_mean(named[members], np.flatnonzero(members))
        figure = percent("top-5", float(named[members].mean()), interval)
        drop = _with_drop(figure, percent("top-5", float(named.mean())))
        lines.append(Line(NATURAL, f"zero-shot, {name}", int(members.sum()), drop))
    return lines


def _figures(bench: Bench, transformation: Transformation | None) -> tuple[Figure, ...]:
    queries, owners = caption_queries(bench)
    found = caption_ranks(queries, owners, bench.embed(bench.captioned, transformation)) < _K
    named = ranks_of_truth(bench.embed(bench.classified, transformation), name_vectors(bench), true_classes(bench)) < _K
    figures = (percent("R@5", float(found.mean())), percent("top-5", float(named.mean())))
    if not bench.has_head(UTILITY):
        return figures
    return (*figures, fraction("utility AP", mean_precision(bench, transformation)))


def _natural(photos: list[LabelledPhoto]) -> dict[str, np.ndarray]:
    return find_natural_slices([measure_pixels(photo.decode_image()) for photo in photos])


def _with_drop(figure: Figure, plain: Figure) -> tuple[Figure, Figure]:
    return figure, Figure("drop", plain.value - figure.value, digits=figure.digits)
