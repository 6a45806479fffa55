"""What finds a part in a photo: the measured segmenter, and what else can be had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import MissingExtraError
from albumen.types import MaskKind
from models.evaluation.segmentation.drawn import Drawn
from models.evaluation.segmentation.found import find_part, resize_mask
from models.evaluation.segmentation.position import PositionPrior
from models.training.hyperdetr.label_maps import face_labels

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from models.evaluation.segmentation.bench import SegmentationBench
    from models.evaluation.segmentation.face_parser import FaceParser
    from models.evaluation.segmentation.truth import DrawnPhoto

# From a photo, a kind and a shape to a mask of that shape.
Finder = Callable[["DrawnPhoto", MaskKind, tuple[int, int]], "NDArray[np.bool_]"]


def shipped(bench: SegmentationBench) -> Finder:
    """Return what the measured segmenter finds."""
    return lambda photo, kind, shape: find_part(bench.segment(photo), kind, shape)


def by_position(train: Sequence[DrawnPhoto], kinds: Iterable[MaskKind]) -> Finder:
    """Return what knows where each kind lies in most train photos, and looks at none."""
    prior = PositionPrior(train, kinds)
    return lambda photo, kind, shape: prior.mask(kind, shape)


def parsed_faces(folder: Path, *, threads: int) -> Finder:
    """Return what the published face parser finds.

    Raises:
        MissingExtraError: torch is not installed.
        WeightsError: It cannot be downloaded.
    """
    parser = _open_face_parser(folder, threads)
    kept: dict[str, Drawn] = {}

    def find(photo: DrawnPhoto, kind: MaskKind, shape: tuple[int, int]) -> NDArray[np.bool_]:
        if photo.name not in kept:
            image = photo.decode_image()
            kept[photo.name] = Drawn(face_labels(np.asarray(image), parser.parse(image)))
        return resize_mask(kept[photo.name].part(kind), shape)

    return find


def _open_face_parser(folder: Path, threads: int) -> FaceParser:
    try:
        from models.evaluation.segmentation.face_parser import FaceParser, fetch_weights
    except ImportError as error:
        raise MissingExtraError(
            "the face parser needs torch, which is not installed; run: pip install 'albumen[torch]'"
        ) from error
    return FaceParser(fetch_weights(folder), threads=threads)
