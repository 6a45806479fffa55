"""Finds hard cases in unlabelled photos, for a person to label: `python -m models.mining PICTURES --out STEM ...`.

Reads: a folder of pictures, or a library's folder (its previews), and an encoder. Writes: a list (CSV and JSON) and a
contact sheet. Nothing leaves the machine, and no picture is changed.
"""

from models.mining.criteria import disagreement, entropy, nearness, nearness_to_boundary
from models.mining.selection import pick_distinct

__all__ = ["disagreement", "entropy", "nearness", "nearness_to_boundary", "pick_distinct"]
