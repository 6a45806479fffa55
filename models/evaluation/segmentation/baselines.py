"""What else can be had for lifting subjects: U2-Netp, this project's own saliency head, and a blob in the middle.

U2-Netp was trained by its authors on DUTS-TR's 10,553 photos of salient objects, of which ECSSD has none; the networks
of this project learned, among others, from U2-Netp itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.types import SALIENCY_SIDE
from models.catalog import DEFAULT_ENCODER
from models.registry import create_analyser
from models.runtime.onnx_session import open_session
from models.training.heads.saliency_teacher import U2NETP, salient_map
from models.training.starting_weights import fetch_starting_file

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

# From an image to how salient each of its pixels is, 0 to 255, of any size.
Baseline = Callable[["Image"], "NDArray[np.uint8]"]
_BLOB_SIGMA = 0.25  # of the side
_BLOB_SIDE = 28


def open_u2netp(folder: Path, *, threads: int) -> Baseline:
    """Return U2-Netp with the stretching to the full range that its authors publish their results with.

    Raises:
        WeightsError: It cannot be downloaded.
    """
    session = open_session(fetch_starting_file(U2NETP, folder).read_bytes(), threads=threads, name=U2NETP.name)
    return lambda image: stretch(salient_map(session, image))


def open_saliency_head(*, threads: int) -> Baseline | None:
    """Return the shipped saliency head, whose map has 28 x 28 cells; None where the shipped weights have none.

    Raises:
        WeightsError: The shipped weights are absent or damaged.
    """
    analyser = create_analyser(DEFAULT_ENCODER, threads=threads)
    if analyser is None:
        return None

    def look(image: Image) -> NDArray[np.uint8]:
        (signals,) = analyser.analyse_images([image]).signals
        return np.frombuffer(signals.saliency.heat, np.uint8).reshape(SALIENCY_SIDE, SALIENCY_SIDE)

    return look


def blob(_: Image) -> NDArray[np.uint8]:
    """Return a round blob in the middle, which looks at nothing."""
    offsets = (np.arange(_BLOB_SIDE) + 0.5) / _BLOB_SIDE - 0.5
    squared = offsets[:, None] ** 2 + offsets**2
    return np.rint(255.0 * np.exp(-squared / (2.0 * _BLOB_SIGMA**2))).astype(np.uint8)


def stretch(heat: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return a map whose least value becomes 0 and whose largest 255.

    Example:
        >>> stretch(np.array([[0.2, 0.4, 0.6]])).tolist()
        [[0, 128, 255]]
    """
    low, high = float(heat.min()), float(heat.max())
    return np.rint(255.0 * (heat - low) / max(high - low, 1e-6)).astype(np.uint8)
