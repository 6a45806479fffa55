"""Writes photos, moments, trips and homes into the graph, all of them or those that changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from albumen.store.curation_records import Home, Moment, PhotoFacts, Trip
from albumen.types import Place
from knowledge_graph.graph.links import link_concept, link_home, link_moment, link_photo, link_place
from knowledge_graph.graph.near_home import find_near_home
from knowledge_graph.graph.schema import NodeKind, home_node, kind_of, moment_node, name_of, photo_node, trip_node
from knowledge_graph.graph.timeline import Timeline, TimelineChange
from knowledge_graph.graph.typed_graph import Link, TypedGraph


class GraphWriter:
    """Keeps a graph as `facts` and `timeline` say; both are looked at again on each call."""

    def __init__(self, facts: Mapping[int, PhotoFacts], timeline: Timeline) -> None:
        """Write everything."""
        self._facts = facts
        self._timeline = timeline
        self._typed = TypedGraph()
        self.graph = self._typed.graph
        self._trip_of: dict[int, int] = {}
        self._home_of = find_near_home(timeline.moments.values(), timeline.homes)
        self._put_homes(timeline.homes)
        self._put_trips(timeline.trips.values())
        for moment in timeline.moments.values():
            self._put_moment(moment)
        for photo in facts.values():
            self._put_photo(photo)

    def follow(self, come: Collection[int], gone: Iterable[int], change: TimelineChange) -> None:
        """Write photos that came or changed, and take out those that went; `change` is what it did to the rest."""
        moved = {photo_id for moment in (*change.moments_gone, *change.moments_come) for photo_id in moment.photo_ids}
        stale = self._find_stale_moments(come, change)
        for photo_id in gone:
            self._typed.remove_node(photo_node(photo_id))
        self._put_homes(change.homes_come)
        self._put_trips(change.trips_come)
        for moment_id in stale & self._timeline.moments.keys():
            self._put_moment(self._timeline.moments[moment_id])
        for photo_id in (moved | {*come}) & self._facts.keys():
            self._put_photo(self._facts[photo_id])
        self._remove_lost(change)

    def _find_stale_moments(self, come: Iterable[int], change: TimelineChange) -> set[int]:
        """Find the moments whose own edges may be others, because they, their photos, trips or homes are."""
        timeline = self._timeline
        stale = {moment.id for moment in change.moments_come}
        stale |= {timeline.moment_of[photo_id] for photo_id in come if photo_id in timeline.moment_of}
        for trip in change.trips_gone:
            stale.update(trip.moment_ids)
            for moment_id in trip.moment_ids:
                self._trip_of.pop(moment_id, None)
        for trip in change.trips_come:
            stale.update(trip.moment_ids)
        before = self._home_of
        if _extents(change.homes_gone) != _extents(change.homes_come):
            self._home_of = find_near_home(timeline.moments.values(), timeline.homes)
            stale |= {moment_id for moment_id, _ in before.items() ^ self._home_of.items()}
        else:
            for moment in change.moments_gone:
                self._home_of.pop(moment.id, None)
            self._home_of |= find_near_home(change.moments_come, timeline.homes)
        return stale

    def _remove_lost(self, change: TimelineChange) -> None:
        """Take out moments, trips and homes that are no more, after all that may lead elsewhere now does."""
        kept = {home_node(home.since) for home in self._timeline.homes}
        lost = {moment_node(one.id) for one in change.moments_gone if one.id not in self._timeline.moments}
        lost |= {trip_node(one.id) for one in change.trips_gone if one.id not in self._timeline.trips}
        lost |= {home_node(home.since) for home in change.homes_gone} - kept
        for node in lost:
            self._typed.remove_node(node)

    def _put_photo(self, photo: PhotoFacts) -> None:
        node = photo_node(photo.id)
        self._typed.put_node(node)
        self._put_links(node, link_photo(photo, self._timeline.moment_of.get(photo.id)), photo.place)

    def _put_moment(self, moment: Moment) -> None:
        node = moment_node(moment.id)
        times = {"starts_at": moment.starts_at.isoformat(), "ends_at": moment.ends_at.isoformat()}
        self._typed.put_node(node, times | {"photos": len(moment.photo_ids)})
        since, trip_id = self._home_of.get(moment.id), self._trip_of.get(moment.id)
        self._put_links(node, link_moment(moment, self._facts, since, trip_id), moment.place)

    def _put_trips(self, trips: Iterable[Trip]) -> None:
        for trip in trips:
            days = {"starts_on": trip.starts_on.isoformat(), "ends_on": trip.ends_on.isoformat()}
            self._typed.put_node(trip_node(trip.id), {"title": trip.title} | days)
            self._trip_of.update(dict.fromkeys(trip.moment_ids, trip.id))

    def _put_homes(self, homes: Iterable[Home]) -> None:
        for home in homes:
            node = home_node(home.since)
            self._typed.put_node(node, _describe_home(home))
            self._put_links(node, link_home(home), home.place)

    def _put_links(self, node: str, links: Iterable[Link], place: Place | None) -> None:
        """Make these the edges that leave a node; what they lead to for the first time gets its own."""
        for target in self._typed.put_edges(node, {link.target: link for link in links}):
            kind = kind_of(target)
            if kind is NodeKind.CONCEPT:
                self._put_links(target, link_concept(name_of(target)), None)
            elif kind is NodeKind.TOWN:
                assert place is not None  # only a place leads to a town
                for narrower, link in link_place(place):
                    self._typed.put_edge(narrower, link)


def _describe_home(home: Home) -> dict[str, Any]:
    described = {"lat": home.position.lat, "lon": home.position.lon, "radius_km": home.radius_km, "days": home.days}
    return described | ({"until": home.until.isoformat()} if home.until is not None else {})


def _extents(homes: Iterable[Home]) -> set[tuple[object, ...]]:
    """Say where homes are and when: one more day in them moves none by a hundred metres."""
    return {(home.position, home.radius_km, home.since, home.until) for home in homes}
