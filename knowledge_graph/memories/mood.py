"""Moods and tempos, for music: what stands out among the photos decides, where the kind of memory does not.

Tempos are beats per minute of what is sold as music of that mood; a photo stays for a whole number of beats.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.memories.background import load_background
from models.taxonomy import load_taxonomy


class Mood(StrEnum):
    """How a memory feels."""

    CALM = "calm"
    HAPPY = "happy"
    PLAYFUL = "playful"
    ENERGETIC = "energetic"
    FESTIVE = "festive"
    EPIC = "epic"
    NOSTALGIC = "nostalgic"
    ROMANTIC = "romantic"

    @property
    def tempo_bpm(self) -> int:
        """The tempo that suits it."""
        return _TEMPOS[self]


_TEMPOS = {
    Mood.CALM: 70,
    Mood.HAPPY: 108,
    Mood.PLAYFUL: 116,
    Mood.ENERGETIC: 128,
    Mood.FESTIVE: 120,
    Mood.EPIC: 90,
    Mood.NOSTALGIC: 80,
    Mood.ROMANTIC: 76,
}
# What speaks for a mood, each with all its kinds. A photo speaks for each mood once.
_SIGNS = {
    Mood.ROMANTIC: ("wedding", "couple", "kissing", "bouquet"),
    Mood.FESTIVE: ("celebration", "concert", "dancing", "crowd", "stage", "cocktail"),
    Mood.ENERGETIC: ("sport", "climbing", "cycling", "running", "race", "surfing"),
    Mood.PLAYFUL: ("child", "pet", "dog", "cat", "playground", "toy", "playing_in_snow", "playing_in_water"),
    Mood.EPIC: ("mountain", "canyon", "glacier", "waterfall", "desert", "skyline", "castle", "volcano"),
    Mood.CALM: ("sunset", "sunrise", "sea", "lake", "forest", "flower", "garden", "fog", "river"),
}
# A mood holds where at least this part of the photos speaks for it, and more than are usual.
_SETS_THE_TONE = 0.2
# Keeps a mood that is hardly ever seen from winning by a photo or two.
_RARE = 0.05


def feel(photos: Iterable[PhotoFacts], otherwise: Mood = Mood.HAPPY) -> Mood:
    """Tell the mood that stands out: the one that more photos speak for than is usual, by the largest factor.

    Example:
        >>> feel([])
        <Mood.HAPPY: 'happy'>
    """
    votes = [moods_of(facts) for facts in photos]
    usual = load_background()
    best, factor = otherwise, 1.0
    for mood in _SIGNS:
        share = sum(mood in moods for moods in votes) / max(len(votes), 1)
        over = share / (usual.moods.get(mood.value, 0) / usual.photos + _RARE)
        if share >= _SETS_THE_TONE and over > factor:
            best, factor = mood, over
    return best


def moods_of(facts: PhotoFacts) -> frozenset[Mood]:
    """Return the moods that what a photo shows speaks for."""
    shown = {tag.concept for tag in facts.concepts}
    return frozenset(mood for mood in _SIGNS if not shown.isdisjoint(_concepts_of(mood)))


@cache
def _concepts_of(mood: Mood) -> frozenset[str]:
    taxonomy = load_taxonomy()
    return frozenset(_SIGNS[mood]).union(*(taxonomy.descendants(concept) for concept in _SIGNS[mood]))
