"""A saved graph comes back as it was, or not at all."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from knowledge_graph.graph.graph_file import load_graph, save_graph
from knowledge_graph.graph.library_graph import LibraryGraph
from tests.curation_photos import GRAZ, make_photo, make_weeks

LIFE = make_weeks(GRAZ, range(12), first_id=1)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A saved graph of the state `today`."""
    path = tmp_path / "graph" / "graph.npz"
    save_graph(LibraryGraph(LIFE).graph, path, "today")
    return path


def _parts(graph: nx.DiGraph) -> tuple[object, ...]:
    return dict(graph.nodes(data=True)), dict(graph.succ), dict(graph.pred)


@pytest.mark.parametrize("photos", [[], [make_photo(1)], LIFE], ids=["empty", "one photo", "a life"])
def test_a_graph_comes_back_as_it_was(tmp_path: Path, photos: list) -> None:
    graph = LibraryGraph(photos).graph
    save_graph(graph, tmp_path / "graph.npz", "today")
    loaded = load_graph(tmp_path / "graph.npz", "today")
    assert loaded is not None
    assert _parts(loaded) == _parts(graph)
    assert [*tmp_path.iterdir()] == [tmp_path / "graph.npz"]


def test_one_of_another_state_of_the_library_is_none(saved: Path) -> None:
    assert load_graph(saved, "today") is not None
    assert load_graph(saved, "yesterday") is None


def test_an_absent_or_damaged_one_is_none(saved: Path) -> None:
    assert load_graph(saved.with_name("other.npz"), "today") is None
    whole = saved.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        saved.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        loaded = load_graph(saved, "today")
        assert loaded is None or _parts(loaded) == _parts(LibraryGraph(LIFE).graph)
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        saved.write_bytes(whole[:length])
        assert load_graph(saved, "today") is None


def test_a_loaded_graph_cannot_be_changed(saved: Path) -> None:
    graph = load_graph(saved, "today")
    assert graph is not None
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        graph.add_edge("photo:1", "photo:2")
