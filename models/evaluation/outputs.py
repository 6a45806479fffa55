"""Everything an encoder's image side gives, unrounded: a bundle's whole graph, or another encoder's vectors alone.

The measures need raw outputs: signals leave out what lies below the heads' thresholds, and a curve needs that too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.ansa.encoder import IMAGE_FILE, PREPROCESSING
from models.registry import WEIGHTS_DIR, create_encoder
from models.runtime.bundle import load_bundle
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.encoder import ImageTextEncoder

EMBEDDINGS = "embeddings"
Outputs = dict[str, "NDArray[Any]"]
_IMAGES_A_RUN = 4  # more makes no photo faster on a CPU


@dataclass(frozen=True, slots=True)
class Network:
    """An encoder, the raw outputs of its image side by name, (N, ...) each, and what the manifest says of its heads."""

    encoder: ImageTextEncoder
    run: Callable[[Sequence[Image]], Outputs]
    heads: dict[str, Any] = field(default_factory=dict)


def open_network(name: str, *, threads: int = 0, weights_dir: Path | None = None) -> Network:
    """Open an encoder by name with all of its outputs.

    Raises:
        ModelError: There is no such encoder, or its weights cannot be loaded.
    """
    encoder = create_encoder(name, threads=threads, weights_dir=weights_dir)
    if "/" in name:
        return Network(encoder, lambda images: {EMBEDDINGS: encoder.encode_images(images)})
    bundle = load_bundle((weights_dir or WEIGHTS_DIR) / name)
    session = open_session(bundle.read(IMAGE_FILE), threads=threads, name=IMAGE_FILE)
    names = [output.name for output in session.get_outputs()]
    to_square, side_px = PREPROCESSING[bundle.identity.preprocessing], int(bundle.manifest["image_side_px"])

    def run(images: Sequence[Image]) -> Outputs:
        parts = []
        for start in range(0, len(images), _IMAGES_A_RUN):
            squares = [to_square(image, side_px) for image in images[start : start + _IMAGES_A_RUN]]
            parts.append(session.run(None, {"pixels": np.stack(squares)}))
        return {name: np.concatenate(arrays) for name, arrays in zip(names, zip(*parts, strict=True), strict=True)}

    return Network(encoder, run, bundle.manifest.get("heads", {}))
