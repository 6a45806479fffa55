"""COCO's average precision of people's masks, by COCO's own program (pycocotools)."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """A photo's found people: masks (F, H, W) and scores (F,)."""

    masks: NDArray[np.bool_]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TruePeople:
    """A photo's true people: masks (T, H, W); a crowd (T,) is neither hit nor missed."""

    masks: NDArray[np.bool_]
    crowd: NDArray[np.bool_]


def mask_precision(found: Sequence[FoundPeople], truth: Sequence[TruePeople]) -> tuple[float, float]:
    """Return AP over IoU 0.50 to 0.95, and AP at 0.50, each in [0, 1].

    Args:
        found: What was found in each photo.
        truth: What the same photos show, in the same order.

    Raises:
        MissingExtraError: pycocotools is not installed.
        ValueError: The photos show nobody, or the lists differ in length.
    """
    if len(found) != len(truth) or not any((~people.crowd).any() for people in truth):
        raise ValueError(f"{len(found)} photos with found people, {len(truth)} with true ones: nothing to compare")
    _require_pycocotools()
    precision = _evaluate(found, truth)  # (T, R) at each IoU threshold and recall
    return float(precision.mean()), float(precision[0].mean())


def _evaluate(found: Sequence[FoundPeople], truth: Sequence[TruePeople]) -> NDArray[np.float64]:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    results = [row for photo, people in enumerate(found) for row in _results(photo, people)]
    with contextlib.redirect_stdout(io.StringIO()):  # it prints its progress
        coco = COCO()
        coco.dataset = _dataset(truth)
        coco.createIndex()
        evaluation = COCOeval(coco, coco.loadRes(results) if results else COCO(), "segm")
        evaluation.params.imgIds = list(range(len(truth)))
        evaluation.params.catIds = [1]
        evaluation.evaluate()
        evaluation.accumulate()
    return evaluation.eval["precision"][:, :, 0, 0, -1]  # all sizes, up to 100 detections


def _dataset(truth: Sequence[TruePeople]) -> dict[str, Any]:
    rows = [row for photo, people in enumerate(truth) for row in _annotations(photo, people)]
    return {
        "info": {},
        "images": [_image(photo, people) for photo, people in enumerate(truth)],
        "categories": [{"id": 1}],
        "annotations": [row | {"id": number + 1} for number, row in enumerate(rows)],  # 0 would count as unmatched
    }


def _image(photo: int, people: TruePeople) -> dict[str, Any]:
    _, height, width = people.masks.shape
    return {"id": photo, "height": height, "width": width}


def _annotations(photo: int, people: TruePeople) -> list[dict[str, Any]]:
    return [
        {"image_id": photo, "category_id": 1, "iscrowd": int(crowd), "area": int(mask.sum())} | _encode(mask)
        for mask, crowd in zip(people.masks, people.crowd, strict=True)
    ]


def _results(photo: int, people: FoundPeople) -> list[dict[str, Any]]:
    return [
        {"image_id": photo, "category_id": 1, "score": float(score)} | _encode(mask)
        for mask, score in zip(people.masks, people.scores, strict=True)
    ]


def _encode(mask: NDArray[np.bool_]) -> dict[str, Any]:
    from pycocotools.mask import encode

    return {"segmentation": encode(np.asfortranarray(mask.astype(np.uint8)))}


def _require_pycocotools() -> None:
    try:
        import pycocotools  # noqa: F401 - only asks whether it is there
    except ImportError as error:
        raise MissingExtraError(
            "the average precision of masks needs pycocotools, which is not installed; run: pip install 'albumen[torch]'"
        ) from error
