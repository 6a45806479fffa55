"""Linear probe and neighbours on labelled photos of the train sources, since the test split has few labels.

A fifth of the photos is held out from the probe. The encoder's own training saw most of those (without their labels
as classes, but as photos to place), so the part of them that no training saw is given beside.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.intervals import bootstrap_mean
from models.evaluation.photos import LabelledPhoto, load_photos
from models.evaluation.probe import is_frequent, probe
from models.evaluation.table import Line, percent
from models.training.teacher import split_photos

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.evaluation.bench import Bench

NAME = "probe"
_NO_CLASS = {"misc"}
_FEWEST = 5  # photos of a class, so that one is held out
_HELD_OUT = 0.2


def measure_probe(bench: Bench) -> list[Line]:
    """Return the accuracy of both classifiers over all classes of all sources at once."""
    everything = load_photos(bench.data_dir, "train")
    unseen_keys = {everything[row].key for row in split_photos(everything).others}
    photos = [photo for photo in everything if photo.label is not None and photo.label not in _NO_CLASS]
    photos = [
        photo for photo, kept in zip(photos, is_frequent(_classes(photos), at_least=_FEWEST), strict=True) if kept
    ]
    unseen = np.array([photo.key in unseen_keys for photo in photos])
    held_out = unseen | np.array([_is_held_out(photo.key) for photo in photos])
    hits = probe(bench.embed(photos), _classes(photos), held_out)
    note = f"{len(set(_classes(photos)))} classes of {len({photo.source for photo in photos})} train sources"
    lines = []
    for what, rows in (("held-out fifth", held_out[held_out]), ("of it, seen by no training", unseen[held_out])):
        lines.append(_line(f"logistic regression, {what}", hits.linear[rows], note))
        lines.append(_line(f"10 nearest neighbours, {what}", hits.neighbours[rows], note))
    return lines


def _classes(photos: Sequence[LabelledPhoto]) -> list[str]:
    return [f"{photo.source}/{photo.label}" for photo in photos]


def _is_held_out(key: str) -> bool:
    return int(hashlib.sha256(key.encode()).hexdigest()[8:16], 16) < _HELD_OUT * 16**8


def _line(what: str, hits: NDArray[np.bool_], note: str) -> Line:
    figure = percent("top-1", float(hits.mean()), bootstrap_mean(hits, np.arange(len(hits))))
    return Line(NAME, what, len(hits), (figure,), note)
