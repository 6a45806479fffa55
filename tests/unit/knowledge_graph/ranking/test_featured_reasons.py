"""Reasons for featuring a photo are true: each is counted again here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from albumen.store.curation_records import PhotoFacts, Target, Verb, Wish
from albumen.types import CaptureTime, Place, TimeSource
from knowledge_graph.ranking.featured_reasons import FeaturedReasons
from knowledge_graph.ranking.showcase import make_showcase
from knowledge_graph.ranking.taste import Example, Taste
from knowledge_graph.wishes import Wishes
from tests.unit.knowledge_graph.ranking.owners import made_library, photo, shows

TODAY = date(2026, 11, 20)
SINTRA = Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4)


def _say(library: Sequence[PhotoFacts], facts: PhotoFacts, *wishes: Wish) -> str:
    worth = {one.id: one.aesthetics or 0.0 for one in library}
    return FeaturedReasons(library, worth, Wishes(wishes)).say(facts, TODAY)


def _taken(facts: PhotoFacts, *when: int, source: TimeSource = TimeSource.EXIF) -> PhotoFacts:
    return replace(facts, taken=CaptureTime(datetime(*when), None, source))  # type: ignore[arg-type]


def test_ranks_and_counts_are_those_of_the_library() -> None:
    library = made_library(400, seed=1)
    by_id = {facts.id: facts for facts in library}
    showcase = make_showcase(library, Wishes(), [], {})
    claims = 0
    for chosen in showcase.choose(TODAY, lambda photo_ids: {}):
        facts = by_id[chosen.photo_id]
        for rank, count, concept in re.findall(
            r"(\d*)(?:st|nd|rd|th)? ?best-looking of your (\d+) photos tagged (\w+)", chosen.reason
        ):
            tagged = [one.aesthetics for one in library if shows(one, concept)]
            better = sum(looks > facts.aesthetics for looks in tagged)  # type: ignore[operator]
            assert (int(rank or 1), int(count)) == (better + 1, len(tagged))
            claims += 1
        for share in re.findall(r"[Aa]mong the best (\d+) % of your photos", chosen.reason):
            worth = [candidate.worth for candidate in showcase.pool]
            own = next(candidate.worth for candidate in showcase.pool if candidate.facts is facts)
            assert sum(other > own for other in worth) < len(library) * int(share) / 100
            claims += 1
    assert claims >= 10


@pytest.mark.parametrize(
    ("when", "source", "says"),
    [
        ((2025, 11, 20), TimeSource.EXIF, "Taken on this day a year ago"),
        ((2016, 11, 20), TimeSource.EXIF, "Taken on this day ten years ago"),
        ((2016, 11, 20), TimeSource.FILE_TIME, None),
        ((2016, 11, 21), TimeSource.EXIF, None),
        ((2026, 11, 20), TimeSource.EXIF, None),
    ],
)
def test_anniversaries_are_of_dates_that_are_known(when: tuple[int, ...], source: TimeSource, says: str | None) -> None:
    facts = _taken(photo(1), *when, source=source)
    said = _say([facts], facts)
    assert said.startswith(says) if says else "on this day" not in said


def test_the_only_photo_from_a_place_is_said_to_be() -> None:
    facts, other = photo(1, place=SINTRA), photo(2)
    assert "Your only photo from Sintra" in _say([facts, other], facts)
    assert "only photo" not in _say([facts, replace(other, place=SINTRA)], facts)


def test_a_single_day_at_a_place_is_said_to_be_where_dates_are_known() -> None:
    first = _taken(photo(1, place=SINTRA), 2023, 5, 1)
    again = _taken(photo(2, place=SINTRA), 2023, 5, 1)
    assert "from Sintra, where your dated photos are of one day only" in _say([first, again], first).replace(
        "From", "from"
    )
    later = replace(again, taken=CaptureTime(datetime(2024, 5, 1), None, TimeSource.EXIF))
    assert "one day only" not in _say([first, later], first)


def test_few_photos_of_a_subject_are_counted() -> None:
    library = [photo(1, "rainbow"), photo(2, "rainbow"), *(photo(n, "dog") for n in range(3, 40))]
    assert "One of your 2 photos tagged rainbow" in _say(library, library[0])


def test_shirts_and_chairs_are_no_reason() -> None:
    library = [photo(1, "shirt"), photo(2, "shirt"), photo(3)]
    assert "shirt" not in _say(library, library[0])


def test_wishes_and_likes_come_first() -> None:
    library = made_library(200)
    dogs = [facts for facts in library if shows(facts, "dog")]
    wish = Wish(Verb.LIKE, Target.CONCEPT, "dog", 0)
    assert _say(library, dogs[0], wish).startswith("You like photos of dog")
    examples = [Example((facts.id,), is_liked=True) for facts in dogs[:6]]
    showcase = make_showcase(library, Wishes(), examples, {})
    said = showcase.reasons.say(dogs[7], TODAY)
    assert showcase.taste.move(dogs[7].id) > 0.03
    assert said.startswith("You liked 6 photos tagged dog")


def test_a_taste_that_is_not_shared_by_the_photo_is_no_reason() -> None:
    library = [photo(1, "dog"), photo(2, "cat")]
    reasons = FeaturedReasons(library, {1: 0.5, 2: 0.5}, Wishes(), taste=Taste({2: 0.2}), liked_ids=(1,))
    assert "liked" not in reasons.say(library[1], TODAY)


def test_a_photo_of_which_nothing_is_known_has_a_reason_too() -> None:
    blank = PhotoFacts(1, "a" * 64, 10)
    assert _say([blank], blank) == "The only photo that may be shown"
    assert _say([blank, *(photo(n) for n in range(2, 9))], blank) == "One of the 8 photos that may be shown"
