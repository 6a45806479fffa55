"""Memories: photos that belong together, chosen for quality and variety, with titles, moods and reasons that are true.

Reads facts, vectors, moments and trips from the store; writes memories back to it. `kinds/` finds what could be one, one
file a kind; `selection` chooses its photos, `composing` makes the memory of them, `reading` gives it to people.
"""

__all__: list[str] = []
