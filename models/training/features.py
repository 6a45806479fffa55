"""What the frozen part of TinyViT makes of each training photo, computed once: (N, 14, 14, 160) float16.

The first three stages stay as ImageNet-22k left them, so ONNX Runtime computes them once (60 to 90 photos/s on two
cores) and training reads memory maps of 62 kB a photo: the photo as it is searched, and random views of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.export import SIDE_PX
from models.ansa.towers import IMAGE_MEAN, IMAGE_STD
from models.image_input import centre_square
from models.runtime.onnx_session import open_session
from models.training.views import random_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto

VIEWS = 3  # the photo itself, and two random views
_BATCH = 8
_FIRST_TRAINED_LAYER = "stages.3/downsample/conv1"


def features_path(folder: Path, view: int) -> Path:
    """Return the file of a view's features; view 0 is the photo itself."""
    return folder / f"features-{view}.npy"


def cache_features(
    photos: Sequence[LabelledPhoto],
    onnx_path: Path,
    folder: Path,
    *,
    view: int = 0,
    report: Callable[[int], None] | None = None,
) -> None:
    """Write one view's frozen features of all photos into `folder`, unless they are there.

    Args:
        photos: N photos.
        onnx_path: TinyViT-5M as ONNX.
        folder: Where the file goes; it appears when whole.
        view: 0 for the photos as they are searched, else the number of a random view.
        report: Called with the number of photos done.
    """
    target = features_path(folder, view)
    if target.exists() and len(np.load(target, mmap_mode="r")) == len(photos):
        return
    partial = target.with_suffix(".partial.npy")
    features = np.lib.format.open_memmap(partial, "w+", np.float16, (len(photos), 14, 14, 160))
    session = open_session(_frozen_part(onnx_path))
    for start in range(0, len(photos), _BATCH):
        rows = range(start, min(start + _BATCH, len(photos)))
        pixels = np.stack([_pixels(photos[row], row, view) for row in rows])
        maps = session.run(None, {"input": _normalise(pixels)})[0]  # (N, 160, 14, 14)
        features[rows.start : rows.stop] = maps.transpose(0, 2, 3, 1)
        if report is not None:
            report(rows.stop)
    features.flush()
    partial.replace(target)


def _pixels(photo: LabelledPhoto, row: int, view: int) -> NDArray[np.uint8]:
    image = photo.decode_image()
    return random_view(image, SIDE_PX, np.random.default_rng((view, row))) if view else centre_square(image, SIDE_PX)


def _normalise(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    mean, std = np.array(IMAGE_MEAN, np.float32), np.array(IMAGE_STD, np.float32)
    scaled = (pixels.astype(np.float32) / 255.0 - mean) / std
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def _frozen_part(onnx_path: Path) -> bytes:
    """Return the network up to the input of its last stage."""
    import onnx
    from onnx.utils import Extractor

    model = onnx.load(str(onnx_path))
    layer = next(n for n in model.graph.node if n.op_type == "Conv" and _FIRST_TRAINED_LAYER in n.output[0])
    shaped = onnx.shape_inference.infer_shapes(model)
    return Extractor(shaped).extract_model(["input"], [layer.input[0]]).SerializeToString()
