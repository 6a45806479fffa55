"""What lifting takes beside the photo's own array does not grow with the photo."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import numpy as np

from models.subject_lifting.foreground import restore_foreground
from models.subject_lifting.guided_filter import write_alpha

_LIMIT_BYTES = 60_000_000


def _peak_bytes(action: Callable[[], None]) -> int:
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_48_megapixel_photo_is_lifted_in_little_more_than_its_own_array() -> None:
    side = 512
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    alpha = np.clip((160 - np.hypot(rows - side / 2, columns - side / 2)) / 8, 0, 1).astype(np.float32)
    guide = np.repeat((alpha * 200).astype(np.uint8)[..., None], 3, axis=-1)
    pixels = np.repeat(np.repeat(np.dstack((guide, guide[..., :1])), 16, axis=0), 12, axis=1)  # 6144 x 8192
    assert _peak_bytes(lambda: write_alpha(pixels, alpha, guide)) < _LIMIT_BYTES
    assert _peak_bytes(lambda: restore_foreground(pixels)) < _LIMIT_BYTES
    assert pixels[4096, 3072, 3] == 255
    assert pixels[0, 0, 3] == 0
