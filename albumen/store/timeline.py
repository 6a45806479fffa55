"""Moments, trips and homes in the store: read whole, written as what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import Home, Moment, PhotoFacts, Trip
from albumen.store.curation_tables import HomeRow, MomentPhotoRow, MomentRow, TripRow
from albumen.store.tables import PlaceRow
from albumen.store.timeline_facts import load_timeline_facts, stamp_graph, stamp_timeline
from albumen.types import GeoPoint, Place


class TimelineTable:
    """The moments, moment_photos, trips and homes tables."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def facts(self) -> list[PhotoFacts]:
        """Load what moments, homes and trips are made of: photos with a file, with little of what is known of them."""
        return load_timeline_facts(self._session)

    def stamp(self) -> str:
        """Tell the state of all that `facts` gives: another one when anything of it changed."""
        return stamp_timeline(self._session)

    def graph_stamp(self) -> str:
        """Tell the state of all that the graph of the library is made of."""
        return stamp_graph(self._session)

    def moments(self, ids: Collection[int] | None = None) -> list[Moment]:
        """Load moments in the order of elapsed time: all, or some.

        Photos that were deleted since are not in them, and moments that lost all are left out.
        """
        places, photos = self._places(), self._photos(ids)
        query = select(MomentRow).order_by(MomentRow.instant_s, MomentRow.id)
        rows = self._session.scalars(query if ids is None else query.where(MomentRow.id.in_(ids)))
        return [
            Moment(
                id=row.id,
                photo_ids=tuple(photos[row.id]),
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                position=_point(row),
                place=places.get(row.place_id),
                evidence=row.evidence,
            )
            for row in rows
            if row.id in photos
        ]

    def moment_id_of(self, photo_id: int) -> int | None:
        """Find the moment that a photo is in."""
        return self._session.scalar(select(MomentPhotoRow.moment_id).where(MomentPhotoRow.photo_id == photo_id))

    def instants(self) -> dict[int, float]:
        """Load when each moment began, by id, in seconds of elapsed time since 1970."""
        return dict(self._session.execute(select(MomentRow.id, MomentRow.instant_s)).all())

    def trips(self) -> list[Trip]:
        """Load all trips in the order of time."""
        moment_ids: dict[int, list[int]] = defaultdict(list)
        query = select(MomentRow.trip_id, MomentRow.id)
        for trip_id, moment_id in self._session.execute(query.order_by(MomentRow.instant_s, MomentRow.id)):
            if trip_id is not None:
                moment_ids[trip_id].append(moment_id)
        rows = self._session.scalars(select(TripRow).order_by(TripRow.starts_on, TripRow.id))
        return [_trip(row, tuple(moment_ids[row.id])) for row in rows]

    def homes(self) -> list[Home]:
        """Load the homes in the order of time."""
        places = self._places()
        rows = self._session.scalars(select(HomeRow).order_by(HomeRow.since, HomeRow.id))
        return [
            Home(GeoPoint(row.lat, row.lon), row.radius_km, places.get(row.place_id), row.since, row.until, row.days)
            for row in rows
        ]

    def save_moments(
        self, moments: Iterable[Moment], instants: Mapping[int, float], trip_of: Mapping[int, int]
    ) -> None:
        """Write moments, new or in the stead of those of their ids.

        Args:
            moments: Their photos are in no other moment by now: those that lost some were removed, or are among these.
            instants: When each began, in seconds of elapsed time since 1970.
            trip_of: The trip of those that are of one, by the moment's id.
        """
        moments = [*moments]
        self.remove_moments(moment.id for moment in moments)
        ids = self._place_ids(one.place for one in moments)
        rows = [_moment_values(one, ids, instants[one.id], trip_of.get(one.id)) for one in moments]
        self._insert(MomentRow, rows)
        order = [(one.id, at, photo_id) for one in moments for at, photo_id in enumerate(one.photo_ids)]
        names = ("moment_id", "position", "photo_id")
        self._insert(MomentPhotoRow, [dict(zip(names, values, strict=True)) for values in order])

    def remove_moments(self, ids: Iterable[int]) -> None:
        """Delete moments; their photos are then in none."""
        for chunk in iter_chunks(ids):
            self._session.execute(delete(MomentPhotoRow).where(MomentPhotoRow.moment_id.in_(chunk)))
            self._session.execute(delete(MomentRow).where(MomentRow.id.in_(chunk)))

    def save_trips(self, trips: Iterable[Trip]) -> None:
        """Write trips, new or in the stead of those of their ids, and name each in those of its moments that are there."""
        trips = [*trips]
        self.remove_trips(trip.id for trip in trips)
        self._insert(TripRow, [_trip_values(trip) for trip in trips])
        for trip in trips:
            for chunk in iter_chunks(trip.moment_ids):
                self._session.execute(update(MomentRow).where(MomentRow.id.in_(chunk)).values(trip_id=trip.id))

    def remove_trips(self, ids: Iterable[int]) -> None:
        """Delete trips; their moments are then of none."""
        for chunk in iter_chunks(ids):
            self._session.execute(update(MomentRow).where(MomentRow.trip_id.in_(chunk)).values(trip_id=None))
            self._session.execute(delete(TripRow).where(TripRow.id.in_(chunk)))

    def save_homes(self, homes: Iterable[Home]) -> None:
        """Write all homes in the stead of those that were."""
        homes = [*homes]
        ids = self._place_ids(home.place for home in homes)
        self._session.execute(delete(HomeRow))
        self._insert(HomeRow, [_home_values(home, ids) for home in homes])

    def _insert(self, table: type, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._session.execute(insert(table), rows)

    def _photos(self, ids: Collection[int] | None) -> dict[int, list[int]]:
        query = select(MomentPhotoRow.moment_id, MomentPhotoRow.photo_id)
        query = query.order_by(MomentPhotoRow.moment_id, MomentPhotoRow.position)
        photos: dict[int, list[int]] = defaultdict(list)
        rows = self._session.execute(query if ids is None else query.where(MomentPhotoRow.moment_id.in_(ids)))
        for moment_id, photo_id in rows:
            photos[moment_id].append(photo_id)
        return photos

    def _places(self) -> dict[int | None, Place]:
        return {row.id: _place(row) for row in self._session.execute(_PLACES)}

    def _place_ids(self, places: Iterable[Place | None]) -> dict[Place | None, int]:
        names = {place.name for place in places if place is not None}
        chunks = (self._session.execute(_PLACES.where(PlaceRow.name.in_(chunk))) for chunk in iter_chunks(names))
        return {_place(row): row.id for rows in chunks for row in rows}


_PLACES = select(*PlaceRow.__table__.columns)


def _place(row: Row[*tuple[Any, ...]]) -> Place:
    return Place(row.name, row.region, row.country, row.country_code, row.lat, row.lon)


def _point(row: MomentRow) -> GeoPoint | None:
    return GeoPoint(row.lat, row.lon) if row.lat is not None and row.lon is not None else None


def _moment_values(
    moment: Moment, place_ids: Mapping[Place | None, int], instant_s: float, trip_id: int | None
) -> dict[str, Any]:
    position = moment.position
    return {
        "id": moment.id,
        "trip_id": trip_id,
        "starts_at": moment.starts_at,
        "ends_at": moment.ends_at,
        "instant_s": instant_s,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "place_id": place_ids.get(moment.place),
        "evidence": moment.evidence,
    }


def _trip(row: TripRow, moment_ids: tuple[int, ...]) -> Trip:
    places = tuple(Place(**values) for values in row.places)  # type: ignore[arg-type]  # as _trip_values wrote them
    return Trip(row.id, moment_ids, row.starts_on, row.ends_on, places, row.title, row.reason)


def _trip_values(trip: Trip) -> dict[str, Any]:
    return {
        "id": trip.id,
        "starts_on": trip.starts_on,
        "ends_on": trip.ends_on,
        "places": [asdict(place) for place in trip.places],
        "title": trip.title,
        "reason": trip.reason,
    }


def _home_values(home: Home, place_ids: Mapping[Place | None, int]) -> dict[str, Any]:
    return {
        "lat": home.position.lat,
        "lon": home.position.lon,
        "radius_km": home.radius_km,
        "place_id": place_ids.get(home.place),
        "since": home.since,
        "until": home.until,
        "days": home.days,
    }
