"""Which subjects tell a photo from the others of its library: what one would say that it is of.

The tagger says much of each photo: a walk above a beach is also path, road, plant, water and nature. Worth saying is what it is
nearly surest of, narrow rather than wide, and seldom in this library.
"""

from __future__ import annotations

from collections.abc import Callable

from albumen.store.curation_records import PhotoFacts
from albumen.types import Tag
from knowledge_graph.ranking.subjects import is_subject
from models.taxonomy import load_taxonomy

# A tag is said from this score on, if it is nearly as sure as the photo's surest one.
SURE = 0.6
_NEARLY = 0.2
# A score counts more than rarity does: among seldom tags are more of the tagger's mistakes.
_SCORE_POWER = 3
# What tells less than so much of the most telling subject is said in its place by nobody: the lake below a waterfall.
_AS_TELLING = 0.75
# What a photo shows besides: grounds, surroundings, parts of buildings, wide kinds, what a picture is made like, and doings that
# one would not name a photo after. None is said: "one of your best nature photos" tells nothing. People are counted elsewhere.
NOT_TELLING = frozenset(
    """
    nature landscape water plant tree tree_trunk leaf bush grass lawn vine sky cloudy sunny sun
    vehicle watercraft road dirt_road highway path pavement crosswalk parking_lot
    building religious_building brick_wall wall fence gate door window roof stairs escalator indoors room corridor arch
    art drawing collage black_and_white sepia close_up aerial_view silhouette light_trails
    sport team_sport water_sport winter_sport air_sport walking eating drinking reading sleeping hugging kissing laughing
    jumping cooking using_phone crossing_street gym workout meeting traffic car_interior
    meal dairy sauce glass water_bottle soft_drink alcoholic_drink baked_goods
""".split()
)
_SAID_OF_PEOPLE = frozenset({"crowd", "audience", "selfie", "portrait", "baby", "bride"})


def find_telling(facts: PhotoFacts, seldom: Callable[[str], float]) -> list[Tag]:
    """List the subjects that tell most of a photo, the best first (ties: by id).

    Args:
        facts: the photo.
        seldom: how seldom a concept is in the library, from 0 (all photos) to 1 (a single one).
    """
    sure = [tag for tag in facts.concepts if tag.score >= SURE and is_subject(tag.concept)]
    surest = max((tag.score for tag in sure), default=0.0)
    said = [tag for tag in sure if tag.score >= surest - _NEARLY and is_told(tag.concept)]
    wider = {wide for tag in said for wide in load_taxonomy().ancestors(tag.concept)}
    telling = [tag for tag in said if tag.concept not in wider]
    tells = {tag: tag.score**_SCORE_POWER * seldom(tag.concept) for tag in telling}
    least = _AS_TELLING * max(tells.values(), default=0.0)
    return sorted((tag for tag in telling if tells[tag] >= least), key=lambda tag: (-tells[tag], tag.concept))


def is_told(concept: str) -> bool:
    """Tell whether a photo is said to be of a concept at all."""
    if not is_subject(concept) or concept in NOT_TELLING:
        return False
    known = load_taxonomy().find(concept)
    return known is None or known.group != "people" or concept in _SAID_OF_PEOPLE
