"""Milliseconds of each network alone, here and now, and the sizes of the files."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from models.evaluation.table import Figure, Line
from models.hyperdetr.segmenter import HyperDetrSegmenter
from models.registry import LIFTER, SEGMENTER, WEIGHTS_DIR
from models.subject_lifting.lifter import EfficientLifter

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.Image import Image

    from models.evaluation.segmentation.bench import SegmentationBench

NAME = "speed"
SIZE = "size"
_PHOTOS = 8
_ROUNDS = 3
MOST_MB = 64.0  # all shipped weights of the project together
_MB = 1e6


def measure_speed(bench: SegmentationBench) -> list[Line]:
    """Return milliseconds of one decoded photo, resizing included, best of three rounds, by number of threads."""
    images = [photo.decode_image() for photo in bench.sets.clothed()[:_PHOTOS]]
    return [line for threads in (1, 2) for line in _with_threads(bench.weights_dir, images, threads)]


def _with_threads(weights_dir: Path, images: list[Image], threads: int) -> list[Line]:
    segmenter = HyperDetrSegmenter.open(weights_dir / SEGMENTER, threads=threads)
    lifter = EfficientLifter.open(weights_dir / LIFTER, threads=threads)
    scene, everything = _best_ms(segmenter.segment_scene, images), _best_ms(segmenter.segment_image, images)
    rate, lift = _best_ms(lifter.rate_image, images), _best_ms(lifter.lift_image, images)
    word = "thread" if threads == 1 else "threads"
    return [
        Line(NAME, f"scene alone, {threads} {word}", len(images), (Figure("ms", scene),)),
        Line(NAME, f"scene and subjects, {threads} {word}", len(images), (Figure("ms", everything),)),
        Line(NAME, f"confidence alone, {threads} {word}", len(images), (Figure("ms", rate),)),
        Line(NAME, f"matte and confidence, {threads} {word}", len(images), (Figure("ms", lift),)),
    ]


def measure_size(bench: SegmentationBench) -> list[Line]:
    """Return megabytes of each network's files, and of all weights in the project."""
    lines = [_size_line(name, bench.weights_dir / name) for name in (SEGMENTER, LIFTER)]
    total = folder_bytes(WEIGHTS_DIR) / _MB
    figure = Figure("MB", total, digits=2)
    return [*lines, Line(SIZE, "all weights of the project", 0, (figure,), f"asked: {MOST_MB:.0f} at most")]


def folder_bytes(folder: Path) -> int:
    """Return the size of all files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _size_line(name: str, folder: Path) -> Line:
    files = sorted(folder.glob("*.onnx"))
    figures = tuple(Figure(f"{path.name}, MB", path.stat().st_size / _MB, digits=2) for path in files)
    return Line(SIZE, name, 0, figures)


def _best_ms(run: Callable[[Image], object], images: list[Image]) -> float:
    run(images[0])
    return min(_seconds(run, images) for _ in range(_ROUNDS)) * 1000.0 / len(images)


def _seconds(run: Callable[[Image], object], images: list[Image]) -> float:
    start = time.perf_counter()
    for image in images:
        run(image)
    return time.perf_counter() - start
