"""Stand-ins that keep the real ones' promises: encoder, analyser, segmenter, lifter without a network, readers without processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PIL import Image

from albumen.arrays import Embeddings
from albumen.types import Box, EncoderIdentity, PhotoSignals, Segmentation
from indexer.tasks import Task
from models.analyser import Analyses
from models.segmenter import SubjectMatte
from tests.segmentations import segmentation
from tests.signals import signals

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}
_SHOWN = ("puppy", "forest", "sea")  # by what is red, green or blue


class FakeEncoder:
    """Embeds an image as its mean colour in an 8 x 8 grid, a text as a colour that it names."""

    dim = 192
    weights_sha256 = "f" * 64

    def __init__(self, name: str = "fake") -> None:
        self.identity = EncoderIdentity(name, "1", "1")
        self.encoded = 0

    @property
    def space(self) -> str:
        return str(self.identity)

    def encode_images(self, images: Sequence[Image.Image]) -> Embeddings:
        self.encoded += len(images)
        grids = [np.asarray(image.convert("RGB").resize((8, 8)), np.float32).ravel() for image in images]
        return _unit_rows(np.array(grids, np.float32).reshape(len(images), self.dim))

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        colours = [COLOURS.get(text.split()[-1], (1, 1, 1)) for text in texts]
        return _unit_rows(np.array([np.tile(colour, 64) for colour in colours], np.float32).reshape(-1, self.dim))


class FakeAnalyser:
    """Tags an image by its strongest colour, finds one person in its right half, and judges it by its brightness."""

    weights_sha256 = "a" * 64

    def __init__(self, encoder: FakeEncoder, tag: str = "1") -> None:
        self._encoder = encoder
        self.embeddings_identity = encoder.identity
        self.signals_identity = EncoderIdentity("fake-heads", tag, "1")
        self.analysed = 0

    def analyse_images(self, images: Sequence[Image.Image]) -> Analyses:
        self.analysed += len(images)
        return Analyses(self._encoder.encode_images(images), [self._look(image) for image in images])

    def _look(self, image: Image.Image) -> PhotoSignals:
        means = _mean_colour(image)
        return signals(
            tags=[_SHOWN[int(means.argmax())]],
            objects=["person"],
            technical=float(means.mean() / 255),
            box=Box(image.width / 2, 0, image.width, image.height),
        )


class FakeSegmenter:
    """Sees a sky in the upper half of what is blue, and two people of a tenth of the frame each in what is red."""

    weights_sha256 = "b" * 64

    def __init__(self, tag: str = "1") -> None:
        self.identity = EncoderIdentity("fake-masks", tag, "1")
        self.segmented = 0

    def segment_image(self, image: Image.Image) -> Segmentation:
        self.segmented += 1
        shown = _SHOWN[int(_mean_colour(image).argmax())]
        return segmentation(sky=0.5 if shown == "sea" else 0.0, people=2 if shown == "puppy" else 0)


class FakeLifter:
    """Is as sure of a subject as the image is bright, and lifts its left half."""

    weights_sha256 = "e" * 64
    min_confidence = 0.5

    def __init__(self, tag: str = "1") -> None:
        self.identity = EncoderIdentity("fake-lift", tag, "1")

    def rate_image(self, image: Image.Image) -> float:
        return float(_mean_colour(image).mean() / 255)

    def lift_image(self, image: Image.Image) -> SubjectMatte:
        alpha = np.zeros((8, 8), np.float32)
        alpha[:, :4] = 1.0
        return SubjectMatte(alpha, self.rate_image(image))


class InlineReaders:
    """Runs each task when it is asked for, in this process."""

    worker_count = 1

    def __init__(self) -> None:
        self._queue: deque[tuple[Task, Callable[..., Any], tuple[object, ...]]] = deque()

    @property
    def in_flight(self) -> int:
        return len(self._queue)

    def submit(self, task: Task, function: Callable[..., Any], *args: object) -> None:
        self._queue.append((task, function, args))

    def abandon(self) -> None:
        self._queue.clear()

    def next_finished(self, timeout_s: float | None = None) -> tuple[Task, Any] | None:
        task, function, args = self._queue.popleft()
        return task, function(*args)


def _mean_colour(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"), np.float32).mean((0, 1))


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    rows = rows + 1.0  # black is a photo too
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
