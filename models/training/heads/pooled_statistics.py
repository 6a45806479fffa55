"""Means and deviations of the backbone's maps: what heads read that ask how a picture looks, not where things are.

Convolutions that answer to edges, grain and blocks do so anywhere, so their mean and standard deviation over the
picture tell blur and noise; the liveliest cell of a 7 x 7 grid tells a blurred photo from one with a soft background.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.ansa.assembly import attach_heads
from models.ansa.maps import MAP_SHAPES, name_maps
from models.runtime.onnx_session import open_session
from models.training.heads.export import export_head
from models.training.heads.workshop import stack_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from PIL.Image import Image

    from models.training.heads.workshop import Workshop

# How many numbers each map gives: mean, deviation and (early maps) the largest deviation within a cell, per channel.
WIDTHS = {"map4": 3 * 64, "map8": 3 * 128, "map16": 2 * 160, "map32": 2 * 320, "pooled": 320, "embeddings": 512}
_CELLS = {"map4": 8, "map8": 4}  # sides of the cells, in steps of the map
_SMALLEST_VARIANCE = 1e-6
_BATCH = 4
_LOG = logging.getLogger(__name__)


class MapStatistics(nn.Module):
    """The maps `names`, as float32 (N, ...), to their statistics side by side, (N, sum of `WIDTHS`)."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)

    def forward(self, *maps: Tensor) -> Tensor:
        """Summarise the maps in the order of `names`."""
        return torch.cat([_describe(name, values) for name, values in zip(self._names, maps, strict=True)], dim=1)


def columns(names: Sequence[str]) -> NDArray[np.int64]:
    """Return where the statistics of these maps stand among those of all maps."""
    starts = dict(zip(WIDTHS, np.cumsum([0, *WIDTHS.values()])[:-1].tolist(), strict=True))
    return np.concatenate([np.arange(starts[name], starts[name] + WIDTHS[name]) for name in names])


def open_statistics(workshop: Workshop) -> InferenceSession:
    """Open the backbone with an output `statistics`: those of all maps."""
    statistics = export_head(MapStatistics(list(WIDTHS)), maps=list(WIDTHS), outputs=["statistics"])
    backbone = name_maps(workshop.load_backbone())
    whole = attach_heads(backbone, {"statistics": statistics})
    return open_session(whole.SerializeToString(), threads=workshop.threads)


def cached_statistics(workshop: Workshop, name: str, images: Iterator[Image], count: int) -> NDArray[np.float32]:
    """Return the statistics of `count` images, (count, sum of `WIDTHS`), computed the first time under this name."""
    path = _cache_path(workshop, name)
    if path.exists():
        return np.load(path, mmap_mode="r")
    session = open_statistics(workshop)
    partial, rows = _open_partial(path, count)
    for start in range(0, count, _BATCH):
        batch = [next(images) for _ in range(start, min(start + _BATCH, count))]
        rows[start : start + len(batch)] = session.run(["statistics"], {"pixels": stack_pixels(batch)})[0]
        if start % 400 == 0:
            _LOG.info("%s: statistics of %d of %d images", name, start, count)
    return _finish(rows, partial, path)


def original_statistics(workshop: Workshop) -> NDArray[np.float32]:
    """Return the statistics of all train photos as they are, from their cached maps, in the order of `photos`."""
    path = _cache_path(workshop, "originals")
    if path.exists():
        return np.load(path, mmap_mode="r")
    maps = [workshop.load_maps(name) for name in WIDTHS]
    summarise = MapStatistics(list(WIDTHS))
    partial, rows = _open_partial(path, len(workshop.photos))
    for start in range(0, len(rows), 8 * _BATCH):
        batch = [torch.from_numpy(np.array(values[start : start + 8 * _BATCH], np.float32)) for values in maps]
        rows[start : start + 8 * _BATCH] = summarise(*batch).numpy()
    return _finish(rows, partial, path)


def _describe(name: str, values: Tensor) -> Tensor:
    if len(MAP_SHAPES[name]) == 1:
        return values
    mean, square = values.mean((2, 3)), (values * values).mean((2, 3))
    parts = [mean, _deviation(mean, square)]
    if name in _CELLS:
        cell = _CELLS[name]
        deviations = _deviation(functional.avg_pool2d(values, cell), functional.avg_pool2d(values * values, cell))
        parts.append(deviations.amax((2, 3)))
    return torch.cat(parts, dim=1)


def _deviation(mean: Tensor, square: Tensor) -> Tensor:
    return (square - mean * mean).clamp_min(_SMALLEST_VARIANCE).sqrt()


def _cache_path(workshop: Workshop, name: str) -> Path:
    return workshop.work_dir / "statistics" / f"{name}.npy"


def _open_partial(path: Path, count: int) -> tuple[Path, NDArray[np.float32]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npy")
    return partial, np.lib.format.open_memmap(partial, "w+", np.float32, (count, sum(WIDTHS.values())))


def _finish(rows: NDArray[np.float32], partial: Path, path: Path) -> NDArray[np.float32]:
    assert isinstance(rows, np.memmap)
    rows.flush()
    partial.replace(path)
    return np.load(path, mmap_mode="r")
