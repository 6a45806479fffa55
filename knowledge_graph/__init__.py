"""The knowledge graph: moments, places, trips, memories, duplicates and featured photos.

Reads signals from the store and writes what they yield back to it.
"""

__all__: list[str] = []
