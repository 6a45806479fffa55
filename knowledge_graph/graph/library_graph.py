"""The graph of a library: what joins its photos, kept true as photos come, go and change.

Built at once or followed change by change, it is the same graph, node by node and edge by edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from albumen.store.curation_records import Home, Moment, PhotoFacts, Trip
from knowledge_graph.graph.schema import MEMBERSHIPS, NodeKind, kind_of, name_of
from knowledge_graph.graph.timeline import Timeline, TimelineChange
from knowledge_graph.graph.writer import GraphWriter

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class GraphChange:
    """What `apply` did: photos by id, and what it made of moments, trips and homes."""

    added: tuple[int, ...]
    updated: tuple[int, ...]
    removed: tuple[int, ...]
    timeline: TimelineChange


class LibraryGraph:
    """A directed networkx graph of photos and what they share; `schema` tells the kinds of nodes and edges.

    Feedback is no part of it: what is hidden is left out by those who choose photos to show.
    """

    def __init__(self, facts: Iterable[PhotoFacts] = ()) -> None:
        """Build from all photos."""
        self._facts = {photo.id: photo for photo in facts}
        self._timeline = Timeline(self._facts)
        self._writer = GraphWriter(self._facts, self._timeline)

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The networkx graph, to be read: equal edges share their attributes, so none may be changed in place."""
        return self._writer.graph

    @property
    def facts(self) -> Mapping[int, PhotoFacts]:
        """All photos, by id."""
        return MappingProxyType(self._facts)

    @property
    def timeline(self) -> Timeline:
        """The moments, trips and homes, as they are saved."""
        return self._timeline

    @property
    def moments(self) -> Mapping[int, Moment]:
        """All moments, by id; `list_moments` gives them in order."""
        return self._timeline.moments

    @property
    def trips(self) -> Mapping[int, Trip]:
        """All trips, by id, in the order of time."""
        return self._timeline.trips

    @property
    def homes(self) -> tuple[Home, ...]:
        """The homes, in the order of time."""
        return self._timeline.homes

    def list_moments(self) -> list[Moment]:
        """List the moments in the order of elapsed time."""
        return self._timeline.in_order()

    def moment_of(self, photo_id: int) -> Moment | None:
        """Find the moment that a photo is in."""
        moment_id = self._timeline.moment_of.get(photo_id)
        return None if moment_id is None else self.moments[moment_id]

    def photos_of(self, node: str) -> list[int]:
        """List the photos, by id, that belong to a node by any chain of memberships: a country's, a trip's, all animals'.

        A node that the graph lacks has none.
        """
        found, waiting = {node}, [node] if node in self.graph else []
        while waiting:
            for source, edge in self.graph.pred[waiting.pop()].items():
                if source not in found and edge["kind"] in MEMBERSHIPS:
                    found.add(source)
                    waiting.append(source)
        return sorted(int(name_of(one)) for one in found if kind_of(one) is NodeKind.PHOTO and one in self.graph)

    def neighbours(self, node: str, kind: NodeKind) -> list[str]:
        """List the nodes of a kind that an edge joins to this one, either way, in order of their ids."""
        joined = {*self.graph.successors(node), *self.graph.predecessors(node)}
        return sorted(one for one in joined if kind_of(one) is kind)

    def apply(self, added: Iterable[PhotoFacts], removed: Iterable[int]) -> GraphChange:
        """Follow photos that came or changed, and photos that went; ids that are not known are passed over.

        Args:
            added: New photos, and known ones as they are now.
            removed: Ids of photos that are no more.
        """
        come = {photo.id: photo for photo in added if self._facts.get(photo.id) != photo}
        gone = {photo_id for photo_id in removed if photo_id in self._facts} - come.keys()
        before = {photo_id: self._facts[photo_id] for photo_id in come.keys() | gone if photo_id in self._facts}
        for photo_id in gone:
            del self._facts[photo_id]
        self._facts.update(come)
        moved = [photo_id for photo_id in come.keys() | gone if _has_moved(before.get(photo_id), come.get(photo_id))]
        change = self._timeline.update(
            [before[photo_id] for photo_id in moved if photo_id in before],
            [come[photo_id] for photo_id in moved if photo_id in come],
        )
        self._writer.follow(come.keys(), gone, change)
        updated = before.keys() - gone
        return GraphChange(_sorted(come.keys() - updated), _sorted(updated), _sorted(gone), change)


# What moments, homes and trips are made from.
_of_timeline = attrgetter("taken", "position", "place", "utility", "utility_score")


def _has_moved(before: PhotoFacts | None, after: PhotoFacts | None) -> bool:
    return before is None or after is None or _of_timeline(before) != _of_timeline(after)


def _sorted(photo_ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(photo_ids))
