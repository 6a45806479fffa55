"""From galleries to weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.scoring.features import OF_WORDS, of_tags, of_words, trust_sure_tags, weigh
from search.scoring.training.galleries import Gallery
from search.scoring.training.logistic import fit_logistic
from search.scoring.training.queries import Family

Doubles = npt.NDArray[np.float64]

_RANK = OF_WORDS.index("rank")


def fit_weights(galleries: Sequence[Gallery], *, with_tags: bool) -> Doubles:
    """Fit the weights of words alone, or of words with concepts.

    A sentence counts as answered by the one photo that it was written of, so that a second place would speak against a photo. The
    weight of the rank is 0 where it would be negative: people have several photos of what they ask for.
    """
    weights = _fit(galleries, with_tags=with_tags, with_rank=True)
    return weights if weights[_RANK] >= 0.0 else _fit(galleries, with_tags=with_tags, with_rank=False)


def estimate(gallery: Gallery, weights: Doubles, *, with_tags: bool) -> Doubles:
    """Give the probabilities of a gallery's candidates, (M,)."""
    log_odds = weigh(*_columns_of(gallery, with_tags=with_tags), weights)
    said: Doubles = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))
    is_of_concepts = with_tags and gallery.query.family is not Family.CAPTION
    return np.asarray(trust_sure_tags(said, gallery.tag_scores)) if is_of_concepts else said


def worth_of(gallery: Gallery) -> Doubles:
    """Say what each candidate is worth, (M,): less in a gallery full of answers, so that common things do not decide alone."""
    return np.full(len(gallery.levels), max(1, int(gallery.is_answer.sum())) ** -0.5)


def _fit(galleries: Sequence[Gallery], *, with_tags: bool, with_rank: bool) -> Doubles:
    parts = [_columns_of(gallery, with_tags=with_tags) for gallery in galleries]
    features = np.concatenate([words if tags is None else np.hstack([words, tags]) for words, tags in parts])
    features[:, _RANK] *= with_rank
    truth = np.concatenate([gallery.is_answer for gallery in galleries])
    return fit_logistic(features, truth, np.concatenate([worth_of(gallery) for gallery in galleries]))


def _columns_of(gallery: Gallery, *, with_tags: bool) -> tuple[Doubles, Doubles | None]:
    words = of_words(gallery.levels, gallery.size, gallery.ranks).astype(np.float64)
    return words, of_tags(gallery.tag_scores).astype(np.float64) if with_tags else None
