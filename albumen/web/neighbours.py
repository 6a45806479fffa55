"""Which photos come before and after one in the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from albumen.arrays import Rows
    from albumen.web.timelines import Timelines


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The photos beside one, newer and older, None at the ends. `with_utility`: in a timeline that shows such content."""

    previous: int | None
    next: int | None
    with_utility: bool


def find_neighbours(timelines: Timelines, photo_id: int, *, with_utility: bool) -> Neighbours:
    """Find a photo's neighbours; those among all photos where the timeline of photos of the world lacks it."""
    for choice in sorted({with_utility, True}):
        found = _find_beside(timelines.get(with_utility=choice).ids, photo_id)
        if found is not None:
            return Neighbours(*found, choice)
    return Neighbours(None, None, with_utility)


def _find_beside(ids: Rows, photo_id: int) -> tuple[int | None, int | None] | None:
    found = np.flatnonzero(ids == photo_id)
    if not len(found):
        return None
    at = int(found[0])
    return int(ids[at - 1]) if at else None, int(ids[at + 1]) if at + 1 < len(ids) else None
