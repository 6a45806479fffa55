"""How seldom something comes in this library: the only snow in ten years is worth more here than in the Alps."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.ranking.subjects import is_subject

# Shares of what a photo shows, where it is from and its day. A photo of a day with few others is often a chance shot: little.
_OF_CONCEPTS, _OF_PLACE, _OF_DAY = 0.6, 0.3, 0.1
# Tags of fewer photos than this are more often the tagger's mistakes than finds.
_LEAST_PHOTOS = 2


class Rarity:
    """Counts of what the photos of a library show, where and when they were taken."""

    def __init__(self, library: Iterable[PhotoFacts]) -> None:
        """Count."""
        self.photos = 0
        self.concepts: Counter[str] = Counter()
        self.places: Counter[object] = Counter()
        self.days: Counter[object] = Counter()
        for facts in library:
            self.photos += 1
            self.concepts.update(tag.concept for tag in facts.concepts)
            if facts.place is not None:
                self.places[facts.place] += 1
            if facts.taken is not None:
                self.days[facts.taken.local.date()] += 1

        self._worth_of = {name: self._rate_concept(name, count) for name, count in self.concepts.items()}

    def of(self, facts: PhotoFacts) -> float:
        """Rate a photo from 0 (nothing but the usual) to 1 (one of a kind); what is not known of it counts as usual."""
        shown = max((self._worth_of.get(tag.concept, 0.0) * tag.score for tag in facts.concepts), default=0.0)
        place = self._surprise(self.places[facts.place]) if facts.place is not None else 0.0
        day = self._surprise(self.days[facts.taken.local.date()]) if facts.taken is not None else 0.0
        return _OF_CONCEPTS * shown + _OF_PLACE * place + _OF_DAY * day

    def _rate_concept(self, concept: str, count: int) -> float:
        return self._surprise(count) if count >= _LEAST_PHOTOS and is_subject(concept) else 0.0

    def _surprise(self, count: int) -> float:
        """Rate a number of photos: 0 where it is all of them, 1 where it is a single one, by the logarithm between."""
        return 0.0 if self.photos < 2 or count < 1 else 1.0 - math.log(count) / math.log(self.photos)
