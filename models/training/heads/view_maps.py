"""Maps of the frozen backbone for views of photos: each view passes through once, and its maps are kept in files."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from models.ansa.maps import MAP_SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

Truth = TypeVar("Truth")
_BATCH = 4
_LOG = logging.getLogger(__name__)


def write_view_maps(
    folder: Path,
    names: Sequence[str],
    backbone: InferenceSession,
    views: Iterator[tuple[NDArray[np.uint8], Truth]],
    *,
    count: int,
) -> list[Truth]:
    """Pass `count` views through the backbone, keep their maps, and return what is true of each view.

    Args:
        folder: Gets a file for each map, (count, ...) float16.
        names: The maps, which the backbone gives.
        backbone: Reads `pixels`, (N, 224, 224, 3) uint8.
        views: Pixels (224, 224, 3), and what is true of them.
        count: How many of the views to take.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arrays = [
        np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.float16, (count, *MAP_SHAPES[name]))
        for name in names
    ]
    truths: list[Truth] = []
    for start in range(0, count, _BATCH):
        batch = [next(views) for _ in range(min(_BATCH, count - start))]
        outputs = backbone.run(list(names), {"pixels": np.stack([pixels for pixels, _ in batch])})
        for array, rows in zip(arrays, outputs, strict=True):
            array[start : start + len(batch)] = rows
        truths += [truth for _, truth in batch]
        if start % 1000 == 0:
            _LOG.info("maps of %d of %d views", start, count)
    for array in arrays:
        array.flush()
    return truths


def open_view_maps(folder: Path, names: Sequence[str]) -> dict[str, NDArray[np.float16]]:
    """Return the maps that `write_view_maps` kept, memory-mapped."""
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
