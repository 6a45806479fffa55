"""Moods and tempos, for music: what most of the photos show decides, where the kind of memory does not.

Tempos are beats per minute of what is sold as music of that mood; a photo stays for a whole number of beats.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from albumen.store.curation_records import PhotoFacts
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
# A mood holds where a quarter of the photos speak for it: fewer do not set the tone.
_SETS_THE_TONE = 0.25


def feel(photos: Iterable[PhotoFacts], otherwise: Mood = Mood.HAPPY) -> Mood:
    """Tell the mood that most photos speak for; ties go to the rarer one, as `_SIGNS` has it first.

    Example:
        >>> feel([])
        <Mood.HAPPY: 'happy'>
    """
    count, votes = 0, Counter[Mood]()
    for facts in photos:
        count += 1
        shown = {tag.concept for tag in facts.concepts}
        votes.update(mood for mood in _SIGNS if not shown.isdisjoint(_concepts_of(mood)))
    best = max(_SIGNS, key=lambda mood: votes[mood])
    return best if count and votes[best] >= _SETS_THE_TONE * count else otherwise


@cache
def _concepts_of(mood: Mood) -> frozenset[str]:
    taxonomy = load_taxonomy()
    return frozenset(_SIGNS[mood]).union(*(taxonomy.descendants(concept) for concept in _SIGNS[mood]))
