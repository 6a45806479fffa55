"""Moments that are kept up are those of splitting the whole library anew, whatever came, went or changed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.curation_records import PhotoFacts
from albumen.types import TimeSource
from knowledge_graph.graph.moment_upkeep import MomentKeeper
from knowledge_graph.moments import split_moments
from tests.curation_photos import FIRST_DAY, LISBON, PLACES, SUVA, make_photo, odd_photos

Steps = list[dict[int, PhotoFacts | None]]

# Photo ids are few, so that steps change and remove photos as often as they add some.
STEPS = st.lists(
    st.lists(st.integers(1, 30), min_size=1, max_size=8, unique=True).flatmap(
        lambda ids: st.fixed_dictionaries({photo_id: st.none() | odd_photos(photo_id) for photo_id in ids})
    ),
    min_size=1,
    max_size=6,
)


def _follow(steps: Steps) -> tuple[MomentKeeper, dict[int, PhotoFacts]]:
    facts: dict[int, PhotoFacts] = {}
    keeper = MomentKeeper(facts)
    for step in steps:
        before = [facts.pop(photo_id) for photo_id in step if photo_id in facts]
        after = [photo for photo in step.values() if photo is not None]
        facts.update({photo.id: photo for photo in after})
        keeper.update(before, after)
    return keeper, facts


@settings(max_examples=40)
@given(STEPS)
def test_upkeep_gives_what_splitting_anew_gives(steps: Steps) -> None:
    keeper, facts = _follow(steps)
    expected = split_moments(facts.values())
    assert sorted(keeper.moments.values(), key=keeper.start_of) == expected
    assert keeper.of_photo == {photo_id: moment.id for moment in expected for photo_id in moment.photo_ids}


@settings(max_examples=40)
@given(STEPS)
def test_what_an_update_returns_leads_from_the_moments_before_to_those_after(steps: Steps) -> None:
    keeper, facts = _follow(steps[:-1])
    known = dict(keeper.moments)
    before = [facts.pop(photo_id) for photo_id in steps[-1] if photo_id in facts]
    after = [photo for photo in steps[-1].values() if photo is not None]
    facts.update({photo.id: photo for photo in after})
    gone, come = keeper.update(before, after)
    for moment in gone:
        assert known.pop(moment.id) == moment
    assert known | {moment.id: moment for moment in come} == keeper.moments


@pytest.mark.parametrize("seed", range(12))
def test_upkeep_is_right_in_libraries_much_larger_than_what_a_change_reaches(seed: int) -> None:
    draw = random.Random(seed)
    facts = {photo_id: _draw_photo(draw, photo_id) for photo_id in range(1, 301)}
    keeper = MomentKeeper(facts)
    for photo_id in draw.sample(range(1, 311), 10):
        before = [facts.pop(photo_id)] if photo_id in facts else []
        after = [_draw_photo(draw, photo_id)] if draw.random() < 0.7 else []
        facts.update({photo.id: photo for photo in after})
        keeper.update(before, after)
        assert sorted(keeper.moments.values(), key=keeper.start_of) == split_moments(facts.values())


def _draw_photo(draw: random.Random, photo_id: int) -> PhotoFacts:
    """Three busy hours a day, over two months; some photos know neither zone nor place, some have a file's time."""
    minutes = draw.choice((600, 800, 1_000)) + draw.gauss(0, 50)
    return make_photo(
        photo_id,
        FIRST_DAY + timedelta(days=draw.randrange(60), minutes=round(minutes), seconds=draw.choice((0, 1, 30))),
        draw.choice((*PLACES, None, None, None)),
        offset_h=draw.choice((None, 0, 1, 1, 1, 2, 13)),
        source=draw.choice((*[TimeSource.EXIF] * 5, TimeSource.FILE_TIME)),
    )


def test_a_photo_that_knows_its_zone_moves_those_that_do_not() -> None:
    noon = datetime(2023, 5, 17, 12)
    here = make_photo(1, noon, LISBON, offset_h=1)
    lacks = [make_photo(2, noon + timedelta(minutes=1)), make_photo(3, noon + timedelta(days=5))]
    keeper, facts = _follow([{photo.id: photo} for photo in (here, *lacks)])
    assert keeper.of_photo[2] == 1
    facts[1] = make_photo(1, noon, SUVA, offset_h=13)
    keeper.update([here], [facts[1]])
    assert sorted(keeper.moments.values(), key=keeper.start_of) == split_moments(facts.values())


def test_copies_of_one_minute_are_in_no_moment_until_they_are_fewer() -> None:
    noon = datetime(2023, 5, 17, 12)
    copies = [
        make_photo(number, noon + timedelta(seconds=number), source=TimeSource.FILE_TIME) for number in range(1, 7)
    ]
    keeper, facts = _follow([{photo.id: photo for photo in copies}])
    assert not keeper.moments
    keeper.update([facts.pop(6)], [])
    assert keeper.of_photo == dict.fromkeys(range(1, 6), 1)


def test_a_library_without_photos_or_dates_has_no_moments() -> None:
    keeper, facts = _follow([])
    assert not keeper.moments
    facts[1] = make_photo(1)
    assert keeper.update([], [facts[1]]) == ([], [])
