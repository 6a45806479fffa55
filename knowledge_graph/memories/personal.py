"""What matters in this library: what its owner photographs more often than people do.

Log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008: "Fightin' Words", section 3.5.1): the
background is the prior, so that little evidence says little, and the difference is counted in standard deviations.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.memories.background import load_background

# How many photos the background is worth as a prior: it takes about as many moments to speak against it.
_PRIOR = 200.0
# Standard deviations that count as much: at so many, three quarters of the way from the middle to the top.
_MUCH = 6.0


@dataclass(frozen=True, slots=True)
class Lift:
    """How often a thing is seen here, beside elsewhere: both rates, and how sure it is that they differ (a z-score)."""

    rate: float
    usual_rate: float
    z: float

    @property
    def strength(self) -> float:
        """How much the thing matters here, in [0, 1]: 0.5 where it is as common as elsewhere."""
        return 0.5 + 0.5 * math.tanh(self.z / _MUCH)

    def say(self) -> str:
        """Say it where it is worth saying; else nothing.

        Example:
            >>> Lift(0.31, 0.1, 9.0).say()
            ', 3.1 times as often as is usual'
        """
        ratio = self.rate / self.usual_rate if self.usual_rate else 0.0
        return f", {ratio:.1f} times as often as is usual" if self.z >= 2.0 and ratio >= 1.2 else ""


def compare(seen: float, total: float, usual: int, usual_total: int) -> Lift:
    """Compare how often a thing is seen here with how often it is elsewhere.

    Args:
        seen: How often it is seen here; a part of `total`. Moments, not photos: ten shots of one dog are one.
        total: Out of so many.
        usual: How often it is seen elsewhere.
        usual_total: Out of so many.

    Example:
        >>> [round(compare(seen, 100, 40, 4_000).z, 1) for seen in (0, 1, 10, 50)]
        [-0.6, 0.0, 4.3, 14.6]
    """
    usual_rate = (usual + 0.5) / (usual_total + 1.0)
    prior = _PRIOR * usual_rate
    here, elsewhere = seen + prior, usual + prior
    odds_here = here / max(total + _PRIOR - here, 1e-9)
    odds_elsewhere = elsewhere / max(usual_total + _PRIOR - elsewhere, 1e-9)
    z = math.log(odds_here / odds_elsewhere) / math.sqrt(1.0 / here + 1.0 / elsewhere)
    return Lift(seen / total if total else 0.0, usual_rate, z)


def lift_concepts(photos: Iterable[tuple[PhotoFacts, float]], total: float) -> dict[str, Lift]:
    """Compare how often each concept is seen here with how often it is elsewhere.

    Args:
        photos: Photos, each with the part of a moment that it stands for.
        total: The number of moments.
    """
    background = load_background()
    seen: dict[str, float] = defaultdict(float)
    for facts, weight in photos:
        for tag in facts.concepts:
            seen[tag.concept] += weight
    return {
        concept: compare(often, total, background.concepts.get(concept, 0), background.photos)
        for concept, often in seen.items()
    }
