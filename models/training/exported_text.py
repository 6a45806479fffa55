"""A text tower as files, to be measured before it is part of any bundle."""

from __future__ import annotations

import lzma
import time
import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.ansa.encoder import TEXT_FILE, TOKENIZER_FILE
from models.ansa.export import MAX_TOKENS
from models.ansa.wordpiece import WordPiece
from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from albumen.arrays import Embeddings

_TEXTS_A_RUN = 32
_ROUNDS = 3


class ExportedText:
    """A `text.onnx` with its `tokenizer.json`; the session opens on first use."""

    def __init__(self, model: bytes, tokenizer_json: bytes, *, threads: int = 1) -> None:
        self._model = model
        self._tokenizer_json = tokenizer_json
        self._threads = threads

    @classmethod
    def open(cls, folder: Path) -> ExportedText:
        """Read both files of a folder without a manifest, where training writes them."""
        return cls((folder / TEXT_FILE).read_bytes(), (folder / TOKENIZER_FILE).read_bytes())

    def encode_texts(self, texts: Sequence[str]) -> Embeddings:
        """Return unit rows, (N, 512)."""
        rows = []
        for start in range(0, len(texts), _TEXTS_A_RUN):
            ids, mask = self._tokenizer.encode(texts[start : start + _TEXTS_A_RUN], MAX_TOKENS)
            rows += self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        return np.concatenate(rows)

    def time_ms(self, texts: Sequence[str]) -> float:
        """Return milliseconds of one text, cutting included, one at a time: the best of rounds."""
        self.encode_texts(texts[:8])
        seconds = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            for text in texts:
                self.encode_texts([text])
            seconds.append(time.perf_counter() - start)
        return 1e3 * min(seconds) / len(texts)

    def sizes_bytes(self) -> dict[str, int]:
        """Return the size of both files together: as they are, deflated as in a wheel, and by LZMA."""
        parts = (self._model, self._tokenizer_json)
        return {
            "plain": sum(map(len, parts)),
            "deflate": sum(len(zlib.compress(part)) for part in parts),
            "lzma": sum(len(lzma.compress(part)) for part in parts),
        }

    @cached_property
    def _session(self) -> InferenceSession:
        return open_session(self._model, threads=self._threads, name=TEXT_FILE)

    @cached_property
    def _tokenizer(self) -> WordPiece:
        return WordPiece.from_json(self._tokenizer_json.decode("utf-8"))
