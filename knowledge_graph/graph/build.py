"""Building the graph of a library in one go."""

from __future__ import annotations

from collections.abc import Iterable

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.graph.library_graph import LibraryGraph


def build_graph(facts: Iterable[PhotoFacts]) -> LibraryGraph:
    """Build the graph of all photos.

    Example:
        >>> build_graph([]).graph.number_of_nodes()
        0
    """
    return LibraryGraph(facts)
