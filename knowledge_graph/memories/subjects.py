"""What a photo is of, as far as memories ask: somebody, or what was eaten and drunk."""

from __future__ import annotations

from functools import cache

from albumen.store.curation_records import PhotoFacts
from models.taxonomy import load_taxonomy

# Probability of a tag from which it is believed: that of themes.
_SURE = 0.7
_PERSON = "person"
_TABLE = ("food", "drink", "tableware", "bottle")
# What stands over food in a photo, where it is seen at least as surely: friends at a table, a bar by the sea.
_SCENES = ("person", "nature", "building", "city", "water", "snow", "sky")


def shows_people(facts: PhotoFacts) -> bool:
    """Tell whether a photo shows somebody: by its masks, or by a sure tag, for masks miss who is small in the picture."""
    return bool(facts.people) or score_of(facts, (_PERSON,)) >= _SURE


def is_of_food(facts: PhotoFacts) -> bool:
    """Tell whether a photo is of food, drink or a laid table before all: it shows neither people nor a place as surely.

    Masks are not asked: they take a bowl of fruit that fills the picture for a person.
    """
    food = score_of(facts, _TABLE)
    return food >= _SURE and food > score_of(facts, _SCENES)


def score_of(facts: PhotoFacts, concepts: tuple[str, ...]) -> float:
    """Return the score of the surest tag among concepts and all their kinds; 0 where there is none.

    Example:
        >>> from albumen.types import Tag
        >>> score_of(PhotoFacts(1, "a", 1, concepts=(Tag("cake", 0.8),)), ("food",))
        0.8
    """
    wanted = kinds_of(concepts)
    return max((tag.score for tag in facts.concepts if tag.concept in wanted), default=0.0)


@cache
def kinds_of(concepts: tuple[str, ...]) -> frozenset[str]:
    """Return concepts with all their kinds."""
    taxonomy = load_taxonomy()
    return frozenset(concepts).union(*(taxonomy.descendants(concept) for concept in concepts))
