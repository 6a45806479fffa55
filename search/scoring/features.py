"""What the probability is made of: a few numbers for each photo, weighed by one logistic model.

Two sets of weights exist, since the absence of a tag says something only where the query names a concept: one for words
alone, one for words with concepts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

OF_WORDS = ("bias", "level", "level_squared", "gallery")
OF_TAGS = ("tag_log_odds", "is_tagged")

# Probabilities of tags are cut here: no tag is stored below the one, but for what a surer tag implies, and a very sure one does
# not outweigh everything else.
_LEAST, _SUREST = 0.4, 0.98
# A photo without a vector is weighed as one that fits the words less well than most.
_LEVEL_WITHOUT_VECTOR = -1.0


def of_words(level: Floats, gallery_size: int) -> Floats:
    """Give the columns `OF_WORDS`, (N, 4).

    The square grows faster than the level, as the logarithm of a normal tail does. Among irrelevant photos the best level grows
    with their number, so the logarithm of the gallery's size is taken off, as an E-value does it (Karlin and Altschul, 1990).

    Args:
        level: (N,), standard deviations above the background; NaN for a photo without a vector.
        gallery_size: photos that were looked through.
    """
    level = np.nan_to_num(level, nan=_LEVEL_WITHOUT_VECTOR)
    size = np.full_like(level, np.log10(max(gallery_size, 1)))
    return np.stack([np.ones_like(level), level, np.maximum(level, 0.0) ** 2 / 10.0, size], axis=1)


def of_tags(tag_scores: Floats) -> Floats:
    """Give the columns `OF_TAGS`, (N, 2): how surely a photo is tagged with the concepts, on average, and whether with all.

    Args:
        tag_scores: (N, C) in [0, 1], C > 0; 0 for a photo that is not tagged so.
    """
    sure = np.clip(tag_scores.astype(np.float64), _LEAST, _SUREST)
    log_odds = np.log(sure / (1.0 - sure)) - np.log(_LEAST / (1.0 - _LEAST))  # 0 for a photo that is not tagged
    columns = [log_odds.mean(axis=1), (tag_scores > 0.0).all(axis=1)]
    return np.stack(columns, axis=1).astype(np.float32)
