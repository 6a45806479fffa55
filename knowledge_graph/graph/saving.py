"""Keeping moments, trips and homes in the store as the graph has them: written as what changed, in one transaction.

The graph's other edges are rows of the store already. So that nobody waits for it to be built from them twice, it is kept in a file
of the library folder too, which holds until a photo changes (docs/decisions/0017).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.store.store import Store, Transaction
from knowledge_graph.graph.graph_file import load_graph, save_graph
from knowledge_graph.graph.library_graph import GraphChange, LibraryGraph
from knowledge_graph.graph.timeline import Timeline, TimelineChange

if TYPE_CHECKING:
    import networkx as nx


def open_graph(tx: Transaction) -> LibraryGraph:
    """Build the graph of the library as it is now."""
    return LibraryGraph(tx.facts.load())


def read_graph(store: Store, path: Path) -> nx.DiGraph[str]:
    """Read the library's graph as it is now: from the file at `path` if that is of this state, else built and saved there.

    Raises:
        OSError: the file cannot be written.
    """
    with store.read() as tx:
        stamp = tx.timeline.graph_stamp()
        graph = load_graph(path, stamp)
        if graph is not None:
            return graph
        graph = open_graph(tx).graph
    save_graph(graph, path, stamp)
    return graph


def follow_photos(store: Store, graph: LibraryGraph, photo_ids: Collection[int]) -> GraphChange:
    """Bring a graph, and what the store has of it, up to date with photos that came, changed or went."""
    with store.write() as tx:
        facts = tx.facts.load(photo_ids)
        change = graph.apply(facts, {*photo_ids} - {photo.id for photo in facts})
        save_change(tx, graph.timeline, change.timeline)
    return change


def save_timeline(tx: Transaction, timeline: Timeline) -> TimelineChange:
    """Make the store's moments, trips and homes those of the timeline; return what had to change."""
    change = _compare(tx, timeline)
    emptied = (
        tx.timeline.instants().keys() - timeline.moments.keys()
    )  # also those that lost all photos, which are not loaded
    tx.timeline.remove_moments(emptied)
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
