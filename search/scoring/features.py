"""What the probability is made of: a few numbers for each photo, weighed by one logistic model.

There are three sets of weights, since a tag says more where concepts are all that was asked for: for words without concepts, for
concepts alone, and for concepts among other words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
AnyFloats = npt.NDArray[np.floating[Any]]

OF_WORDS = ("bias", "level", "level_squared", "gallery", "rank")
OF_TAGS = ("tag_log_odds", "is_tagged")

# Probabilities of tags are cut here: no tag is stored below the one, but for what a surer tag implies, and a very sure one does
# not outweigh everything else.
_LEAST, _SUREST = 0.4, 0.98
# Of photos so surely tagged nearly nine of ten were answers to held-out names, and the model said 0.3 to 0.6: it weighs queries
# alike, and photos of very common things are near the background themselves. So they are shown, and no more than that is said.
_SURE_TAG, _SURE = 0.95, 0.3
# A photo without a vector is weighed as one that fits the words less well than most.
_LEVEL_WITHOUT_VECTOR = -1.0


def of_words(level: Floats, gallery_size: int, ranks: AnyFloats) -> Floats:
    """Give the columns `OF_WORDS`, (N, 5).

    The square grows faster than the level, as the logarithm of a normal tail does. Among irrelevant photos the best level grows
    with their number, so the logarithm of the gallery's size is taken off, as an E-value does it (Karlin and Altschul, 1990); where
    many photos are as good, what they have in common is common here, and the logarithm of the rank gives it back, as in
    Benjamini and Hochberg (1995).

    Args:
        level: (N,), standard deviations above the background; NaN for a photo without a vector.
        gallery_size: photos that were looked through.
        ranks: (N,), 1 for the highest level of the gallery.
    """
    level = np.nan_to_num(level, nan=_LEVEL_WITHOUT_VECTOR)
    size = np.full_like(level, np.log10(max(gallery_size, 1)))
    square = np.maximum(level, 0.0) ** 2 / 10.0
    return np.stack([np.ones_like(level), level, square, size, np.log10(ranks).astype(level.dtype)], axis=1)


def rank_levels(level: Floats) -> Floats:
    """Give the rank of each level among all, (N,), from 1; equal ones share the lowest of theirs, NaN comes last.

    Example:
        >>> rank_levels(np.array([0.5, 2.0, 0.5], np.float32))
        array([3., 1., 3.], dtype=float32)
    """
    level = np.nan_to_num(level, nan=_LEVEL_WITHOUT_VECTOR)
    return (len(level) - np.searchsorted(np.sort(level), level, "left")).astype(np.float32)


def weigh(of_words: AnyFloats, of_tags: AnyFloats | None, weights: AnyFloats) -> AnyFloats:
    """Give the log-odds (N,) of photos by their columns; never less for a higher level, though its rank counts for less.

    Args:
        of_words: (N, 5).
        of_tags: (N, 2), None where no concept was asked for.
        weights: as many as there are columns.
    """
    order = np.argsort(of_words[:, 1], kind="stable")
    by_words = np.empty(len(of_words), np.float64)
    by_words[order] = np.maximum.accumulate((of_words @ weights[: len(OF_WORDS)])[order])
    return by_words if of_tags is None else by_words + of_tags @ weights[len(OF_WORDS) :]


def of_tags(tag_scores: Floats) -> Floats:
    """Give the columns `OF_TAGS`, (N, 2): how surely a photo is tagged with the concepts, on average, and whether with all.

    Args:
        tag_scores: (N, C) in [0, 1], C > 0; 0 for a photo that is not tagged so.
    """
    sure = np.clip(tag_scores.astype(np.float64), _LEAST, _SUREST)
    log_odds = np.log(sure / (1.0 - sure)) - np.log(_LEAST / (1.0 - _LEAST))  # 0 for a photo that is not tagged
    columns = [log_odds.mean(axis=1), (tag_scores > 0.0).all(axis=1)]
    return np.stack(columns, axis=1).astype(np.float32)


def trust_sure_tags(probabilities: AnyFloats, tag_scores: Floats) -> AnyFloats:
    """Raise the probabilities (N,) of photos that are surely tagged with all that was asked for; `tag_scores` is (N, C)."""
    return np.where((tag_scores >= _SURE_TAG).all(axis=1), np.maximum(probabilities, _SURE), probabilities)
