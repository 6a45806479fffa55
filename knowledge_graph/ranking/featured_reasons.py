"""Why a photo is featured, as a person would say it, in words that are true of the library: claims that can be counted after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from albumen.calendar.spans import name_month
from albumen.english import capitalise, count_of, spell
from albumen.store.curation_records import PhotoFacts
from knowledge_graph.memories.dating import name_day, taken_on
from knowledge_graph.ranking.claims import Claim, Topic, claim_place, claim_quality, claim_time
from knowledge_graph.ranking.standings import Standings, is_of_people
from knowledge_graph.ranking.subjects import name_of
from knowledge_graph.ranking.taste import Taste
from knowledge_graph.ranking.telling import SURE, find_telling, is_told
from knowledge_graph.wishes import Wishes

_TASTE_TELLS = 0.03  # moves of an appeal below this are not what a photo was chosen for
_LEAST_LIKED = 2
_MOST_CLAIMS = 2


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a photo is featured, for people, and the figures that it rests on."""

    text: str
    evidence: str


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
        self._wishes, self._taste, self._shown = wishes, taste or Taste(), len(worth)
        self._standings = Standings(library, worth)
        liked = (facts for facts in library if facts.id in liked_ids)
        self._liked = Counter(tag.concept for facts in liked for tag in facts.concepts if tag.score >= SURE)

    def say(self, facts: PhotoFacts, day: date) -> Reason:
        """Say why a photo is featured on a day: the strongest claim of each of two topics, or what it is where none holds.

        Example: "One of your three best beach photos; from 3 May 2019, the only day you took photos in Sintra".
        """
        claims = self._choose_claims(facts, day)
        if not claims:
            return Reason(capitalise(self._describe(facts)), "")
        setting = _name_setting(facts, claims) if len(claims) == 1 else ""
        text = "; ".join(claim.text for claim in claims) + setting
        return Reason(capitalise(text), "; ".join(claim.evidence for claim in claims))

    def _choose_claims(self, facts: PhotoFacts, day: date) -> list[Claim]:
        own = [*_claim_anniversary(facts, day), *self._claim_asked(facts), *self._claim_liked(facts)][:1]
        place, quality, time = (
            sorted(claim(facts, self._standings), key=lambda claim: -claim.weight)[:1]
            for claim in (claim_place, claim_quality, claim_time)
        )
        found = sorted([*place, *quality], key=lambda claim: (claim.says_date, -claim.weight))
        return [*own, *found][:_MOST_CLAIMS] or time

    def _claim_asked(self, facts: PhotoFacts) -> Iterator[Claim]:
        for said in self._wishes.weighing_on(facts):
            if said.startswith("you like"):
                yield Claim(said, "as you asked", Topic.OWNER)

    def _claim_liked(self, facts: PhotoFacts) -> Iterator[Claim]:
        if self._taste.move(facts.id) < _TASTE_TELLS:
            return
        likings = {
            tag.concept: self._taste.likings.get(f"concept {tag.concept}", 0.0) * tag.score
            for tag in facts.concepts
            if tag.score >= SURE and is_told(tag.concept) and self._liked[tag.concept] >= _LEAST_LIKED
        }
        best = max(likings, key=lambda concept: (likings[concept], concept), default=None)
        if best is not None and likings[best] > 0:
            name, number = name_of(best), self._liked[best]
            evidence = f"{count_of(number, 'liked photo')} tagged {name}"
            yield Claim(f"you liked {spell(number)} {name} photos", evidence, Topic.OWNER)

    def _describe(self, facts: PhotoFacts) -> str:
        """Say what, where and when: "bus in Quito, March 2015"; where neither is known, what it is one of."""
        subject = next((tag.concept for tag in find_telling(facts, self._standings.seldom)), None)
        where, day = facts.place.name if facts.place is not None else "", taken_on(facts)
        if not where and day is None:
            return self._count_its_kind(facts, subject)
        what = name_of(subject) if subject else "people" if is_of_people(facts) else ""
        scene = f"{what} in {where}" if what and where else what or where
        return ", ".join(part for part in (scene, name_month(day) if day is not None else "") if part)

    def _count_its_kind(self, facts: PhotoFacts, subject: str | None) -> str:
        if subject and (count := self._standings.among_tagged(facts, subject).count) > 1:
            return f"one of your {count:,} {name_of(subject)} photos"
        if (people := self._standings.among_people(facts)) is not None and people.count > 1:
            return f"one of your {people.count:,} photos of people"
        shown = "the only photo" if self._shown == 1 else f"one of the {self._shown:,} photos"
        return f"{shown} that may be shown"


def _claim_anniversary(facts: PhotoFacts, day: date) -> Iterator[Claim]:
    taken = taken_on(facts)
    if taken is not None and (taken.month, taken.day) == (day.month, day.day) and taken.year < day.year:
        years = day.year - taken.year
        text = f"taken on this day {'a year' if years == 1 else f'{spell(years)} years'} ago"
        yield Claim(text, f"taken on {name_day(taken)}", Topic.OWNER, says_date=True)


def _name_setting(facts: PhotoFacts, claims: Sequence[Claim]) -> str:
    """Say where and when a photo was taken, as far as it is known and no claim says so: ", taken in Sintra in May 2019"."""
    is_placed, is_dated = any(claim.says_place for claim in claims), any(claim.says_date for claim in claims)
    day = taken_on(facts)
    where = f" in {facts.place.name}" if facts.place is not None and not is_placed else ""
    when = f" in {name_month(day)}" if day is not None and not is_dated else ""
    if not where and not when:
        return ""
    return f",{where}" if is_dated else f", taken{where}{when}"
