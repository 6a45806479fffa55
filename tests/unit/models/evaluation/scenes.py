"""Photos whose truth is plain, and a network with heads that are right, wrong or unsure of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from models.evaluation.bench import Bench
from models.evaluation.outputs import Network, Outputs
from tests.fakes import FakeEncoder

SHOWN = {"dog": "#ff0000", "cat": "#0000ff", "pizza": "#00ff00"}


def coloured_photos() -> Iterator[tuple[Image.Image, dict[str, object]]]:
    """Photos of one colour, whose captions name what that colour stands for."""
    for number in range(18):
        concept, colour = list(SHOWN.items())[number % 3]
        yield Image.new("RGB", (24, 24), colour), {"source": "flickr8k", "captions": [f"a {concept}"] * 5}


def scenes() -> Iterator[Image.Image]:
    """Photos with detail and a bright square somewhere, on a ground of their own."""
    for seed in range(16):
        rng = np.random.default_rng(seed)
        ground = Image.fromarray(rng.integers(20, 120, (6, 6, 3), dtype=np.uint8)).resize((64, 64))
        left, top = rng.integers(0, 40, 2).tolist()
        ground.paste("white", (left, top, left + 20, top + 20))
        yield ground


def bright(image: Image.Image, side: int) -> np.ndarray:
    """Return where an image is white, (side, side) in [0, 1]."""
    return np.asarray(image.convert("L").resize((side, side), Image.Resampling.BOX), np.float32) / 255.0 > 0.9


def _see(images: Sequence[Image.Image]) -> Outputs:
    """See tags in colours, objects and saliency in white squares, quality in edges, and prints in a 16 x 16 grid."""
    grids = np.stack([np.asarray(image.convert("L").resize((16, 16)), np.float32) for image in images])
    edges = [np.abs(np.diff(np.asarray(image.convert("L"), np.float32))).mean() / 64.0 for image in images]
    boxes = [_box_of(bright(image, 64)) for image in images]
    return {
        "tags": np.array([_see_tags(image) for image in images], np.float32),
        "saliency": np.stack([bright(image, 28).astype(np.float32) for image in images]),
        "objects_boxes": np.array([[box, [0, 0, 1, 1]] for box in boxes], np.float32),
        "objects_scores": np.tile(np.float32([0.9, 0.2]), (len(images), 1)),
        "objects_classes": np.tile(np.int64([1, 0]), (len(images), 1)),
        "print": (grids - np.median(grids, axis=(1, 2), keepdims=True)).reshape(len(images), 256),
        "quality": np.stack([[0.5, edge, 1 - edge, edge, edge] for edge in edges]).astype(np.float32),
    }


def _box_of(mask: np.ndarray) -> list[float]:
    if not mask.any():
        return [0.0, 0.0, 1.0, 1.0]
    rows, columns = np.nonzero(mask)
    return [columns.min() / 64, rows.min() / 64, (columns.max() + 1) / 64, (rows.max() + 1) / 64]


def _see_tags(image: Image.Image) -> list[float]:
    """Be sure of dogs and cats, and have pizza the wrong way round."""
    red, green, blue = np.asarray(image).mean(axis=(0, 1)) / 255.0
    return [0.9 * red, 0.8 * blue + 0.1, 0.6 - 0.5 * green]


def bench_of_scenes(data_dir: Path) -> Bench:
    """Return a bench whose network has every head but utility."""
    encoder = FakeEncoder()

    def run(images: Sequence[Image.Image]) -> Outputs:
        return {"embeddings": encoder.encode_images(images)} | _see(images)

    tags = {"concepts": list(SHOWN), "thresholds": [0.5, 0.5, 0.5]}
    objects = {"labels": ["person", "bicycle"], "thresholds": [0.5, 0.5]}
    heads = {"tags": tags, "objects": objects, "saliency": {}, "print": {"thresholds": {"copy": 60}}, "quality": {}}
    return Bench(Network(encoder, run, heads), data_dir)
