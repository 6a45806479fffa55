"""Whether two runtimes say the same of the same inputs, by the tolerances of the design."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

MAX_COSINE_DISTANCE = 0.015
MIN_MASK_IOU = 0.95
MAX_SHARE_OF_RANGE = 0.05  # of outputs that are neither vectors nor masks: logits, scores, offsets


def assert_outputs_agree(expected: Mapping[str, np.ndarray], got: Mapping[str, np.ndarray]) -> None:
    """Compare every output of a graph by the measure of its kind, which its name tells."""
    assert list(got) == list(expected)
    for name, reference in expected.items():
        assert got[name].shape == reference.shape, name
        assert np.isfinite(got[name]).all(), name
        if name == "embeddings":
            assert cosine_distance(reference, got[name]) <= MAX_COSINE_DISTANCE
        elif name.startswith("saliency") and reference.ndim > 2:
            assert mask_iou(reference, got[name]) >= MIN_MASK_IOU
        else:
            share = np.abs(got[name] - reference).max() / max(np.ptp(reference), 1e-6)
            assert share <= MAX_SHARE_OF_RANGE, f"{name}: {share:.3f} of its range"


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
