"""Trains the subject lifting network.

Reads `images/` and `segmentation/`; writes the teacher's maps, a checkpoint that a run goes on from, and a weights
folder. How, and what came out: docs/models/lift-training.md.
"""

__all__: list[str] = []
