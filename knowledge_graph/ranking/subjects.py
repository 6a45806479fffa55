"""What photos are of: which concepts of the taxonomy are worth a word, and which one a photo shows most of all."""

from __future__ import annotations

from functools import cache

from albumen.store.curation_records import PhotoFacts
from models.taxonomy import load_taxonomy

# Shirts, chairs and balls are on photos that are of something else, and the tagger is least sure of them.
_MERE_THINGS = frozenset({"clothing", "objects", "documents"})
# A narrow tag is better than a wide one as long as it is nearly as sure: `greyhound` 0.8 beside `animal` 1.0.
_SURE, _NEARLY = 0.6, 0.3


def main_subject(facts: PhotoFacts) -> str | None:
    """Return the narrowest of a photo's surest concepts that are subjects (ties: the surer), or None without any."""
    tags = [tag for tag in facts.concepts if tag.score >= _SURE and is_subject(tag.concept)]
    surest = max((tag.score for tag in tags), default=0.0)
    near = [tag for tag in tags if tag.score >= surest - _NEARLY]
    return max(near, key=lambda tag: (depth_of(tag.concept), tag.score)).concept if near else None


@cache
def is_subject(concept: str) -> bool:
    """Tell whether people take photos of it, rather than with it on them; what the taxonomy does not know is."""
    known = load_taxonomy().find(concept)
    return known is None or known.group not in _MERE_THINGS


@cache
def depth_of(concept: str) -> int:
    """Count what a photo of this concept shows too: how narrow the concept is."""
    return len(load_taxonomy().ancestors(concept))


@cache
def name_of(concept: str) -> str:
    """Return what people call a concept."""
    known = load_taxonomy().find(concept)
    return known.name if known else concept
