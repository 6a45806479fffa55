"""Exports are read back by networkx as the graph that was written, and are the same file every time."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import networkx as nx
import pytest

from albumen.types import Tag
from knowledge_graph.graph.export import iter_graphml, iter_json
from knowledge_graph.graph.library_graph import LibraryGraph
from tests.curation_photos import FIRST_DAY, GRAZ, LISBON, make_photo, make_weeks

LIFE = make_weeks(GRAZ, range(12), first_id=1)
AWAY = [
    make_photo(100 + number, FIRST_DAY.replace(month=2, day=12, hour=number), LISBON, offset_h=0)
    for number in range(24)
]
ODD = make_photo(200, FIRST_DAY, camera='Ca\x00n"on <&> é', concepts=(Tag("beach", 0.25),))


def _expected(library: LibraryGraph) -> nx.DiGraph:
    graph = nx.DiGraph()
    for node, attributes in library.graph.nodes(data=True):
        graph.add_node(node, label=attributes.get("title") or node.partition(":")[2], **attributes)
    graph.add_edges_from(library.graph.edges(data=True))
    return graph


def _same(a: nx.DiGraph, b: nx.DiGraph) -> bool:
    return dict(a.nodes(data=True)) == dict(b.nodes(data=True)) and dict(a.adj) == dict(b.adj)


@pytest.mark.parametrize("photos", [[], [make_photo(1)], [*LIFE, *AWAY]], ids=["empty", "one photo", "a life"])
def test_both_formats_are_read_back_as_they_were(photos: list) -> None:
    library = LibraryGraph(photos)
    expected = _expected(library)
    assert _same(nx.read_graphml(io.BytesIO("".join(iter_graphml(library.graph)).encode())), expected)
    data = json.loads("".join(iter_json(library.graph)))
    assert _same(nx.node_link_graph(data, edges="edges"), expected)


def test_the_same_library_in_another_order_is_the_same_file() -> None:
    one, other = LibraryGraph([*LIFE, *AWAY]), LibraryGraph([*AWAY[::-1], *LIFE])
    assert "".join(iter_graphml(one.graph)) == "".join(iter_graphml(other.graph))
    assert "".join(iter_json(one.graph)) == "".join(iter_json(other.graph))


def test_names_that_xml_cannot_hold_are_written_all_the_same() -> None:
    graph = nx.read_graphml(io.BytesIO("".join(iter_graphml(LibraryGraph([ODD]).graph)).encode()))
    assert 'camera:Ca\ufffdn"on <&> é' in graph


def test_weights_and_counts_are_numbers() -> None:
    photo = replace(ODD, objects=(("dog", 2),))
    graph = nx.read_graphml(io.BytesIO("".join(iter_graphml(LibraryGraph([photo]).graph)).encode()))
    assert graph.edges["photo:200", "object:dog"]["weight"] == 2.0
    assert graph.nodes["moment:200"]["photos"] == 1
