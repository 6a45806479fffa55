"""Whether two runtimes say the same of the same inputs, by the tolerances of the design."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

Outputs = Mapping[str, np.ndarray]

MAX_COSINE_DISTANCE = 0.015
MIN_BOX_IOU = 0.80
MIN_MASK_IOU = 0.95
MAX_SHARE_OF_RANGE = 0.05  # of outputs that are neither vectors nor masks: logits, scores, offsets
SURE_OBJECT = 0.3  # a centre that scores this is looked for in the other runtime
MAX_SCORE_CHANGE = 0.05
MIN_AREA = 0.002  # of the photo; of a smaller mask the border is most, which rounding moves


def assert_outputs_agree(expected: Outputs, got: Outputs) -> None:
    """Compare every output of a graph by the measure of its kind, which its name tells."""
    assert list(got) == list(expected)
    if "objects_boxes" in expected:
        assert_objects_agree(expected, got)
    for name, reference in expected.items():
        assert got[name].shape == reference.shape, name
        assert np.isfinite(got[name]).all(), name
        if name == "embeddings":
            assert cosine_distance(reference, got[name]) <= MAX_COSINE_DISTANCE
        elif name.startswith("saliency") and reference.ndim > 2:
            assert mask_iou(reference, got[name]) >= MIN_MASK_IOU
        elif not name.startswith("objects_"):
            share = np.abs(got[name] - reference).max() / max(np.ptp(reference), 1e-6)
            assert share <= MAX_SHARE_OF_RANGE, f"{name}: {share:.3f} of its range"


def assert_objects_agree(expected: Outputs, got: Outputs) -> None:
    """Find each sure object of the one among the other's: the same class, a near score, a box that covers it."""
    for photo, row in zip(*np.nonzero(expected["objects_scores"] >= SURE_OBJECT), strict=True):
        is_same = got["objects_classes"][photo] == expected["objects_classes"][photo, row]
        change = np.abs(got["objects_scores"][photo] - expected["objects_scores"][photo, row])
        overlap = box_iou(expected["objects_boxes"][photo, row], got["objects_boxes"][photo])
        assert (is_same & (change <= MAX_SCORE_CHANGE) & (overlap >= MIN_BOX_IOU)).any(), (photo, row)


def assert_segments_agree(expected: Outputs, got: Outputs) -> None:
    """Compare outputs of the segmenters' graphs: masks by overlap, boxes of sure people, scores, and maps by range."""
    assert list(got) == list(expected)
    sure = expected["logits"][0] > 0.0 if "logits" in expected else None
    for name, reference in expected.items():
        value = got[name]
        assert value.shape == reference.shape, name
        assert np.isfinite(value).all(), name
        if name == "boxes":
            overlaps = [
                box_iou(corners(one), corners(other)[None]) for one, other in zip(reference[0], value[0], strict=True)
            ]
            assert all(overlap >= MIN_BOX_IOU for overlap, is_sure in zip(overlaps, sure, strict=True) if is_sure)
        elif name in ("logits", "confidence"):
            change = np.abs(_probability(name, value) - _probability(name, reference)).max()
            assert change <= MAX_SCORE_CHANGE, f"{name}: {change:.3f}"
        elif name in ("scene", "masks", "alpha"):
            middle = 0.5 if name == "alpha" else 0.0
            wanted, found = (array.reshape(-1, *array.shape[-2:]) > middle for array in (reference, value))
            chosen = sure if name == "masks" else slice(None)
            assert_masks_agree(wanted[chosen], found[chosen], name)
        else:
            share = np.abs(value - reference).max() / max(np.ptp(reference), 1e-6)
            assert share <= MAX_SHARE_OF_RANGE, f"{name}: {share:.3f} of its range"


def assert_masks_agree(wanted: np.ndarray, found: np.ndarray, name: str = "masks") -> None:
    """Compare masks (K, H, W) of booleans, each with its counterpart; those that are specks in both are let be."""
    for index, (one, other) in enumerate(zip(wanted, found, strict=True)):
        if max(one.mean(), other.mean()) >= MIN_AREA:
            overlap = (one & other).sum() / (one | other).sum()
            assert overlap >= MIN_MASK_IOU, f"{name} {index}: IoU {overlap:.3f} of {one.mean():.4f}"


def corners(box: np.ndarray) -> np.ndarray:
    """Return left, top, right, bottom of a centre with width and height, (4,)."""
    return np.concatenate([box[:2] - box[2:] / 2, box[:2] + box[2:] / 2])


def _probability(name: str, value: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-value)) if name == "logits" else value


def box_iou(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the overlap of a box (4,) xyxy with each of others (K, 4)."""
    corner, end = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = (end - corner).clip(0).prod(1)
    areas = (box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(1)
    return shared / np.maximum(areas - shared, 1e-9)


def cosine_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Return the largest distance of two sets of rows, as if they had length 1."""
    cosine = (first * second).sum(1) / np.linalg.norm(first, axis=1) / np.linalg.norm(second, axis=1)
    return float(1.0 - cosine.min())


def mask_iou(first: np.ndarray, second: np.ndarray) -> float:
    """Return the smallest overlap of two sets of maps, each cut at the middle of its reference's range."""
    axes = tuple(range(1, first.ndim))
    middle = (first.max(axes, keepdims=True) + first.min(axes, keepdims=True)) / 2
    one, other = first > middle, second > middle
    return float(((one & other).sum(axes) / np.maximum((one | other).sum(axes), 1)).min())
