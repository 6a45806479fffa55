"""Which photo of a data set suits which scene of the story, by its captions and labels."""

from __future__ import annotations

import re

ANY = "any"
# The first word that is found decides, so what is rarer comes first.
_WORDS = {
    "snow": "snow|ski|skis|skiing|snowboard|snowboarder|ice|sled|glacier|snowmobile",
    "beach": "beach|ocean|sea|surf|surfer|surfing|sand|waves?|seashore|coast|lakeside|sandbar|promontory",
    "mountain": "mountains?|hik(?:e|er|ers|ing)|cliffs?|climb(?:s|er|ing)?|summit|trail|rocky|alp|valley|volcano",
    "sunset": "sunset|sunrise|dusk|silhouettes?",
    "water": "lake|river|pool|boats?|canoe|kayak|swim(?:s|ming)?|waterfall|pier|dock|ketch|gondola|catamaran",
    "party": "cake|birthday|party|balloons?|celebrat\\w+|costumes?|dancing|dancers?|wedding|confetti|band",
    "food": "food|eat(?:s|ing)?|meal|dinner|plate|restaurant|pizza|satay|rojak|karipap|otak otak|apam balik|soup|sandwich"
    "|espresso|burrito|guacamole|ice cream|strawberry|banana|orange|lemon|pretzel|bakery|kitchen|drinking",
    "pet": "dogs?|puppy|puppies|cats?|kitten|terrier|retriever|sheepdog|spaniel|foxhound|beagle|poodle|collie|corgi",
    "sport": "soccer|football|tennis|basketball|baseball|bike|bicycle|skateboard\\w*|hockey|race|rugby|volleyball|ball",
    "child": "child|children|boys?|girls?|baby|toddler|kids?|infant",
    "city": "street|city|buildings?|sidewalk|bus|crowds?|square|bridge|tower|church|castle|palace|monastery|museum|train"
    "|market|shop|store|cathedral|temple|statue|dome|monument",
    "park": "park|grass|lawn|garden|bench|tulips|daisy|roses|sunflowers|dandelion|flowers?",
    "nature": "forest|woods|trees?|field|birds?|horses?|cows?|elephants?|butterfly|animals?|path|fox|bear|deer|sheep",
    "home": "couch|sofa|bedroom|living room|bathroom|frontal|indoors?|bed|chair|desk|television|lamp|table",
    "people": "people|men|women|man|woman|group|friends|person|couple|lady",
}
_PATTERNS = {scene: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for scene, words in _WORDS.items()}


def scene_of(text: str) -> str:
    """Return the scene that a caption or a label speaks of; `any` where it speaks of none.

    Example:
        >>> scene_of("A brown dog runs through the snow .")
        'snow'
    """
    return next((scene for scene, pattern in _PATTERNS.items() if pattern.search(text)), ANY)
