"""The graph in files that other programs read: GraphML (Gephi, yEd, Cytoscape) and networkx's node-link JSON.

Written line by line in one order, so that the same graph is the same file and a large one takes no memory. networkx's own
GraphML writer makes a tree of the whole file first, 2 kB an edge (docs/decisions/0017). What is written here is read back by
`networkx.read_graphml` and `networkx.node_link_graph`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from knowledge_graph.graph.schema import NodeKind, kind_of, name_of

if TYPE_CHECKING:
    import networkx as nx

_GRAPHML_TYPES = {str: "string", int: "long", float: "double"}
_EDGE_TYPES = {"kind": str, "weight": float, "evidence": str}


def iter_graphml(graph: nx.DiGraph[str]) -> Iterator[str]:
    """Yield the lines of a GraphML file (http://graphml.graphdrawing.org, 1.0): all attributes are scalars."""
    types = _types_of(attributes for _, attributes in _iter_nodes(graph))
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for owner, of in (("node", types), ("edge", _EDGE_TYPES)):
        for name, kind in of.items():
            yield f'<key id="{owner}_{name}" for="{owner}" attr.name="{name}" attr.type="{_GRAPHML_TYPES[kind]}"/>\n'
    yield '<graph edgedefault="directed">\n'
    for node, attributes in _iter_nodes(graph):
        yield f"<node id={_quote(node)}>{_data('node', attributes)}</node>\n"
    for source, target, attributes in _iter_edges(graph):
        yield f"<edge source={_quote(source)} target={_quote(target)}>{_data('edge', attributes)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def iter_json(graph: nx.DiGraph[str]) -> Iterator[str]:
    """Yield the lines of a JSON file as `networkx.node_link_data(graph, edges="edges")` arranges it."""
    yield '{"directed": true, "multigraph": false, "graph": {},\n"nodes": [\n'
    yield from _joined(attributes | {"id": node} for node, attributes in _iter_nodes(graph))
    yield '],\n"edges": [\n'
    yield from _joined(
        attributes | {"source": source, "target": target} for source, target, attributes in _iter_edges(graph)
    )
    yield "]}\n"


def _iter_nodes(graph: nx.DiGraph[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield nodes by kind and name, with what they are called."""
    for node in sorted(graph, key=_order):
        yield node, {"label": graph.nodes[node].get("title") or name_of(node), **graph.nodes[node]}


def _iter_edges(graph: nx.DiGraph[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for source in sorted(graph, key=_order):
        targets = graph.succ[source]
        for target in sorted(targets):
            yield source, target, targets[target]


_KINDS = {kind: rank for rank, kind in enumerate(NodeKind)}


def _order(node: str) -> tuple[int, int, str]:
    name = name_of(node)
    return _KINDS[kind_of(node)], int(name) if name.isdecimal() else 0, name


def _types_of(many: Iterable[Mapping[str, Any]]) -> dict[str, type]:
    types = {name: type(value) for attributes in many for name, value in attributes.items()}
    return dict(sorted(types.items()))


def _data(owner: str, attributes: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{owner}_{name}">{escape(_printable(str(value)))}</data>' for name, value in attributes.items()
    )


def _quote(node: str) -> str:
    return quoteattr(_printable(node))


def _printable(text: str) -> str:
    """Replace what XML 1.0 cannot hold, control characters and lone surrogates: a camera's name may have any."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _joined(values: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield f"{',' if number else ' '}{json.dumps(value)}\n"
