"""What is worth showing: the appeal of each photo, a small model of its owner's taste, and the featured photos of a day.

Reads facts of photos and feedback; writes appeals and featured sets.
"""

__all__: list[str] = []
