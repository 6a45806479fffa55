"""Wishes: which photos and memories one is about, and what it does to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from albumen.store.curation_records import Memory, MemoryKind, PhotoFacts, Target, Verb, Wish
from albumen.types import CaptureTime, Place, Tag, TimeSource
from knowledge_graph.wishes import Wishes

SINTRA = Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4)
PHOTO = PhotoFacts(
    1,
    "a" * 64,
    10,
    taken=CaptureTime(datetime(2023, 5, 14, 23, 59), 3_600, TimeSource.EXIF),
    place=SINTRA,
    keywords=("Grandma",),
    concepts=(Tag("puppy", 0.9), Tag("beach", 0.8)),
    objects=(("wine glass", 1),),
)
BARE = PhotoFacts(2, "b" * 64, 10)
MEMORY = Memory(
    "trip:812",
    MemoryKind.TRIP,
    "Sintra",
    "May 2023",
    cover_id=1,
    photos=(),
    mood="calm",
    tempo_bpm=80,
    reason="",
    score=1.0,
    starts_on=date(2023, 5, 1),
    ends_on=date(2023, 5, 14),
    places=("Sintra, Lisbon, PT",),
    concepts=("puppy",),
)


def _wish(verb: Verb, target: Target, value: str, *, undone: bool = False) -> Wish:
    return Wish(verb, target, value, made_at=0, undone_at=1 if undone else None)


def _hide(target: Target, value: str) -> Wishes:
    return Wishes([_wish(Verb.HIDE, target, value)])


def test_without_wishes_nothing_is_hidden_and_everything_weighs_the_same() -> None:
    wishes = Wishes()
    assert wishes.hides(PHOTO) is wishes.hides(BARE) is wishes.hides_memory(MEMORY) is None
    assert (wishes.weight(PHOTO), wishes.weight_of_memory(MEMORY), wishes.weighing_on(PHOTO)) == (1.0, 1.0, ())


@pytest.mark.parametrize(
    ("target", "value", "why"),
    [
        (Target.PHOTO, "a" * 64, "you hid this photo"),
        (Target.PLACE, "Sintra, Lisbon, PT", "you hid Sintra, Portugal"),
        (Target.PLACE, "Lisbon, PT", "you hid Lisbon region, Portugal"),
        (Target.PLACE, "PT", "you hid Portugal"),
        (Target.CONCEPT, "puppy", "you hid photos of puppy"),
        (Target.CONCEPT, "dog", "you hid photos of dog"),
        (Target.CONCEPT, "wine_glass", "you hid photos of wine glass"),
        (Target.CONCEPT, "grandma", "you hid photos of grandma"),
        (Target.DATES, "2023-05-14/2023-05-20", "you hid the photos from 2023-05-14 to 2023-05-20"),
        (Target.DATES, "2023-05-14/2023-05-14", "you hid the photos of 2023-05-14"),
    ],
)
def test_a_photo_is_hidden_and_told_by_which_wish(target: Target, value: str, why: str) -> None:
    assert _hide(target, value).hides(PHOTO) == why
    assert _hide(target, value).hides(BARE) is None


@pytest.mark.parametrize(
    ("target", "value"),
    [
        (Target.PHOTO, "c" * 64),
        (Target.MEMORY, "trip:812"),
        (Target.PLACE, "Porto, PT"),
        (Target.PLACE, "T"),
        (Target.CONCEPT, "golden_retriever"),
        (Target.DATES, "2023-05-01/2023-05-13"),
        (Target.DATES, "2023-05-15/2023-05-15"),
    ],
)
def test_other_photos_are_not_hidden(target: Target, value: str) -> None:
    assert _hide(target, value).hides(PHOTO) is None


@pytest.mark.parametrize(
    ("target", "value", "is_hidden"),
    [
        (Target.MEMORY, "trip:812", True),
        (Target.MEMORY, "trip:81", False),
        (Target.PLACE, "Lisbon, PT", True),
        (Target.PLACE, "ES", False),
        (Target.CONCEPT, "animal", True),
        (Target.CONCEPT, "cat", False),
        (Target.DATES, "2023-05-01/2023-05-14", True),
        (Target.DATES, "2023-05-02/2023-06-30", False),
        (Target.PHOTO, "a" * 64, False),
    ],
)
def test_a_memory_is_hidden_by_itself_and_by_what_it_is_of(target: Target, value: str, is_hidden: bool) -> None:
    assert (_hide(target, value).hides_memory(MEMORY) is not None) == is_hidden


def test_days_do_not_hide_a_memory_of_no_date() -> None:
    undated = replace(MEMORY, starts_on=None, ends_on=None)
    assert _hide(Target.DATES, "1900-01-01/2100-01-01").hides_memory(undated) is None


def test_a_wish_that_was_taken_back_does_nothing() -> None:
    taken_back = [_wish(verb, Target.PHOTO, "a" * 64, undone=True) for verb in Verb]
    assert Wishes(taken_back).hides(PHOTO) is None
    assert Wishes(taken_back).weight(PHOTO) == 1.0


def test_less_and_like_weigh_and_say_so_but_hide_nothing() -> None:
    less = Wishes([_wish(Verb.LESS, Target.PLACE, "PT")])
    assert less.weight(PHOTO) < 1.0 == less.weight(BARE)
    assert less.weight_of_memory(MEMORY) < 1.0
    assert less.hides(PHOTO) is None
    assert less.weighing_on(PHOTO) == ("you asked for less of Portugal",)
    like = Wishes([_wish(Verb.LIKE, Target.CONCEPT, "dog")])
    assert like.weight(PHOTO) > 1.0 == like.weight(BARE)
    assert like.weight_of_memory(MEMORY) > 1.0


def test_however_many_wishes_a_weight_stays_in_bounds() -> None:
    concepts = ("dog", "animal", "puppy", "beach", "wine_glass")
    least = Wishes(_wish(Verb.LESS, Target.CONCEPT, concept) for concept in concepts).weight(PHOTO)
    most = Wishes(_wish(Verb.LIKE, Target.CONCEPT, concept) for concept in concepts).weight(PHOTO)
    assert 0.0 < least < 0.5
    assert 1.5 < most < 2.0


def test_a_photo_hidden_by_its_place_is_not_hidden_itself() -> None:
    assert _hide(Target.PHOTO, "a" * 64).hides_itself(PHOTO)
    assert not _hide(Target.PLACE, "PT").hides_itself(PHOTO)
    assert not Wishes([_wish(Verb.LESS, Target.PHOTO, "a" * 64)]).hides_itself(PHOTO)
