"""From galleries to weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.scoring.features import of_tags, of_words
from search.scoring.training.galleries import Gallery
from search.scoring.training.logistic import fit_logistic, predict

Doubles = npt.NDArray[np.float64]


def fit_weights(galleries: Sequence[Gallery], *, with_tags: bool) -> Doubles:
    """Fit the weights of words alone, or of words with concepts."""
    features = np.concatenate([features_of(gallery, with_tags=with_tags) for gallery in galleries])
    truth = np.concatenate([gallery.is_answer for gallery in galleries])
    return fit_logistic(features, truth, np.concatenate([worth_of(gallery) for gallery in galleries]))


def estimate(gallery: Gallery, weights: Doubles, *, with_tags: bool) -> Doubles:
    """Give the probabilities of a gallery's candidates, (M,)."""
    return predict(features_of(gallery, with_tags=with_tags), weights)


def features_of(gallery: Gallery, *, with_tags: bool) -> Doubles:
    """Give a gallery's features, (M, F)."""
    words = of_words(gallery.levels, gallery.size)
    features = np.hstack([words, of_tags(gallery.tag_scores)]) if with_tags else words
    return features.astype(np.float64)


def worth_of(gallery: Gallery) -> Doubles:
    """Say what each candidate is worth, (M,): less in a gallery full of answers, so that common things do not decide alone."""
    return np.full(len(gallery.levels), max(1, int(gallery.is_answer.sum())) ** -0.5)
