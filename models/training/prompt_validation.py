"""Which sentences to put a concept's name into: single prompts and means of several, on validation photos and words.

Means of several prompts help CLIP (Radford and others, "Learning Transferable Visual Models From Natural Language
Supervision", 2021, section 3.1.4). This tower learned words under all of its prompts alike, so it gains nothing from
them (docs/models/ansa-s-text.md), and the product encodes a name as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.scikit import average_precision
from models.evaluation.zero_shot import PROMPTS as FIVE_PROMPTS
from models.evaluation.zero_shot import top_k_accuracy
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
    "mean of the first two": ("{}", "a photo of a {}."),
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
        classes = mean_vectors(tower, self.names, prompts)  # (C, 512)
        scores = classes @ self.photos.T  # (C, N)
        present = np.unique(self.truth)
        precision = [average_precision(self.truth == name, scores[name]) for name in present]
        accuracy = top_k_accuracy(self.photos, classes, self.truth)
        held = top_k_accuracy(mean_vectors(tower, self.held_words, prompts), self.word_vectors, self.held_rows)
        return {
            "photos to names, top-1 / 5": f"{accuracy[1]:.1f} / {accuracy[5]:.1f}",
            "names to photos, mAP": f"{100.0 * np.mean(precision):.1f}",
            "held-out words, top-1 / 5": f"{held[1]:.1f} / {held[5]:.1f}",
        }


def mean_vectors(tower: ExportedText, names: Sequence[str], prompts: Sequence[str]) -> Embeddings:
    """Return the mean over prompts of each name's vector, at unit length, (C, 512)."""
    rows = tower.encode_texts([prompt.format(name) for prompt in prompts for name in names])
    mean = rows.reshape(len(prompts), len(names), -1).mean(axis=0)
    return mean / np.linalg.norm(mean, axis=1, keepdims=True)
