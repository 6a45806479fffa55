"""Why a photo is featured, in words that are true of the library: claims that can be counted after.

Counts and ranks are over all photos of the library with that tag or from that place, also those that are never proposed.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from albumen.store.curation_records import PhotoFacts
from albumen.types import Place, TimeSource
from knowledge_graph.english import MONTHS, count_of, spell
from knowledge_graph.ranking.subjects import depth_of, is_subject, main_subject, name_of
from knowledge_graph.ranking.taste import Taste
from knowledge_graph.wishes import Wishes

_TASTE_TELLS = 0.03  # moves of an appeal below this are not what a photo was chosen for
_LEAST_LIKED = 2
_LEAST_RANKED, _TOP_SHARE = 10, 0.2  # of photos of a concept: the best of few are no distinction
_FEW_PHOTOS = 3
_SURE_TAG = 0.6
_SHARES = (1, 2, 5, 10, 20, 40, 60)  # percent
_LAST_ORDINAL = 10


class FeaturedReasons:
    """Says why photos are featured."""

    def __init__(
        self,
        library: Sequence[PhotoFacts],
        worth: Mapping[int, float],
        wishes: Wishes,
        *,
        taste: Taste | None = None,
        liked_ids: Collection[int] = (),
    ) -> None:
        """Count the library.

        Args:
            library: all photos.
            worth: how much each photo that may be shown is worth showing.
            wishes: those in force.
            taste: what was learnt of the owner's.
            liked_ids: the photos that it was learnt from.
        """
        self._wishes, self._taste, self._worth = wishes, taste or Taste(), worth
        self._ranked_worth = sorted(worth.values())
        self._looks: dict[str, list[float]] = defaultdict(list)
        self._tagged: Counter[str] = Counter()
        self._liked: Counter[str] = Counter()
        self._days_at: dict[Place, set[date]] = defaultdict(set)
        self._photos_at: Counter[Place] = Counter()
        for facts in library:
            self._count(facts, is_liked=facts.id in liked_ids)
        for looks in self._looks.values():
            looks.sort()

    def say(self, facts: PhotoFacts, day: date) -> str:
        """Say why a photo is featured on a day: the two strongest claims that hold.

        Example: "2nd best-looking of your 42 photos tagged beach; from Sintra, where you took photos on one day only".
        """
        strong = [*self._anniversary(facts, day), *self._asked(facts), *self._liked_before(facts)]
        ranked = [*self._best_looking(facts), *self._seldom(facts), *self._standing(facts)]
        claims = [*strong, *ranked, *_describe(facts)][:2]
        text = "; ".join(claims)
        return text[:1].upper() + text[1:]

    def _count(self, facts: PhotoFacts, *, is_liked: bool) -> None:
        for tag in facts.concepts:
            self._tagged[tag.concept] += 1
            self._liked[tag.concept] += is_liked
            if facts.aesthetics is not None:
                self._looks[tag.concept].append(facts.aesthetics)
        if facts.place is not None:
            self._photos_at[facts.place] += 1
            if (taken_on := _taken_on(facts)) is not None:
                self._days_at[facts.place].add(taken_on)

    def _anniversary(self, facts: PhotoFacts, day: date) -> Iterator[str]:
        taken_on = _taken_on(facts)
        if taken_on is None:
            return
        if (taken_on.month, taken_on.day) == (day.month, day.day) and taken_on.year < day.year:
            years = day.year - taken_on.year
            yield f"taken on this day {'a year' if years == 1 else f'{spell(years)} years'} ago"

    def _asked(self, facts: PhotoFacts) -> Iterator[str]:
        yield from (said for said in self._wishes.weighing_on(facts) if said.startswith("you like"))

    def _liked_before(self, facts: PhotoFacts) -> Iterator[str]:
        if self._taste.move(facts.id) < _TASTE_TELLS:
            return
        likings = {
            tag.concept: self._taste.likings.get(f"concept {tag.concept}", 0.0) * tag.score
            for tag in facts.concepts
            if self._liked[tag.concept] >= _LEAST_LIKED
        }
        best = max(likings, key=lambda concept: (likings[concept], concept), default=None)
        if best is not None and likings[best] > 0:
            yield f"you liked {count_of(self._liked[best], 'photo')} tagged {name_of(best)}"

    def _best_looking(self, facts: PhotoFacts) -> Iterator[str]:
        if facts.aesthetics is None:
            return
        ranks = []
        for concept in _sure_subjects(facts):
            looks = self._looks[concept]
            rank = len(looks) - bisect_right(looks, facts.aesthetics) + 1
            if len(looks) >= _LEAST_RANKED and rank <= len(looks) * _TOP_SHARE:
                ranks.append((rank / len(looks), -depth_of(concept), rank, concept))
        if ranks:
            _, _, rank, concept = min(ranks)
            count = len(self._looks[concept])
            yield f"{_place_among(rank, count)} of your {count_of(count, 'photo')} tagged {name_of(concept)}"

    def _seldom(self, facts: PhotoFacts) -> Iterator[str]:
        place = facts.place
        if place is not None and self._photos_at[place] == 1:
            yield f"your only photo from {place.name}"
        elif place is not None and len(self._days_at[place]) == 1 and self._photos_at[place] > 1:
            yield f"from {place.name}, where your dated photos are of one day only"
        rare = (concept for concept in _sure_subjects(facts) if 1 < self._tagged[concept] <= _FEW_PHOTOS)
        for concept in itertools.islice(rare, 1):
            yield f"one of your {self._tagged[concept]} photos tagged {name_of(concept)}"

    def _standing(self, facts: PhotoFacts) -> Iterator[str]:
        worth = self._worth.get(facts.id)
        if worth is None:
            return
        number = len(self._ranked_worth)
        percent = 100 * (number - bisect_right(self._ranked_worth, worth) + 1) / number
        share = next((share for share in _SHARES if percent <= share), None)
        shown = "the only photo" if number == 1 else f"one of the {number:,} photos"
        yield f"among the best {share} % of your photos" if share else f"{shown} that may be shown"


def _sure_subjects(facts: PhotoFacts) -> list[str]:
    return [tag.concept for tag in facts.concepts if tag.score >= _SURE_TAG and is_subject(tag.concept)]


def _taken_on(facts: PhotoFacts) -> date | None:
    """Return the day of a photo's taking; the time of its file tells none."""
    is_told = facts.taken is not None and facts.taken.source is not TimeSource.FILE_TIME
    return facts.taken.local.date() if facts.taken is not None and is_told else None


def _describe(facts: PhotoFacts) -> Iterator[str]:
    subject, taken_on = main_subject(facts), _taken_on(facts)
    if subject is not None:
        yield f"tagged {name_of(subject)}"
    if taken_on is not None:
        yield f"taken in {MONTHS[taken_on.month - 1]} {taken_on.year}"


def _place_among(rank: int, count: int) -> str:
    """Say which of many a photo is: by its rank while that is small.

    Example:
        >>> _place_among(1, 40), _place_among(2, 40), _place_among(37, 233)
        ('the best-looking', 'the 2nd best-looking', 'among the best-looking 20 %')
    """
    if rank > _LAST_ORDINAL:
        return f"among the best-looking {next(share for share in _SHARES if 100 * rank <= share * count)} %"
    return "the best-looking" if rank == 1 else f"the {_ordinal(rank)} best-looking"


def _ordinal(number: int) -> str:
    """Write a number as one of an order.

    Example:
        >>> [_ordinal(number) for number in (2, 3, 11, 21, 112)]
        ['2nd', '3rd', '11th', '21st', '112th']
    """
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
