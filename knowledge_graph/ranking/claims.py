"""What can be said of a photo among those of its library: short claims, each with the figures that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from albumen.calendar.spans import name_month
from albumen.english import count_of, spell
from albumen.store.curation_records import PhotoFacts
from albumen.types import Tag
from knowledge_graph.memories.dating import name_day, taken_on
from knowledge_graph.ranking.standings import PlaceCounts, Standing, Standings
from knowledge_graph.ranking.subjects import name_of
from knowledge_graph.ranking.telling import find_telling

_LEAST_RANKED = 10  # photos of a subject: the best of few are no distinction
_LEAST_TOGETHER = 5  # photos from one place or time
# "One of the three best" is said among so many times as many at least, "one of your best" of these shares.
_ROUND_RANKS, _TIMES = (3, 10), 5
_TOP_SHARE, _TOP_OF_ALL = 0.1, 0.05
# Weights of claims: the most is said of a photo that is alone.
_ONLY, _ONLY_OF_PLACE, _ONLY_DAY, _FEW = 9, 5, 4, 5
_BEST, _NEAR_BEST, _GOOD = 8, {3: 6, 10: 4}, 2
_LESS_TELLING = 2  # for each subject that tells more of a photo
_FEW_PHOTOS, _VERY_SURE = 3, 0.9  # seldom tags are more often mistakes
# The only photo of a subject from a place is looked for among so many at most.
_MOST_FROM_PLACE = 500


class Topic(Enum):
    """What a claim is about; a photo is told of one thing once."""

    OWNER = "owner"
    PLACE = "place"
    TIME = "time"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something true of a photo, and the evidence; `weight` says which of several is said. The flags: what it speaks of."""

    text: str
    evidence: str
    topic: Topic
    weight: int = 0
    says_place: bool = False
    says_date: bool = False


def claim_place(facts: PhotoFacts, standings: Standings) -> Iterator[Claim]:
    """Say what a photo is among those from its town and its country."""
    for place in standings.places_of(facts):
        if len(place.photos) == 1:
            evidence = f"1 photo from {place.name}"
            yield Claim(f"your only photo from {place.name}", evidence, Topic.PLACE, _ONLY, says_place=True)
        else:
            yield from _claim_only_day(place)
            yield from _claim_only_one(facts, place, standings)
            yield from _claim_best_of(standings.among_those_from(facts, place), f"from {place.name}", Topic.PLACE)


def claim_quality(facts: PhotoFacts, standings: Standings) -> Iterator[Claim]:
    """Say how good a photo is among those of its subjects, of people, and of all."""
    subjects = find_telling(facts, standings.seldom)
    for at, tag in enumerate(subjects):
        yield from _claim_subject(tag, standings.among_tagged(facts, tag.concept), less=at * _LESS_TELLING)
    if (standing := standings.among_people(facts)) is not None:
        yield from _claim_rank(
            standing, ("photo of people", "photos of people"), "of people", less=len(subjects) * _LESS_TELLING
        )
    standing = standings.among_all(facts)
    if standing.rank <= standing.count * _TOP_OF_ALL:
        evidence = f"{_ordinal(standing.rank)} of {count_of(standing.count, 'photo')} by appeal"
        yield Claim("one of your best photos", evidence, Topic.QUALITY, _GOOD)


def claim_time(facts: PhotoFacts, standings: Standings) -> Iterator[Claim]:
    """Say what a photo is among those of its month and its day."""
    if (day := taken_on(facts)) is None:
        return
    month = name_month(day)
    if (standing := standings.among_month(facts, day)).count == 1:
        yield Claim(f"your only photo from {month}", f"1 photo from {month}", Topic.TIME, _ONLY, says_date=True)
    yield from _claim_best_of(standing, f"from {month}", Topic.TIME)
    yield from _claim_best_of(standings.among_day(facts, day), f"from {name_day(day)}", Topic.TIME)


def _claim_only_day(place: PlaceCounts) -> Iterator[Claim]:
    if len(place.days) == 1 and not place.has_undated:
        day = name_day(next(iter(place.days)))
        evidence = f"{count_of(len(place.photos), 'photo')} from {place.name}, all of {day}"
        text = f"from {day}, the only day you took photos in {place.name}"
        yield Claim(text, evidence, Topic.PLACE, _ONLY_DAY, says_place=True, says_date=True)


def _claim_only_one(facts: PhotoFacts, place: PlaceCounts, standings: Standings) -> Iterator[Claim]:
    if not _LEAST_TOGETHER <= len(place.photos) <= _MOST_FROM_PLACE:
        return
    for tag in find_telling(facts, standings.seldom):
        tagged = sum(tag.concept == other.concept for one in place.photos for other in one.concepts)
        if tagged == 1 and tag.score >= _VERY_SURE:
            name = name_of(tag.concept)
            evidence = f"1 of {len(place.photos):,} photos from {place.name} tagged {name} ({tag.score:.2f})"
            text = f"your only {name} photo from {place.name}"
            yield Claim(text, evidence, Topic.PLACE, _ONLY_OF_PLACE, says_place=True)


def _claim_best_of(standing: Standing, whence: str, topic: Topic) -> Iterator[Claim]:
    counted = f"{count_of(standing.count, 'photo')} {whence}"
    evidence = f"{_ordinal(standing.rank)} of {counted} by appeal"
    says = {"says_place": topic is Topic.PLACE, "says_date": topic is Topic.TIME}
    if standing.rank == 1 and standing.count >= _LEAST_TOGETHER:
        yield Claim(f"the best of your {counted}", evidence, topic, _BEST, **says)
    elif (among := _round_rank(standing)) is not None:
        yield Claim(f"one of the {spell(among)} best of your {counted}", evidence, topic, _NEAR_BEST[among], **says)


def _claim_subject(tag: Tag, standing: Standing, *, less: int) -> Iterator[Claim]:
    name = name_of(tag.concept)
    tagged = f"tagged {name} ({tag.score:.2f})"
    if 1 < standing.count <= _FEW_PHOTOS and tag.score >= _VERY_SURE:
        text = f"one of your {spell(standing.count)} {name} photos"
        yield Claim(text, f"1 of {standing.count} {tagged}", Topic.QUALITY, _FEW - less)
    yield from _claim_rank(standing, (f"{name} photo", f"{name} photos"), tagged, less=less)


def _claim_rank(standing: Standing, names: tuple[str, str], tagged: str, *, less: int) -> Iterator[Claim]:
    if standing.count < _LEAST_RANKED:
        return
    evidence = f"{_ordinal(standing.rank)} of {count_of(standing.count, 'photo')} {tagged} by appeal"
    among, (one, many) = _round_rank(standing), names
    if standing.rank == 1:
        yield Claim(f"your best {one}", evidence, Topic.QUALITY, _BEST - less)
    elif among is not None:
        yield Claim(f"one of your {spell(among)} best {many}", evidence, Topic.QUALITY, _NEAR_BEST[among] - less)
    elif standing.rank <= standing.count * _TOP_SHARE:
        yield Claim(f"one of your best {many}", evidence, Topic.QUALITY, _GOOD - less)


def _round_rank(standing: Standing) -> int | None:
    """Return the smallest number of the best that a photo is one of and that is few of all; None where there is none."""
    return next((few for few in _ROUND_RANKS if standing.rank <= few and standing.count >= few * _TIMES), None)


def _ordinal(number: int) -> str:
    """Write a number as one of an order.

    Example:
        >>> [_ordinal(number) for number in (1, 2, 3, 11, 21, 112)]
        ['1st', '2nd', '3rd', '11th', '21st', '112th']
    """
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"
