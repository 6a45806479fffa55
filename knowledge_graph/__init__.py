"""The knowledge graph: moments, places, trips, memories, duplicates and featured photos.

Reads signals from the store and writes what they yield back to it. It holds no modules before issue 5.
"""

__all__: list[str] = []
