"""Reasons for featuring a photo are true: each is counted again here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from albumen.store.curation_records import PhotoFacts, Target, Verb, Wish
from albumen.types import CaptureTime, Place, Tag, TimeSource
from knowledge_graph.ranking.featured_reasons import FeaturedReasons
from knowledge_graph.ranking.showcase import make_showcase
from knowledge_graph.ranking.taste import Example, Taste
from knowledge_graph.wishes import Wishes
from tests.unit.knowledge_graph.ranking.owners import made_library, photo, shows

TODAY = date(2026, 11, 20)
_MOST = {"three": 3, "ten": 10}
SINTRA = Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4)


def _reasons(library: Sequence[PhotoFacts], *wishes: Wish) -> FeaturedReasons:
    return FeaturedReasons(library, {one.id: one.aesthetics or 0.0 for one in library}, Wishes(wishes))


def _say(library: Sequence[PhotoFacts], facts: PhotoFacts, *wishes: Wish) -> str:
    return _reasons(library, *wishes).say(facts, TODAY).text


def _taken(facts: PhotoFacts, *when: int, source: TimeSource = TimeSource.EXIF) -> PhotoFacts:
    return replace(facts, taken=CaptureTime(datetime(*when), None, source))  # type: ignore[arg-type]


def _wander(size: int) -> list[PhotoFacts]:
    """Make photos from a few places, over some years."""
    library = made_library(size, seed=1)
    places = [SINTRA, replace(SINTRA, name="Porto"), Place("Oslo", "Oslo", "Norway", "NO", 59.9, 10.7)]
    return [
        _taken(replace(facts, place=places[at % 7 % 3] if at % 5 else None), 2020 + at % 3, at % 12 + 1, at % 28 + 1)
        for at, facts in enumerate(library)
    ]


def test_ranks_and_counts_are_those_of_the_library() -> None:
    library = _wander(400)
    worth = {facts.id: facts.aesthetics or 0.0 for facts in library[10:]}  # ten that may not be shown
    reasons = FeaturedReasons(library, worth, Wishes())
    claims = 0
    for facts in library[10:]:
        reason = reasons.say(facts, TODAY)
        for rank, count, whence in re.findall(r"(\d+)\w\w of (\d+) photos (.+?) by appeal", reason.evidence):
            group = [one for one in library if _is_in(one, whence)]
            better = sum(worth.get(one.id, 0.0) > worth[facts.id] for one in group)
            assert (int(rank), int(count)) == (better + 1, len(group)), reason
            claims += 1
        for most in re.findall(r"[Oo]ne of (?:your|the) (three|ten)", reason.text):
            assert any(int(rank) <= _MOST[most] for rank in re.findall(r"(\d+)\w\w of", reason.evidence))
    assert claims >= 100


def _is_in(facts: PhotoFacts, whence: str) -> bool:
    if tagged := re.match(r"tagged (\w+) \(", whence):
        return shows(facts, tagged[1])
    name = whence.removeprefix("from ")
    place, taken = facts.place, facts.taken.local if facts.taken is not None else None
    places = (place.name, place.country) if place is not None else ()
    days = (f"{taken:%B %Y}", f"{taken.day} {taken:%B %Y}") if taken is not None else ()
    return name in (*places, *days)


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


def test_a_single_day_at_a_place_is_said_to_be_where_all_dates_are_known() -> None:
    first = _taken(photo(1, place=SINTRA), 2023, 5, 1)
    again = _taken(photo(2, place=SINTRA), 2023, 5, 1)
    assert _say([first, again], first) == "From 1 May 2023, the only day you took photos in Sintra"
    for other in (_taken(again, 2024, 5, 1), replace(again, taken=None)):
        assert "only day" not in _say([first, other], first)


def test_the_best_from_a_place_is_said_to_be_and_when_it_was_taken() -> None:
    library = [_taken(photo(n, place=SINTRA, aesthetics=n / 10), 2023, 5, n) for n in range(1, 7)]
    assert _say(library, library[5]) == "The best of your 6 photos from Sintra, taken in May 2023"
    assert "best" not in _say(library, library[4])


def test_the_widest_place_is_named_where_there_are_several_countries() -> None:
    towns = [photo(n, place=replace(SINTRA, name=f"Town {n}"), aesthetics=n / 10) for n in range(1, 7)]
    abroad = photo(9, place=Place("Oslo", "Oslo", "Norway", "NO", 59.9, 10.7))
    assert "only photo from Oslo" in _say([*towns, abroad], abroad)
    assert "only photo from Town 6" in _say([*towns, abroad], towns[5])


def test_the_only_photo_of_a_subject_from_a_place_is_said_to_be() -> None:
    library = [
        _taken(photo(n, "cake" if n == 2 else "dog", place=SINTRA, aesthetics=n / 10), 2023, 5, n) for n in range(1, 9)
    ]
    assert _say(library, library[1]) == "Your only cake photo from Sintra, taken in May 2023"


def test_few_photos_of_a_subject_are_counted() -> None:
    library = [photo(1, "rainbow"), photo(2, "rainbow"), *(photo(n, "dog") for n in range(3, 40))]
    assert _say(library, library[0]) == "One of your two rainbow photos"


def test_a_statue_that_the_masks_take_for_people_is_not_of_people() -> None:
    seen: dict[str, Any] = {"people": 1, "person_share": 0.3}
    person, statue = (Tag("person", 0.95),), (Tag("person", 0.8),)
    library = [photo(n, aesthetics=n / 100, concepts=person, **seen) for n in range(1, 21)]
    library.append(photo(30, aesthetics=0.9, concepts=statue, **seen))
    assert _say(library, library[19]) == "Your best photo of people"
    assert _say(library, library[0]) == "One of your 20 photos of people"
    assert "people" not in _say(library, library[20])


def test_where_nothing_stands_out_it_says_what_where_and_when() -> None:
    library = [
        _taken(photo(n, "bus", place=SINTRA, aesthetics=(30 - n) / 100), 2023 + n % 2, 5, n % 3 + 1) for n in range(30)
    ]
    assert _say(library, library[29]) == "Bus in Sintra, May 2024"


def test_wishes_and_likes_come_first() -> None:
    library = made_library(200)
    dogs = [facts for facts in library if shows(facts, "dog")]
    wish = Wish(Verb.LIKE, Target.CONCEPT, "dog", 0)
    assert _say(library, dogs[0], wish).startswith("You like photos of dog")
    examples = [Example((facts.id,), is_liked=True) for facts in dogs[:6]]
    showcase = make_showcase(library, Wishes(), examples, {})
    said = showcase.reasons.say(dogs[7], TODAY).text
    assert showcase.taste.move(dogs[7].id) > 0.03
    assert said.startswith("You liked six dog photos")


def test_a_taste_that_is_not_shared_by_the_photo_is_no_reason() -> None:
    library = [photo(1, "dog"), photo(2, "cat")]
    reasons = FeaturedReasons(library, {1: 0.5, 2: 0.5}, Wishes(), taste=Taste({2: 0.2}), liked_ids=(1,))
    assert "liked" not in reasons.say(library[1], TODAY).text


def test_a_liked_subject_is_said_of_photos_that_surely_show_it() -> None:
    library = [photo(n, "dog") for n in range(1, 6)]
    library.append(photo(6, concepts=(Tag("dog", 0.4),)))
    taste = Taste(dict.fromkeys(range(1, 7), 0.2), {"concept dog": 1.0})
    reasons = FeaturedReasons(library, {}, Wishes(), taste=taste, liked_ids=(1, 2, 6))
    assert reasons.say(library[4], TODAY).text.startswith("You liked two dog photos")
    assert "liked" not in reasons.say(library[5], TODAY).text


def test_a_photo_of_which_nothing_is_known_has_a_reason_too() -> None:
    blank = PhotoFacts(1, "a" * 64, 10)
    assert _say([blank], blank) == "The only photo that may be shown"
    assert _say([blank, *(photo(n) for n in range(2, 9))], blank) == "One of the 8 photos that may be shown"
