"""Which sentences to put a concept's name into: single prompts and means of several, on validation photos and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.scikit import average_precision
from models.evaluation.zero_shot import PROMPTS as FIVE_PROMPTS
from models.evaluation.zero_shot import top_k_accuracy
from models.prompts import CONCEPT_PROMPTS, encode_concepts
from models.training.corpus import WORD_PROMPTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.arrays import Embeddings
    from models.training.exported_text import ExportedText

CANDIDATES: dict[str, tuple[str, ...]] = {
    "{}": ("{}",),
    "a photo of a {}.": ("a photo of a {}.",),
    "a picture of the {}": ("a picture of the {}",),
    "{} in a photo": ("{} in a photo",),
    "a close-up photo of a {}": ("a close-up photo of a {}",),
    "my {}": ("my {}",),
    "mean of the first two": CONCEPT_PROMPTS,
    "mean of training's five": tuple(dict.fromkeys(WORD_PROMPTS)),
    "mean of evaluation's five": FIVE_PROMPTS,
}


@dataclass(frozen=True, slots=True)
class PromptValidation:
    """N labelled photos over C label names, and W words held out of training."""

    photos: Embeddings  # (N, 512), by the image tower
    names: list[str]  # C label names
    truth: NDArray[np.int64]  # (N,) row of each photo's name
    held_words: list[str]
    held_rows: NDArray[np.int64]  # (W,) rows of `word_vectors`
    word_vectors: Embeddings  # the teacher's, of all words

    def describe(self, tower: ExportedText, prompts: Sequence[str]) -> dict[str, str]:
        """Return figures of one set of prompts, in percent."""
        classes = encode_concepts(tower, self.names, prompts=prompts)  # (C, 512)
        scores = classes @ self.photos.T  # (C, N)
        present = np.unique(self.truth)
        precision = [average_precision(self.truth == name, scores[name]) for name in present]
        accuracy = top_k_accuracy(self.photos, classes, self.truth)
        held = top_k_accuracy(
            encode_concepts(tower, self.held_words, prompts=prompts), self.word_vectors, self.held_rows
        )
        return {
            "photos to names, top-1 / 5": f"{accuracy[1]:.1f} / {accuracy[5]:.1f}",
            "names to photos, mAP": f"{100.0 * np.mean(precision):.1f}",
            "held-out words, top-1 / 5": f"{held[1]:.1f} / {held[5]:.1f}",
        }
