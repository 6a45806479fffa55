"""The scorer: from what is known of photos and a query to how likely each photo is what was meant."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.scoring.background import Background, load_background
from search.scoring.features import of_tags, of_words, rank_levels, trust_sure_tags, weigh

WEIGHTS_FILE = Path(__file__).with_name("weights.json")

# So many photos of the highest cosines are worth scoring, and all that a tag, a text or a name speaks for: among 16,099 train
# photos the one of rank 1,000 was above the floor, by words alone, for none of 3,984 queries, that of rank 300 for 26.
CANDIDATES = 1_000

# What a word read in the picture, or in the names of file or folders, is taken to be worth by itself. Assumed, not measured:
# no training photo has a truth for it.
TEXT_HIT, NAME_HIT = 0.9, 0.8
# Of the photos of a holiday's days, half are of the holiday: assumed likewise.
DAY_HIT = 0.5

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores the photos of a library against queries; threads may share it.

    `floor` is the least probability at which a photo is worth showing. The number of photos that were looked through is
    part of each probability: the best of many irrelevant ones is better than the best of few. `word_weights` weigh
    `features.OF_WORDS`; `concept_weights` and `sentence_weights` these and `features.OF_TAGS`, of queries that name concepts alone or
    among other words.
    """

    space: str
    floor: float
    background: Background
    word_weights: Floats
    concept_weights: Floats
    sentence_weights: Floats

    def score(
        self,
        query: Floats,
        cosines: Floats,
        *,
        gallery_size: int,
        tag_scores: Floats | None = None,
        is_sentence: bool = False,
        text_hits: Flags | None = None,
        name_hits: Flags | None = None,
        day_hits: Flags | None = None,
        doubts: Floats | None = None,
    ) -> Floats:
        """Estimate how likely each of N candidates is what the query means; all candidates at once, for their ranks count.

        Args:
            query: (D,), unit: the text's vector in `space`.
            cosines: (N,) of the query with the candidates' vectors; NaN for one without a vector.
            gallery_size: how many photos passed the filters, candidates among them: at least N.
            tag_scores: (N, C), the candidates' probabilities of the C concepts that the query names, each the largest over
                the concept's ids, 0 where the photo is not tagged so; None where it names none.
            is_sentence: whether the query says more than the concepts do: tags say less then.
            text_hits: (N,) whether the query's words stand in the picture; None where that was not looked for.
            name_hits: (N,) whether the names of file or folders hold the query's words; None likewise.
            day_hits: (N,) whether a photo was taken on the holiday that the query names; None where it names none.
            doubts: (N,) in [0, 1], what is left of the probability by what else is known; a hit of text or name says more than they.

        Returns:
            (N,) in [0, 1]; compare it with `floor`. Never less for a higher cosine, a surer tag or a hit.
        """
        level = self.background.standardise(query, cosines)
        words, tags, weights = of_words(level, gallery_size, rank_levels(level)), None, self.word_weights
        if tag_scores is not None and tag_scores.shape[1]:
            tags, weights = of_tags(tag_scores), self.sentence_weights if is_sentence else self.concept_weights
        found: npt.NDArray[np.floating[Any]] = 1.0 / (1.0 + np.exp(-np.clip(weigh(words, tags, weights), -30.0, 30.0)))
        if tag_scores is not None and tag_scores.shape[1] and not is_sentence:
            found = trust_sure_tags(found, tag_scores)
        misses = 1.0 - (found if doubts is None else found * doubts)
        for hits, worth in ((text_hits, TEXT_HIT), (name_hits, NAME_HIT), (day_hits, DAY_HIT)):
            if hits is not None:
                misses = np.where(hits, misses * (1.0 - worth), misses)
        return (1.0 - misses).astype(np.float32)


def load_scorer(space: str) -> Scorer | None:
    """Load the shipped scorer, or None for encoders of a space that it was not trained for."""
    facts = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    if facts["space"] != space:
        return None
    weights = [np.array([*facts[name].values()], np.float32) for name in ("words", "concepts", "sentences")]
    return Scorer(facts["space"], facts["floor"], load_background(), *weights)
