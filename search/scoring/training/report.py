"""The held-out figures, as the lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.evaluation.table import Figure, Line, fraction, percent
from search.scoring.training.galleries import SIZES, Gallery
from search.scoring.training.held_out import (
    Held,
    calibration_error,
    choose_floor,
    find_emptiness,
    reliability,
    separate,
)
from search.scoring.training.queries import Family

_SAID = 0.05  # below, nothing is worth showing, and nearly all candidates lie there
_COMPARED_EMPTY = 0.9


def report(galleries: Sequence[Gallery], floor: float, held: Sequence[Held], held_words: Sequence[Held]) -> list[Line]:
    """Return all lines.

    Args:
        galleries: of all queries.
        floor: that was chosen.
        held: the galleries of queries that name concepts, estimated by words and tags.
        held_words: all galleries, estimated by words alone.
    """
    lines = [*_iter_calibration("words with concepts", held), *_iter_calibration("words alone", held_words)]
    named = [one for one in galleries if one.query.columns]
    lines += [
        _compare("cosine, queries that name concepts", _bare(named)),
        _compare("probability by words alone, the same", [one for one in held_words if one.gallery.query.columns]),
        _compare("probability by words and tags, the same", held),
    ]
    for family in (Family.NAME, Family.PAIR, Family.CAPTION):
        lines += _iter_floors(family, [one for one in held if one.gallery.query.family is family], floor)
    nonsense = [one for one in held_words if one.gallery.query.family is Family.NONSENSE]
    lines += _iter_floors(Family.NONSENSE, nonsense, floor)
    return lines


def _iter_calibration(what: str, held: Sequence[Held]) -> Iterator[Line]:
    bins = reliability(held)
    error, error_said = calibration_error(bins), calibration_error(bins, _SAID)
    figures = (
        Figure("ECE", error, digits=4),
        fraction("where 0.05 or more is said", error_said),
        fraction("separation", separate(held)),
    )
    yield Line("calibration", what, len(held), figures)
    curve = ", ".join(f"{one.said:.2f}: {one.true:.2f}" for one in bins)
    yield Line("calibration", f"{what}, said: true", sum(one.count for one in bins), (), curve)


def _bare(galleries: Sequence[Gallery]) -> list[Held]:
    return [Held(one, one.cosines.astype(np.float64)) for one in galleries]


def _compare(what: str, held: Sequence[Held]) -> Line:
    """Describe what one floor does that leaves nine of ten galleries without an answer empty."""
    floor = choose_floor(held, _COMPARED_EMPTY)
    found = find_emptiness(held, floor)
    figures = (percent("empty", found.empty), percent("shown", found.shown), percent("answered", found.answered))
    return Line("one floor for all", f"{what}, {floor:.2f}", len(held), figures)


def _iter_floors(family: Family, held: Sequence[Held], floor: float) -> Iterator[Line]:
    for size in (None, *SIZES):
        part = [one for one in held if size is None or one.gallery.size == size]
        if not part:
            continue
        found = find_emptiness(part, floor)
        figures = [percent("empty", found.empty)]
        if any(one.gallery.has_answer for one in part):
            figures += [
                percent("shown", found.shown),
                percent("answered", found.answered),
                percent("precision of emptiness", found.precision),
                fraction("separation", separate(part)),
            ]
        yield Line(f"{family} at the floor", f"{size:,} photos" if size else "all sizes", len(part), tuple(figures))
