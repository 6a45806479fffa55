"""Text towers on validation photos and held-out words: what settings are chosen by. The test split is not opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.retrieval import recall_at_k
from models.evaluation.zero_shot import top_k_accuracy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.arrays import Embeddings
    from models.evaluation.photos import LabelledPhoto
    from models.training.exported_text import ExportedText

_TIMED = 200


@dataclass(frozen=True, slots=True)
class TextValidation:
    """N captioned photos with T captions, and W words held out of training."""

    gallery: Embeddings  # (N, 512), by the image tower
    captions: list[str]
    owners: NDArray[np.int64]  # (T,) row of each caption's photo
    words: list[str]  # all words
    word_vectors: Embeddings  # the teacher's, of all words
    held_words: NDArray[np.int64]  # (W,) rows of `words`

    def describe(self, tower: ExportedText, reference: ExportedText) -> dict[str, str]:
        """Return a tower's figures as text, in percent where no unit is named.

        Args:
            tower: What to measure.
            reference: The tower that stored vectors and the image tower were made for.
        """
        vectors = tower.encode_texts(self.captions)  # (T, 512)
        relevant = self.owners[:, None] == np.arange(len(self.gallery))  # (T, N)
        cosine = (vectors * reference.encode_texts(self.captions)).sum(axis=1)
        held = tower.encode_texts([self.words[row] for row in self.held_words])
        sizes = tower.sizes_bytes()
        return {
            "text to image, R@1 / 5 / 10": _joined(recall_at_k(vectors, self.gallery, relevant)),
            "image to text, R@1 / 5 / 10": _joined(recall_at_k(self.gallery, vectors, relevant.T)),
            "held-out words, top-1 / 5": _joined(top_k_accuracy(held, self.word_vectors, self.held_words)),
            "cosine to the reference, mean / worst": f"{cosine.mean():.4f} / {cosine.min():.4f}",
            "megabytes, plain / deflate / lzma": " / ".join(f"{size / 1e6:.2f}" for size in sizes.values()),
            "milliseconds a caption": f"{tower.time_ms(self.captions[:_TIMED]):.2f}",
        }


def collect_captions(photos: Sequence[LabelledPhoto]) -> tuple[list[str], NDArray[np.int64]]:
    """Return the captions of photos, and the row of each one's photo."""
    pairs = [(text, row) for row, photo in enumerate(photos) for text in photo.captions]
    return [text for text, _ in pairs], np.array([row for _, row in pairs])


def _joined(figures: dict[int, float]) -> str:
    return " / ".join(f"{value:.1f}" for value in figures.values())
