"""The learned print finds copies of test photos, beside PDQ and, where it is installed, imagehash's pHash and dHash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from models.ansa.heads.perceptual_print import decode_print
from models.evaluation.near_duplicates import (
    NearDuplicateFigures,
    PrintFunction,
    choose_thresholds,
    measure_near_duplicates,
    pdq_rows,
)
from models.evaluation.photos import load_photos
from models.evaluation.readings import PRINT
from models.evaluation.table import Line, percent
from models.training.teacher import split_photos

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.evaluation.bench import Bench
    from models.evaluation.photos import LabelledPhoto

NAME = "print"
_LEARNED = "learned"
_QUERY_EVERY = 8  # of the gallery's photos, each copied in eleven ways


def measure_prints(bench: Bench) -> list[Line]:
    """Return precision and recall of copies: the shipped threshold for the learned print, chosen ones for the others.

    Both were chosen the same way: the largest that keeps the precision on validation photos.
    """
    others = _classical_prints()
    thresholds = choose_thresholds(others, _validation_photos(bench), query_every=_QUERY_EVERY)
    thresholds[_LEARNED] = bench.network.heads[PRINT]["thresholds"]["copy"]
    prints = {_LEARNED: _learned_print(bench)} | others
    figures = measure_near_duplicates(prints, bench.captioned + bench.classified, thresholds, query_every=_QUERY_EVERY)
    return [_line(name, found) for name, found in figures.items()]


def _learned_print(bench: Bench) -> PrintFunction:
    def run(images: Sequence[Image]) -> NDArray[np.uint8]:
        return np.stack([np.frombuffer(bits, np.uint8) for bits in decode_print(bench.run(images)[PRINT])])

    return run


def _classical_prints() -> dict[str, PrintFunction]:
    try:
        import imagehash
    except ImportError:
        return {"PDQ": pdq_rows}
    hashes = {"imagehash pHash": imagehash.phash, "imagehash dHash": imagehash.dhash}
    return {"PDQ": pdq_rows} | {name: _classical(function) for name, function in hashes.items()}


def _classical(function: Callable[..., Any]) -> PrintFunction:
    """Return one of imagehash's functions at 256 bits."""

    def run(images: Sequence[Image]) -> NDArray[np.uint8]:
        bits = [np.asarray(function(image, hash_size=16).hash).ravel() for image in images]
        return np.packbits(np.stack(bits), axis=1)

    return run


def _validation_photos(bench: Bench) -> list[LabelledPhoto]:
    photos = load_photos(bench.data_dir, "train")
    split = split_photos(photos)
    return [photos[row] for row in (*split.flickr, *split.others)]


def _line(name: str, found: NearDuplicateFigures) -> Line:
    figures = (percent("precision", found.precision), percent("recall", found.mean_recall))
    by_kind = ", ".join(f"{kind} {100.0 * recall:.0f}" for kind, recall in found.recall.items())
    note = f"within {found.threshold} of 256 bits; recall of {by_kind}"
    return Line(NAME, name, 0, figures, note)
