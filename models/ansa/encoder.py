"""The bundled encoder: two ONNX towers and a tokenizer over one folder of checked weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import WeightsError
from models.ansa.wordpiece import WordPiece
from models.image_input import centre_square, whole_square
from models.runtime.bundle import WeightBundle, load_bundle
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from PIL.Image import Image

    from albumen.arrays import Embeddings
    from albumen.types import EncoderIdentity

IMAGE_FILE = "image.onnx"
TEXT_FILE = "text.onnx"
TOKENIZER_FILE = "tokenizer.json"
PREPROCESSING = {"centre224-v1": centre_square, "whole224-v1": whole_square}  # what a manifest may ask for
_IMAGES_A_RUN = 4  # more makes no photo faster on a CPU, and memory grows with it: 90 MB for 1, 190 MB for 8
_TEXTS_A_RUN = 32


class AnsaEncoder:
    """An `ImageTextEncoder` over ONNX towers; normalisation of pixels and of vectors is inside the graphs."""

    def __init__(self, bundle: WeightBundle, *, threads: int = 0) -> None:
        self._bundle = bundle
        self._threads = threads

    @classmethod
    def open(cls, folder: Path, *, threads: int = 0) -> AnsaEncoder:
        """Open a weights folder by its manifest; the towers load on first use.

        Raises:
            WeightsError: The manifest is absent or damaged, or of a newer Albumen.
        """
        bundle = load_bundle(folder)
        if bundle.identity.preprocessing not in PREPROCESSING:
            raise WeightsError(
                f"The weights in {folder} want images prepared as {bundle.identity.preprocessing}, and this Albumen "
                f"knows {', '.join(PREPROCESSING)}. Update albumen."
            )
        return cls(bundle, threads=threads)

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
        """Digest of all weight files, as the manifest states them."""
        return self._bundle.weights_sha256

    def encode_images(self, images: Sequence[Image]) -> Embeddings:
        """Embed images of any mode and size; see `ImageTextEncoder.encode_images`."""
        rows = [self._empty()]
        for start in range(0, len(images), _IMAGES_A_RUN):
            squares = [self._to_square(image, self._side_px) for image in images[start : start + _IMAGES_A_RUN]]
            rows += self._image_tower.run(["embeddings"], {"pixels": np.stack(squares)})
        return np.concatenate(rows)

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Embed texts; see `ImageTextEncoder.encode_texts`."""
        rows = [self._empty()]
        for start in range(0, len(texts), _TEXTS_A_RUN):
            ids, mask = self._tokenizer.encode(texts[start : start + _TEXTS_A_RUN], self._max_tokens)
            rows += self._text_tower.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.concatenate(rows)

    def _empty(self) -> Embeddings:
        return np.empty((0, self.dim), dtype=np.float32)

    @property
    def _to_square(self) -> Callable[[Image, int], NDArray[np.uint8]]:
        return PREPROCESSING[self.identity.preprocessing]

    @cached_property
    def _side_px(self) -> int:
        return int(self._bundle.manifest["image_side_px"])

    @cached_property
    def _image_tower(self) -> InferenceSession:
        return open_session(self._bundle.read(IMAGE_FILE), threads=self._threads, name=IMAGE_FILE)

    @cached_property
    def _text_tower(self) -> InferenceSession:
        return open_session(self._bundle.read(TEXT_FILE), threads=self._threads, name=TEXT_FILE)

    @cached_property
    def _tokenizer(self) -> WordPiece:
        return WordPiece.from_json(self._bundle.read(TOKENIZER_FILE).decode("utf-8"))

    @property
    def _max_tokens(self) -> int:
        return int(self._bundle.manifest["max_tokens"])
