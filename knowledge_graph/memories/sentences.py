"""Photos against sentences: how well each fits, in the space of an encoder whose two modalities are centred.

In a CLIP space all texts lie in one cone and all photos in another (Liang et al., 2022: "Mind the gap"), so bare cosines say
more of the sentence than of the photo. The shipped encoder's space has each modality's mean taken out; a threshold holds in
the space that it was measured in, and in no other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from models.encoder import ImageTextEncoder

# The space that all thresholds on sentences were measured in.
KNOWN_SPACE = "openai-clip-vit-b-16/centred"


class SentenceScores:
    """Compares photos with sentences."""

    def __init__(self, encoder: ImageTextEncoder) -> None:
        """Take the encoder; its text tower runs when the first sentence is asked for."""
        self._encoder = encoder
        self._known: dict[tuple[str, ...], npt.NDArray[np.float32]] = {}

    @property
    def space(self) -> str:
        """The space that photos' vectors must be of."""
        return self._encoder.space

    def score(self, vectors: npt.NDArray[np.float32], wordings: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the cosine of each photo with the mean of some wordings of one thing.

        Args:
            vectors: (N, D), unit rows.
            wordings: At least one sentence.

        Returns:
            (N,) in [-1, 1].
        """
        return vectors @ self._direction(tuple(wordings))

    def score_all(
        self, vectors: npt.NDArray[np.float16], things: Sequence[Sequence[str]], batch_size: int = 8_192
    ) -> npt.NDArray[np.float32]:
        """Return the same for several things at once, (N, T), in batches: vectors may be of a whole library."""
        directions = np.stack([self._direction(tuple(wordings)) for wordings in things], axis=1)  # (D, T)
        scores = np.empty((len(vectors), directions.shape[1]), np.float32)
        for start in range(0, len(vectors), batch_size):
            part = slice(start, start + batch_size)
            scores[part] = vectors[part].astype(np.float32) @ directions
        return scores

    def _direction(self, wordings: tuple[str, ...]) -> npt.NDArray[np.float32]:
        if wordings not in self._known:
            mean = self._encoder.encode_texts(wordings).mean(axis=0)
            self._known[wordings] = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
        return self._known[wordings]


def open_sentences(encoder: ImageTextEncoder | None) -> SentenceScores | None:
    """Return what compares photos with sentences, or None where nothing is known of the encoder's space."""
    return SentenceScores(encoder) if encoder is not None and encoder.space == KNOWN_SPACE else None
