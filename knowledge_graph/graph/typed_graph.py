"""networkx's directed graph, with equal attributes kept once, and nodes that go with the last edge to them.

Most edges of a library are alike: a hundred thousand say "taken with, weight 1". A mapping of its own for each of 1.3 million edges
takes 320 MB more than shared ones (docs/decisions/0017). So **attributes are replaced, never changed in place**: a write to
`graph.edges[u, v]["weight"]` would change every edge that is like it. networkx's own calls that change a graph are switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import networkx as nx

from knowledge_graph.graph.schema import STANDING, EdgeKind, NodeKind, kind_of

Attributes = dict[str, Any]


class Link(NamedTuple):
    """An edge to a node, before it is in the graph; what the weight says is told by `EdgeKind`."""

    target: str
    kind: EdgeKind
    weight: float
    evidence: str


class TypedGraph:
    """A `networkx.DiGraph` of typed nodes and weighted edges, written through this class alone."""

    def __init__(self) -> None:
        self.graph: nx.DiGraph[str] = nx.freeze(nx.DiGraph())
        # networkx copies the attributes that it is given; to share them one writes to what it keeps them in.
        self._nodes, self._out, self._in = self.graph._node, self.graph._succ, self.graph._pred
        self._alone: dict[NodeKind, Attributes] = {kind: {"kind": kind.value} for kind in NodeKind}
        self._shared: dict[tuple[EdgeKind, float, str], Attributes] = {}

    def put_node(self, node: str, attributes: Mapping[str, Any] | None = None) -> None:
        """Add a node, or replace its attributes."""
        if node not in self._nodes:
            self._out[node], self._in[node] = {}, {}
        kind = kind_of(node)
        self._nodes[node] = {"kind": kind.value, **attributes} if attributes else self._alone[kind]

    def put_edge(self, source: str, link: Link) -> bool:
        """Add an edge from a node that is there, or replace its attributes; return whether its target is new."""
        is_new = link.target not in self._nodes
        if is_new:
            self.put_node(link.target)
        self._out[source][link.target] = self._in[link.target][source] = self._share(link)
        return is_new

    def put_edges(self, source: str, links: Mapping[str, Link]) -> list[str]:
        """Make these, by target, the only edges that leave a node; return targets that are new."""
        for target in [target for target in self._out[source] if target not in links]:
            self.remove_edge(source, target)
        return [link.target for link in links.values() if self.put_edge(source, link)]

    def remove_edge(self, source: str, target: str) -> None:
        """Remove an edge, and its target where that was there only because something pointed to it."""
        del self._out[source][target], self._in[target][source]
        if not self._in[target] and kind_of(target) not in STANDING:
            self.remove_node(target)

    def remove_node(self, node: str) -> None:
        """Remove a node with its edges, and what nothing points to any more."""
        for target in [*self._out[node]]:
            self.remove_edge(node, target)
        for source in self._in[node]:
            del self._out[source][node]
        del self._nodes[node], self._out[node], self._in[node]

    def _share(self, link: Link) -> Attributes:
        key = link[1:]
        known = self._shared.get(key)
        if known is None:
            kind, weight, evidence = key
            known = self._shared[key] = {"kind": kind.value, "weight": weight, "evidence": evidence}
        return known
