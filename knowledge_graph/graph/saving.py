"""Keeping moments, trips and homes in the store as they were found: written as what changed, in one transaction."""

from __future__ import annotations

from albumen.store.store import Transaction
from knowledge_graph.graph.timeline import Timeline, TimelineChange


def save_timeline(tx: Transaction, timeline: Timeline) -> TimelineChange:
    """Make the store's moments, trips and homes those of the timeline; return what had to change."""
    change = _compare(tx, timeline)
    # Moments that lost all their photos are not loaded, and so not among what changed.
    tx.timeline.remove_moments(tx.timeline.instants().keys() - timeline.moments.keys())
    save_change(tx, timeline, change)
    return change


def save_change(tx: Transaction, timeline: Timeline, change: TimelineChange) -> None:
    """Write what changed, where the store holds what was before."""
    table = tx.timeline
    if change.moments_gone or change.moments_come:
        # Trips that are written below name their moments themselves, and may not be there yet.
        written = {trip.id for trip in change.trips_come}
        trips = (trip for trip in timeline.trips.values() if trip.id not in written)
        trip_of = {moment_id: trip.id for trip in trips for moment_id in trip.moment_ids}
        table.remove_moments(moment.id for moment in change.moments_gone)
        table.save_moments(change.moments_come, timeline.instants, trip_of)
    table.remove_trips(trip.id for trip in change.trips_gone)
    table.save_trips(change.trips_come)
    if change.homes_gone or change.homes_come:
        table.save_homes(timeline.homes)


def _compare(tx: Transaction, timeline: Timeline) -> TimelineChange:
    instants, known_instants = timeline.instants, tx.timeline.instants()
    stored = {moment.id: moment for moment in tx.timeline.moments()}
    same = {
        one.id
        for one in timeline.moments.values()
        if stored.get(one.id) == one and known_instants[one.id] == instants[one.id]
    }
    trips = {trip.id: trip for trip in tx.timeline.trips()}
    homes = (*tx.timeline.homes(),)
    return TimelineChange(
        tuple(one for one in stored.values() if one.id not in same),
        tuple(one for one in timeline.in_order() if one.id not in same),
        tuple(trip for trip in trips.values() if timeline.trips.get(trip.id) != trip),
        tuple(trip for trip in timeline.trips.values() if trips.get(trip.id) != trip),
        () if homes == timeline.homes else homes,
        () if homes == timeline.homes else timeline.homes,
    )
