"""How fast the towers are here and now, one input at a time; `benchmarks/ansa.py` compares with others."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from models.evaluation.table import Figure, Line

if TYPE_CHECKING:
    from models.evaluation.bench import Bench

NAME = "speed"
_INPUTS = 64
_ROUNDS = 3


def measure_speed(bench: Bench) -> list[Line]:
    """Return milliseconds of one decoded photo, preprocessing included, and of one caption: best of three rounds."""
    encoder = bench.network.encoder
    images = [photo.decode_image() for photo in bench.captioned[:_INPUTS]]
    texts = [text for photo in bench.captioned[:_INPUTS] for text in photo.captions[:1]]
    image_ms = _best_ms(lambda: [encoder.encode_images([image]) for image in images], len(images))
    text_ms = _best_ms(lambda: [encoder.encode_texts([text]) for text in texts], len(texts))
    return [
        Line(NAME, "image tower, one photo", len(images), (Figure("ms", image_ms),)),
        Line(NAME, "text tower, one caption", 0, (Figure("ms", text_ms, digits=2),)),
    ]


def _best_ms(run: Callable[[], object], count: int) -> float:
    run()
    return min(_seconds(run) for _ in range(_ROUNDS)) * 1000.0 / count


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
