"""How much a photo is worth showing: a weighted sum of what was seen in it, moved by what was learnt of its owner's taste.

Each part of an appeal is what it adds to the score, so the parts sum up to it, short of the bounds 0 and 1. What was not seen
of a photo counts as middling, so that a photo whose masks are still to be made is neither better nor worse off. What the owner
asked for in so many words is no part of it: readers weigh by `Wishes.weight` when they read, for it holds at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from albumen.store.curation_records import Appeal, PhotoFacts
from albumen.types import UtilityKind
from knowledge_graph.ranking.rarity import Rarity
from knowledge_graph.ranking.taste import Taste

# What each part can add. Aesthetics lead, as the only one that was learnt from what people find beautiful; technical quality
# is above 0.93 for three photos of four and tells little between good ones. Chosen by looking at contact sheets of train photos.
WEIGHTS = {
    "aesthetics": 0.45,
    "technical": 0.15,
    "rarity": 0.12,
    "subject": 0.10,
    "people": 0.10,
    "resolution": 0.08,
}
_MIDDLING = 0.5
# Megapixels from which a photo fills a screen's width, and from which more adds nothing that is seen.
_SMALL_MP, _LARGE_MP = 0.3, 12.0
# Of the frame: what each person covers at least where faces are to be seen, and people together at most. The segmenter tells four
# people apart, so larger groups are judged by what they cover together.
_LEAST_SHARE, _MOST_SHARE = 0.03, 0.8


def rank_appeal(library: Sequence[PhotoFacts], *, taste: Taste | None = None) -> list[Appeal]:
    """Rate photos against their library, the best first (ties: the lower id).

    Every photo is rated, also those that may not be shown: ask `eligibility.why_not` for that.

    Args:
        library: all photos, for what is seldom among them.
        taste: what was learnt of the owner's.
    """
    rarity, taste = Rarity(library), taste or Taste()
    rated = [_rate(facts, rarity.of(facts), taste.move(facts.id)) for facts in library]
    return sorted(rated, key=lambda appeal: (-appeal.score, appeal.photo_id))


def _rate(facts: PhotoFacts, rarity: float, move: float) -> Appeal:
    values = {
        "aesthetics": facts.aesthetics,
        "technical": facts.technical,
        "rarity": rarity,
        "subject": facts.subject,
        "people": rate_people(facts),
        "resolution": rate_resolution(facts),
    }
    parts = {name: WEIGHTS[name] * (_MIDDLING if value is None else value) for name, value in values.items()}
    parts["utility"] = -sum(parts.values()) * _utility_chance(facts)
    parts["taste"] = move
    told = {name: round(value, 4) for name, value in parts.items() if round(value, 4)}
    return Appeal(facts.id, round(min(max(sum(told.values()), 0.0), 1.0), 4), told)


def rate_people(facts: PhotoFacts) -> float | None:
    """Rate what people do for a photo: 1 where they are large enough, as good as nobody where they are not; None unseen."""
    if facts.people is None or facts.person_share is None:
        return None
    is_seen_well = facts.people > 0 and facts.people * _LEAST_SHARE <= facts.person_share <= _MOST_SHARE
    return 1.0 if is_seen_well else _MIDDLING


def rate_resolution(facts: PhotoFacts) -> float | None:
    """Rate the number of pixels by its logarithm: 0 at 0.3 megapixels, 1 from 12 on; None before it was decoded."""
    if facts.width_px is None or facts.height_px is None:
        return None
    megapixels = max(facts.width_px * facts.height_px / 1e6, 1e-6)
    return min(max(math.log(megapixels / _SMALL_MP) / math.log(_LARGE_MP / _SMALL_MP), 0.0), 1.0)


def _utility_chance(facts: PhotoFacts) -> float:
    if facts.utility is None or facts.utility_score is None:
        return 0.0
    return 1.0 - facts.utility_score if facts.utility is UtilityKind.NONE else facts.utility_score
