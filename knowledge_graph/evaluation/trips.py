"""Trips, homes and moments against the truth.

A trip is right when both its bounds are: its first and its last day. A moment's photos are compared by the adjusted Rand
index over those whose occasion their file can tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from albumen.store.curation_records import Home, Moment, Trip
from knowledge_graph.distances import measure_km
from knowledge_graph.evaluation.clusters import adjusted_rand
from knowledge_graph.evaluation.matches import Matches, compare
from knowledge_graph.evaluation.truth import TrueHome, TruePhoto, TrueTrip

_SAME_HOME_KM = 5.0
# A move shows in the photos by the first one that is taken at the new home.
_MOVED_WITHIN = timedelta(days=31)


def compare_trips(true: Sequence[TrueTrip], found: Sequence[Trip]) -> Matches:
    """Compare trips by their first and last day."""
    return compare(
        {(trip.starts_on, trip.ends_on) for trip in true}, {(trip.starts_on, trip.ends_on) for trip in found}
    )


def find_true_trip(trip: Trip, true: Sequence[TrueTrip]) -> TrueTrip | None:
    """Return the true trip that shares the most days with a found one; None where none shares any."""
    shared = [(_shared_days(trip, other), other) for other in true]
    days, best = max(shared, key=lambda entry: entry[0], default=(0, None))
    return best if days > 0 else None


def compare_moments(photos: Mapping[int, TruePhoto], moments: Sequence[Moment]) -> float:
    """Return the adjusted Rand index over the photos that have a true moment; each that is in none is by itself.

    Args:
        photos: The truth by photo id.
        moments: As they were found.
    """
    found = {photo: moment.id for moment in moments for photo in moment.photo_ids}
    told = [(photo_id, photo.moment) for photo_id, photo in photos.items() if photo.moment is not None]
    return adjusted_rand([moment for _, moment in told], [found.get(photo_id, -photo_id) for photo_id, _ in told])


def compare_homes(true: Sequence[TrueHome], found: Sequence[Home]) -> Matches:
    """Compare homes: right within `_SAME_HOME_KM`, with the days of moving within `_MOVED_WITHIN`."""
    right = sum(any(_is_same_home(home, other) for other in found) for home in true)
    return Matches(right, len(found), len(true))


def _shared_days(trip: Trip, other: TrueTrip) -> int:
    return (min(trip.ends_on, other.ends_on) - max(trip.starts_on, other.starts_on)).days + 1


def _is_same_home(true: TrueHome, found: Home) -> bool:
    is_near = measure_km(true.position, found.position) <= _SAME_HOME_KM
    starts = abs(true.since - found.since) <= _MOVED_WITHIN
    if true.until is None or found.until is None:
        return is_near and starts and true.until is found.until
    return is_near and starts and abs(true.until - found.until) <= _MOVED_WITHIN
