"""Stand-ins that keep the real ones' promises: an encoder without a network, readers without processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PIL import Image

from albumen.arrays import Embeddings
from albumen.types import EncoderIdentity
from indexer.tasks import Task

COLOURS = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255)}


class FakeEncoder:
    """Embeds an image as its mean colour in an 8 x 8 grid, a text as a colour that it names."""

    dim = 192
    weights_sha256 = "f" * 64

    def __init__(self, name: str = "fake") -> None:
        self.identity = EncoderIdentity(name, "1", "1")
        self.encoded = 0

    def encode_images(self, images: Sequence[Image.Image]) -> Embeddings:
        self.encoded += len(images)
        grids = [np.asarray(image.convert("RGB").resize((8, 8)), np.float32).ravel() for image in images]
        return _unit_rows(np.array(grids, np.float32).reshape(len(images), self.dim))

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        colours = [COLOURS.get(text.split()[-1], (1, 1, 1)) for text in texts]
        return _unit_rows(np.array([np.tile(colour, 64) for colour in colours], np.float32).reshape(-1, self.dim))


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

    def next_finished(self, timeout_s: float | None = None) -> tuple[Task, Any] | None:
        task, function, args = self._queue.popleft()
        return task, function(*args)


def _unit_rows(rows: np.ndarray) -> np.ndarray:
    rows = rows + 1.0  # black is a photo too
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
