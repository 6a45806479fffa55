"""The graph of a library: photos, moments, days, places, trips, concepts and what joins them, held by networkx.

Reads facts of photos; its job writes moments, trips and homes to the store. `schema` says what nodes and edges there are.
"""

from knowledge_graph.graph.build import build_graph
from knowledge_graph.graph.library_graph import Edge, GraphChange, LibraryGraph

__all__ = ["Edge", "GraphChange", "LibraryGraph", "build_graph"]
