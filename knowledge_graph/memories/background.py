"""How often things are seen in photos of many people: what is usual.

Counted by `python -m knowledge_graph.memories.count_background`; docs/decisions/0018 says on which photos.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BACKGROUND_FILE = Path(__file__).with_name("background.json")


@dataclass(frozen=True, slots=True)
class Background:
    """Of so many `photos`, so many show each theme, situation and concept, and speak for each mood."""

    photos: int
    themes: dict[str, int]
    situations: dict[str, int]
    moods: dict[str, int]
    concepts: dict[str, int]


@cache
def load_background() -> Background:
    """Read the shipped background."""
    read = json.loads(BACKGROUND_FILE.read_text(encoding="utf-8"))
    return Background(read["photos"], read["themes"], read["situations"], read["moods"], read["concepts"])
