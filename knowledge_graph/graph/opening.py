"""Opening the graph of a library, and keeping an open one, with what the store has of it, true to photos that come and go.

The graph's edges are made of rows of the store. So that nobody waits for it to be built from them twice, it is kept in a file of the
library folder too, which holds until a photo changes (docs/decisions/0017).
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.store.store import Store, Transaction
from knowledge_graph.graph.graph_file import load_graph, save_graph
from knowledge_graph.graph.library_graph import GraphChange, LibraryGraph
from knowledge_graph.graph.saving import save_change

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
