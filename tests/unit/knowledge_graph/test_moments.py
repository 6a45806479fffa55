from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.curation_records import Moment, PhotoFacts
from albumen.types import GeoPoint, TimeSource, UtilityKind
from knowledge_graph.clock import REACH_DAYS
from knowledge_graph.moments import split_moments
from tests.unit.knowledge_graph.outings import AUCKLAND, HONOLULU, LISBON, SINTRA, TOKYO, Roll

NOON = datetime(2023, 5, 17, 12)


def _sizes(photos: Iterable[PhotoFacts]) -> list[int]:
    return [len(moment.photo_ids) for moment in split_moments(photos)]


def _after(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def test_an_empty_library_has_no_moments() -> None:
    assert split_moments([]) == []


def test_photos_without_a_date_are_in_no_moment() -> None:
    assert split_moments([PhotoFacts(1, "0", 1)]) == []


def test_one_photo_is_a_moment() -> None:
    photo = Roll().take(NOON, LISBON)
    point = GeoPoint(LISBON.lat, LISBON.lon)
    assert split_moments([photo]) == [Moment(photo.id, (photo.id,), NOON, NOON, point, LISBON, evidence=1)]


def test_a_long_pause_ends_a_moment_and_a_short_one_does_not() -> None:
    roll = Roll()
    for minutes in (0, 40, 80, 80 + 110, 80 + 130):
        roll.take(_after(minutes), LISBON)
    assert _sizes(roll.photos) == [3, 2]


def test_among_slow_photos_a_longer_pause_is_still_of_the_moment() -> None:
    quick, slow = Roll(), Roll()
    for number in range(12):
        quick.take(_after(number / 6), LISBON)
        slow.take(_after(number * 45), LISBON)
    quick.take(_after(2 + 80), LISBON)
    slow.take(_after(11 * 45 + 80), LISBON)
    assert _sizes(quick.photos) == [12, 1]
    assert _sizes(slow.photos) == [13]


def test_a_drive_between_two_sights_ends_a_moment() -> None:
    roll = Roll()
    for minutes in (0, 5, 10):
        roll.take(_after(minutes), LISBON)
    for minutes in (45, 50):
        roll.take(_after(minutes), SINTRA)
    first, second = split_moments(roll.photos)
    assert (first.place, second.place) == (LISBON, SINTRA)


def test_fixes_that_jump_about_do_not_end_a_moment() -> None:
    roll = Roll()
    for number in range(8):
        jump = GeoPoint(LISBON.lat + 0.006 * (number % 2), LISBON.lon)  # 0.7 km
        roll.take(_after(20 * number), position=jump)
    assert _sizes(roll.photos) == [8]


def test_photos_without_a_position_between_two_places_go_to_the_nearer_in_time() -> None:
    roll = Roll()
    roll.take(_after(0), LISBON)
    roll.take(_after(5))
    roll.take(_after(45))
    roll.take(_after(50), SINTRA)
    assert _sizes(roll.photos) == [2, 2]


def test_the_hour_that_happens_twice_keeps_its_order() -> None:
    roll = Roll()
    winter = roll.take(datetime(2023, 10, 29, 2, 10), LISBON, offset_h=0)
    summer = roll.take(datetime(2023, 10, 29, 2, 50), LISBON, offset_h=1)
    (moment,) = split_moments(roll.photos)
    assert moment.photo_ids == (summer.id, winter.id)


def test_the_hour_that_is_skipped_is_no_pause() -> None:
    roll = Roll()
    roll.take(datetime(2023, 3, 26, 0, 50), LISBON, offset_h=0)
    roll.take(datetime(2023, 3, 26, 2, 40), LISBON, offset_h=1)
    assert _sizes(roll.photos) == [2]


def test_a_camera_without_offset_and_a_phone_far_from_home_share_their_moments() -> None:
    roll = Roll()
    ids = [
        roll.take(_after(10 * number), *((TOKYO,), ())[number % 2], offset_h=(9, None)[number % 2]).id
        for number in range(8)
    ]
    (moment,) = split_moments(roll.photos)
    assert moment.photo_ids == tuple(ids)


def test_who_crosses_the_date_line_meets_the_same_day_twice_in_order() -> None:
    roll = Roll()
    auckland = roll.take(datetime(2023, 2, 14, 20), AUCKLAND, offset_h=13)
    honolulu = roll.take(datetime(2023, 2, 14, 9), HONOLULU, offset_h=-10)
    assert [moment.id for moment in split_moments(roll.photos)] == [auckland.id, honolulu.id]


def test_the_time_of_a_file_never_joins_better_dates() -> None:
    roll = Roll()
    roll.take(_after(0), LISBON)
    roll.take(_after(1), source=TimeSource.FILE_TIME)
    moments = split_moments(roll.photos)
    assert [(len(moment.photo_ids), moment.evidence) for moment in moments] == [(1, 1), (1, 0)]


def test_files_that_were_copied_together_are_no_moment() -> None:
    roll = Roll()
    for number in range(300):
        roll.take(NOON + timedelta(seconds=number), source=TimeSource.FILE_TIME)
    later = roll.take(_after(600), source=TimeSource.FILE_TIME)
    assert [moment.photo_ids for moment in split_moments(roll.photos)] == [(later.id,)]


def test_a_receipt_stays_in_its_moment_and_is_no_evidence() -> None:
    roll = Roll()
    roll.take(_after(0), LISBON)
    roll.take(_after(2), LISBON, utility=UtilityKind.RECEIPT, utility_score=0.9)
    (moment,) = split_moments(roll.photos)
    assert (len(moment.photo_ids), moment.evidence) == (2, 1)


def test_a_name_that_tells_only_a_day_is_no_evidence() -> None:
    roll = Roll()
    roll.take(NOON, source=TimeSource.FILE_NAME)
    roll.take(_after(1), source=TimeSource.FILE_NAME)
    assert split_moments(roll.photos)[0].evidence == 1


@pytest.mark.parametrize("score", [None, 0.3])
def test_what_is_hardly_a_receipt_is_evidence(score: float | None) -> None:
    photo = Roll().take(NOON, LISBON, utility=UtilityKind.RECEIPT, utility_score=score)
    assert split_moments([photo])[0].evidence == 1


def test_photos_of_one_instant_are_in_the_order_of_their_ids() -> None:
    roll = Roll()
    for _ in range(5):
        roll.take(NOON, LISBON)
    (moment,) = split_moments(reversed(roll.photos))
    assert moment.photo_ids == (1, 2, 3, 4, 5)
    assert moment.id == 1


@st.composite
def _libraries(draw: st.DrawFn, days: int = 3) -> list[PhotoFacts]:
    roll = Roll()
    for minute in draw(st.lists(st.integers(0, days * 24 * 60), max_size=40)):
        place = draw(st.sampled_from([None, LISBON, SINTRA]))
        offset_h = draw(st.sampled_from([None, 0, 1, 9]))
        source = draw(st.sampled_from([TimeSource.EXIF, TimeSource.EXIF, TimeSource.FILE_TIME]))
        roll.take(_after(minute), place, offset_h=offset_h, source=source)
    return roll.photos


@settings(max_examples=60)
@given(_libraries(), st.randoms(use_true_random=False))
def test_every_well_dated_photo_is_in_one_moment_whatever_the_order(photos: list[PhotoFacts], random: object) -> None:
    shuffled = list(photos)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    moments = split_moments(shuffled)
    assert moments == split_moments(photos)
    seen = [photo_id for moment in moments for photo_id in moment.photo_ids]
    assert len(seen) == len(set(seen))
    assert {photo.id for photo in photos if photo.taken and photo.taken.source is TimeSource.EXIF} <= set(seen)
    assert all(moment.photo_ids[0] == moment.id for moment in moments)


@settings(max_examples=40)
@given(_libraries(), _libraries())
def test_photos_far_away_in_time_change_no_moment(near: list[PhotoFacts], far: list[PhotoFacts]) -> None:
    away = timedelta(days=2 * REACH_DAYS + 10)
    moved = [
        replace(photo, id=1_000 + photo.id, taken=replace(photo.taken, local=photo.taken.local + away))
        for photo in far
        if photo.taken
    ]
    anchors = Roll()  # the pace looks at some photos beyond
    for side in (-1, 1):
        anchors.spend(date(2023, 5, 18) + side * timedelta(days=REACH_DAYS + 5), 2, LISBON)
    fixed = [replace(photo, id=2_000 + photo.id) for photo in anchors.photos]
    ids = {photo.id for photo in near}
    alone = [moment for moment in split_moments([*near, *fixed]) if ids.intersection(moment.photo_ids)]
    together = [moment for moment in split_moments([*near, *fixed, *moved]) if ids.intersection(moment.photo_ids)]
    assert alone == together
