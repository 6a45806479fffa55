"""The bundled encoder: two ONNX towers and a tokenizer over one folder of checked weights."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.image_graph import EMBEDDINGS, ImageGraph
from models.ansa.wordpiece import WordPiece
from models.runtime.bundle import WeightBundle, load_bundle
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from PIL.Image import Image

    from albumen.arrays import Embeddings
    from albumen.types import EncoderIdentity

TEXT_FILE = "text.onnx"
TOKENIZER_FILE = "tokenizer.json"
_TEXTS_A_RUN = 32


class AnsaEncoder:
    """An `ImageTextEncoder` over ONNX towers; normalisation of pixels and of vectors is inside the graphs."""

    def __init__(self, bundle: WeightBundle, *, threads: int = 0) -> None:
        self._bundle = bundle
        self._threads = threads
        self._image_graph = ImageGraph(bundle, threads=threads)

    @classmethod
    def open(cls, folder: Path, *, threads: int = 0) -> AnsaEncoder:
        """Open a weights folder by its manifest; the towers load on first use.

        Raises:
            WeightsError: The manifest is absent or damaged, or of a newer Albumen.
        """
        return cls(load_bundle(folder), threads=threads)

    @property
    def identity(self) -> EncoderIdentity:
        """Name, tag and preprocessing version of the vectors."""
        return self._bundle.identity

    @property
    def space(self) -> str:
        """The space that the manifest names, or one of its own."""
        return str(self._bundle.manifest.get("space", self.identity))

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._bundle.manifest["dim"])

    @property
    def weights_sha256(self) -> str:
        """Digest of what the vectors come from: other heads on the same towers do not change it."""
        return vectors_sha256(self._bundle)

    def encode_images(self, images: Sequence[Image]) -> Embeddings:
        """Embed images of any mode and size; see `ImageTextEncoder.encode_images`."""
        return self._image_graph.run(images)[EMBEDDINGS] if images else self._empty()

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Embed texts; see `ImageTextEncoder.encode_texts`."""
        rows = [self._empty()]
        for start in range(0, len(texts), _TEXTS_A_RUN):
            ids, mask = self._tokenizer.encode(texts[start : start + _TEXTS_A_RUN], self._max_tokens)
            rows += self._text_tower.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.concatenate(rows)

    def _empty(self) -> Embeddings:
        return np.empty((0, self.dim), dtype=np.float32)

    @cached_property
    def _text_tower(self) -> InferenceSession:
        return open_session(self._bundle.read(TEXT_FILE), threads=self._threads, name=TEXT_FILE)

    @cached_property
    def _tokenizer(self) -> WordPiece:
        return WordPiece.from_json(self._bundle.read(TOKENIZER_FILE).decode("utf-8"))

    @property
    def _max_tokens(self) -> int:
        return int(self._bundle.manifest["max_tokens"])


def vectors_sha256(bundle: WeightBundle) -> str:
    """Return the digest that a bundle had before heads were attached to it."""
    return str(bundle.manifest.get("vectors_sha256", bundle.weights_sha256))
