"""How surely a photo is of a theme, by its tags: a tag's odds, and whether a rival of its kind is surer.

A tag counts from 0.7 on, but of photos tagged 0.75 far fewer are what the tag says than of those tagged 0.99, so odds tell them
apart better than probabilities do. A toast with salmon is tagged as a dessert and, more surely, as seafood: it fits less.
"""

from __future__ import annotations

import math
from functools import cache

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.memories.subjects import kinds_of, score_of
from models.taxonomy import load_taxonomy

# Odds of e^6, a probability of 0.9975, are as sure as can be; the least sure photo still counts a little.
_CLEAR_LOG_ODDS, _LEAST = 6.0, 0.1
_MOST = 0.9999  # log-odds have no end at 1
# What is left to a photo that another tag of the same group fits better. Chosen on captioned training photos, as was the use of
# odds: docs/decisions/0018.
_OUTDONE = 0.5


def rate_sureness(facts: PhotoFacts, concepts: tuple[str, ...]) -> float:
    """Say how surely a photo shows one of some concepts or their kinds, in (0, 1].

    Example:
        >>> from albumen.types import Tag
        >>> tags = (Tag("seafood", 0.95), Tag("dessert", 0.85))
        >>> round(rate_sureness(PhotoFacts(1, "a", 1, concepts=tags), ("dessert",)), 2)
        0.14
    """
    score = min(max(score_of(facts, concepts), 1.0 - _MOST), _MOST)
    sureness = min(max(math.log(score / (1.0 - score)) / _CLEAR_LOG_ODDS, _LEAST), 1.0)
    rivals = _rivals_of(concepts)
    is_outdone = any(tag.score > score for tag in facts.concepts if tag.concept in rivals)
    return sureness * (_OUTDONE if is_outdone else 1.0)


@cache
def _rivals_of(concepts: tuple[str, ...]) -> frozenset[str]:
    """Return the concepts of the same groups that are neither kinds of these nor what these are kinds of."""
    taxonomy = load_taxonomy()
    groups = {taxonomy.get_concept(concept).group for concept in concepts}
    above = frozenset[str]().union(*(taxonomy.ancestors(concept) for concept in concepts))
    return frozenset(one.id for one in taxonomy.concepts if one.group in groups) - kinds_of(concepts) - above
