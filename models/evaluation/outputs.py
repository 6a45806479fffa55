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
    return Network(encoder, ImageGraph(bundle, threads=threads).run, bundle.manifest.get("heads", {}))
