"""What every network of a bundle has: an identity, a digest, and sessions over its graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from models.runtime.bundle import WeightBundle, load_bundle
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from onnxruntime import InferenceSession

    from albumen.types import EncoderIdentity


class BundledNetwork:
    """A network over a weights folder. Whoever extends it opens each graph on first use."""

    def __init__(self, bundle: WeightBundle, *, threads: int = 0) -> None:
        """Wrap a bundle; `threads` are those of one forward pass, and 0 lets the runtime decide."""
        self._bundle = bundle
        self._threads = threads

    @classmethod
    def open(cls, folder: Path, *, threads: int = 0) -> Self:
        """Open a weights folder by its manifest.

        Raises:
            WeightsError: The manifest is absent or damaged.
        """
        return cls(load_bundle(folder), threads=threads)

    @property
    def identity(self) -> EncoderIdentity:
        """Name, tag and preprocessing; the tag changes with the weights."""
        return self._bundle.identity

    @property
    def weights_sha256(self) -> str:
        """Hex digest that changes whenever any weight does."""
        return self._bundle.weights_sha256

    def _open_graph(self, name: str) -> InferenceSession:
        return open_session(self._bundle.read(name), threads=self._threads, name=name)
