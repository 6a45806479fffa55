"""Everything an encoder's image side gives, unrounded: a bundle's whole graph, or another encoder's vectors alone.

The measures need raw outputs: signals leave out what lies below the heads' thresholds, and a curve needs that too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.ansa.image_graph import EMBEDDINGS, ImageGraph
from models.registry import WEIGHTS_DIR, create_encoder
from models.runtime.bundle import load_bundle

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.encoder import ImageTextEncoder

Outputs = dict[str, "NDArray[Any]"]


@dataclass(frozen=True, slots=True)
class Network:
    """An encoder, the raw outputs of its image side by name, (N, ...) each, and what the manifest says of its heads.

    `files_sha256` changes with any weight file, heads included; the encoder's own digest is that of its vectors.
    """

    encoder: ImageTextEncoder
    run: Callable[[Sequence[Image]], Outputs]
    heads: dict[str, Any] = field(default_factory=dict)
    files_sha256: str = ""


def open_network(name: str, *, threads: int = 0, weights_dir: Path | None = None) -> Network:
    """Open an encoder by name with all of its outputs.

    Raises:
        ModelError: There is no such encoder, or its weights cannot be loaded.
    """
    encoder = create_encoder(name, threads=threads, weights_dir=weights_dir)
    if "/" in name:
        return Network(
            encoder,
            lambda images: {EMBEDDINGS: encoder.encode_images(images)},
            files_sha256=encoder.weights_sha256,
        )
    bundle = load_bundle((weights_dir or WEIGHTS_DIR) / name)
    heads = bundle.manifest.get("heads", {})
    return Network(encoder, ImageGraph(bundle, threads=threads).run, heads, bundle.weights_sha256)
