"""What the frozen part of TinyViT makes of each training photo, computed once: (N, 14, 14, 160) float16.

The first stages stay as ImageNet-22k left them, so ONNX Runtime computes them once (about 90 photos/s on two cores)
and training reads memory maps of 62 kB a photo: one taken in the middle of the third stage, one at its end.
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

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto

MIDDLE = "middle.npy"  # after three of the third stage's six blocks
LATE = "late.npy"  # after the third stage
_BATCH = 8
_MIDDLE_TENSOR = "/stages/stages.2/blocks/blocks.2/Reshape_3_output_0"  # (N, 14, 14, 160)
_LATE_READER = "stages.3/downsample/conv1"  # the layer that reads (N, 160, 14, 14)


def cache_features(
    photos: Sequence[LabelledPhoto], onnx_path: Path, folder: Path, *, report: Callable[[int], None] | None = None
) -> None:
    """Write both kinds of frozen features of photos into `folder`, unless they are there.

    Args:
        photos: N photos.
        onnx_path: TinyViT-5M as ONNX.
        folder: Where `MIDDLE` and `LATE` go; they appear when whole.
        report: Called with the number of photos done.
    """
    targets = [folder / MIDDLE, folder / LATE]
    if all(target.exists() and len(np.load(target, mmap_mode="r")) == len(photos) for target in targets):
        return
    partial = [target.with_suffix(".partial.npy") for target in targets]
    shape = (len(photos), 14, 14, 160)
    middle, late = (np.lib.format.open_memmap(path, "w+", np.float16, shape) for path in partial)
    session = open_session(_frozen_part(onnx_path))
    for start in range(0, len(photos), _BATCH):
        batch = photos[start : start + _BATCH]
        rows = slice(start, start + len(batch))
        pixels = np.stack([centre_square(photo.decode_image(), SIDE_PX) for photo in batch])
        middle[rows], channels_first = session.run(None, {"input": _normalise(pixels)})
        late[rows] = channels_first.transpose(0, 2, 3, 1)
        if report is not None:
            report(start + len(batch))
    for maps, path, target in zip((middle, late), partial, targets, strict=True):
        maps.flush()
        path.replace(target)


def _normalise(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    mean, std = np.array(IMAGE_MEAN, np.float32), np.array(IMAGE_STD, np.float32)
    scaled = (pixels.astype(np.float32) / 255.0 - mean) / std
    return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2))


def _frozen_part(onnx_path: Path) -> bytes:
    """Return the network up to the middle and to the end of its third stage."""
    import onnx
    from onnx.utils import Extractor

    model = onnx.load(str(onnx_path))
    layer = next(n for n in model.graph.node if n.op_type == "Conv" and _LATE_READER in n.output[0])
    return Extractor(model).extract_model(["input"], [_MIDDLE_TENSOR, layer.input[0]]).SerializeToString()
