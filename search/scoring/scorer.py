"""The scorer: from what is known of photos and a query to how likely each photo is what was meant."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.scoring.background import Background, load_background

WEIGHTS_FILE = Path(__file__).with_name("weights.json")

# Among so many best cosines lies every photo that a cosine alone could bring above the floor.
CANDIDATES = 1_000

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores the photos of a library against queries; threads may share it.

    `floor` is the least probability at which a photo is worth showing. The number of photos that were looked through is
    part of each probability: the best of many irrelevant ones is better than the best of few.
    """

    space: str
    floor: float
    background: Background
    weights: dict[str, float]

    def score(
        self,
        query: Floats,
        cosines: Floats,
        *,
        gallery_size: int,
        tag_scores: Floats | None = None,
        text_hits: Flags | None = None,
        name_hits: Flags | None = None,
    ) -> Floats:
        """Estimate how likely each of N candidates is what the query means.

        Args:
            query: (D,), unit: the text's vector in `space`.
            cosines: (N,) of the query with the candidates' vectors; NaN for one without a vector.
            gallery_size: how many photos passed the filters, candidates among them: at least N.
            tag_scores: (N, C), the candidates' probabilities of the C concepts that the query names, each the largest over
                the concept's ids, 0 where the photo is not tagged so; None where it names none.
            text_hits: (N,) whether the query's words stand in the picture; None where that was not looked for.
            name_hits: (N,) whether the names of file or folders hold the query's words; None likewise.

        Returns:
            (N,) in [0, 1]; compare it with `floor`.
        """
        level = self.background.standardise(query, cosines)
        odds = self.weights["bias"] + self.weights["z"] * np.nan_to_num(level, nan=-3.0)
        odds = odds + self.weights["log10_gallery"] * np.log10(max(gallery_size, 1))
        probabilities = 1.0 / (1.0 + np.exp(-odds))
        if tag_scores is not None and tag_scores.shape[1]:
            probabilities = 1.0 - (1.0 - probabilities) * (1.0 - 0.8 * tag_scores.min(axis=1))
        for hits in (text_hits, name_hits):
            if hits is not None:
                probabilities = np.where(hits, np.maximum(probabilities, 0.9), probabilities)
        return probabilities.astype(np.float32)


def load_scorer(space: str) -> Scorer | None:
    """Load the shipped scorer, or None for encoders of a space that it was not trained for."""
    facts = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    if facts["space"] != space:
        return None
    return Scorer(facts["space"], facts["floor"], load_background(), facts["weights"])
