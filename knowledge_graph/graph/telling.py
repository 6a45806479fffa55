"""What a graph says of a photo: the edges that lead from it, and from the moment that it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge_graph.graph.schema import EdgeKind, photo_node

if TYPE_CHECKING:
    import networkx as nx

_ORDER = {kind: at for at, kind in enumerate(EdgeKind)}


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as it is told: what it says of `source`, how much of it, and what shows it."""

    source: str
    target: str
    kind: EdgeKind
    weight: float
    evidence: str


def explain_photo(graph: nx.DiGraph[str], photo_id: int) -> list[Edge]:
    """List what a graph says of a photo and then of its moment: their edges by kind, the heaviest first.

    Raises:
        KeyError: there is no such photo.
    """
    told = _edges_from(graph, photo_node(photo_id))
    moments = [edge.target for edge in told if edge.kind is EdgeKind.IN_MOMENT]
    return [*told, *(edge for moment in moments for edge in _edges_from(graph, moment))]


def _edges_from(graph: nx.DiGraph[str], node: str) -> list[Edge]:
    found = (
        Edge(node, target, EdgeKind(edge["kind"]), edge["weight"], edge["evidence"])
        for target, edge in graph.succ[node].items()
    )
    return sorted(found, key=lambda edge: (_ORDER[edge.kind], -edge.weight, edge.target))
