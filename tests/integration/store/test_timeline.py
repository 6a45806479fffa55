"""Moments, trips and homes in the store come back as they were written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete

from albumen.store.curation_records import Home, Moment, Trip
from albumen.store.store import Store, Transaction
from albumen.store.tables import PhotoRow
from albumen.types import GeoPoint, PhotoMetadata, Place

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.72, -9.13)
NOON = datetime(2023, 5, 17, 12)
MOMENT = Moment(1, (1, 2), NOON, NOON + timedelta(minutes=5), GeoPoint(38.7, -9.1), LISBON, 2)
LATER = Moment(3, (3,), NOON - timedelta(hours=5), NOON - timedelta(hours=5))  # by a clock farther west
TRIP = Trip(1, (1, 3), date(2023, 5, 17), date(2023, 5, 18), (LISBON,), "A day in Lisbon", "2 days, 2,000 km from home")
HOME = Home(GeoPoint(38.7, -9.1), 5.0, LISBON, date(2020, 1, 1), None, 300)
INSTANTS = {1: 1.0, 3: 2.5}


@pytest.fixture(autouse=True)
def _photos(store: Store) -> None:
    with store.write() as tx:
        for number in range(1, 5):
            tx.photos.save(f"{number:064}", 1, facts=None, metadata=PhotoMetadata(place=LISBON))


def _save(tx: Transaction) -> None:
    tx.timeline.save_moments([LATER, MOMENT], INSTANTS, {})
    tx.timeline.save_trips([TRIP])
    tx.timeline.save_homes([HOME])


def test_a_library_without_curation_has_none(store: Store) -> None:
    with store.read() as tx:
        assert (tx.timeline.moments(), tx.timeline.trips(), tx.timeline.homes()) == ([], [], [])


def test_they_come_back_in_the_order_of_elapsed_time(store: Store) -> None:
    with store.write() as tx:
        _save(tx)
    with store.read() as tx:
        assert tx.timeline.moments() == [MOMENT, LATER]
        assert tx.timeline.moments([3]) == [LATER]
        assert tx.timeline.trips() == [TRIP]
        assert tx.timeline.homes() == [HOME]
        assert tx.timeline.instants() == INSTANTS
    assert store.check() == []


def test_what_is_written_again_replaces_what_was(store: Store) -> None:
    grown, moved = replace(MOMENT, photo_ids=(1, 2, 3), place=None), replace(HOME, until=date(2021, 1, 1))
    with store.write() as tx:
        _save(tx)
    with store.write() as tx:
        tx.timeline.remove_moments([3])
        tx.timeline.save_moments([grown], {1: 1.0}, {1: 1})
        tx.timeline.save_homes([moved])
    with store.read() as tx:
        assert tx.timeline.moments() == [grown]
        assert tx.timeline.trips() == [replace(TRIP, moment_ids=(1,))]
        assert tx.timeline.homes() == [moved]


def test_a_trip_that_shrinks_or_goes_lets_its_moments_go(store: Store) -> None:
    shorter = replace(TRIP, moment_ids=(1,))
    with store.write() as tx:
        _save(tx)
        tx.timeline.save_trips([shorter])
        assert tx.timeline.trips() == [shorter]
        tx.timeline.remove_trips([1])
        assert tx.timeline.trips() == []
        assert len(tx.timeline.moments()) == 2


def test_a_write_that_is_cut_short_leaves_what_was(store: Store) -> None:
    with store.write() as tx:
        _save(tx)
    with pytest.raises(KeyboardInterrupt):
        _begin_and_die(store)
    with store.read() as tx:
        assert tx.timeline.moments() == [MOMENT, LATER]
        assert tx.timeline.trips() == [TRIP]


def _begin_and_die(store: Store) -> None:
    with store.write() as tx:
        tx.timeline.remove_moments([1, 3])
        tx.timeline.remove_trips([1])
        raise KeyboardInterrupt


def test_photos_deleted_since_are_in_no_moment(store: Store) -> None:
    with store.write() as tx:
        _save(tx)
        tx._session.execute(delete(PhotoRow).where(PhotoRow.id.in_([2, 3])))
    with store.read() as tx:
        assert tx.timeline.moments() == [replace(MOMENT, photo_ids=(1,))]
