"""The graph of a library: photos, moments, days, places, trips, concepts and what joins them, held by networkx.

Reads facts of photos; its job writes moments, trips and homes to the store. `schema` says what nodes and edges there are,
`library_graph` makes a graph of photos, `opening` opens the library's.
"""

__all__: list[str] = []
