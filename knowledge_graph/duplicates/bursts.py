"""Bursts: frames of one camera that follow each other within seconds and look alike, chains of bounded length."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.duplicates.takes import BURST_GAP_S, moment_of, seconds_apart

# A burst ends by then even if the button was never released; what goes on after that is another one.
MOST_SECONDS = 60.0
MOST_FRAMES = 100
# A frame may be unlike the one before, with a hand over the lens, and like the one before that.
_LOOK_BACK = 3

Links = Mapping[tuple[int, int], float]
"""Pairs of rows, the lower first, that are frames of one burst, and how sure that is."""


def find_bursts(
    links: Links, facts: Sequence[PhotoFacts], is_drift_small: Callable[[int, int], bool]
) -> list[list[int]]:
    """Chain frames into bursts of two or more, each in the order of time.

    Args:
        links: the pairs.
        facts: by row.
        is_drift_small: whether a frame is still near enough to the first one of its burst.
    """
    bursts: list[list[int]] = []
    for order in _iter_time_orders({row for pair in links for row in pair}, facts):
        current: list[int] = []
        for row in order:
            if current and _continues(current, row, facts, links) and is_drift_small(current[0], row):
                current.append(row)
            else:
                bursts.append(current)
                current = [row]
        bursts.append(current)
    return [burst for burst in bursts if len(burst) > 1]


def rate_frames(burst: Sequence[int], links: Links) -> dict[int, float]:
    """Return how sure each frame's best link to another frame of its burst is, by row."""
    return {row: max(links.get(_pair(row, other), 0.0) for other in burst if other != row) for row in burst}


def _iter_time_orders(rows: Iterable[int], facts: Sequence[PhotoFacts]) -> Iterable[list[int]]:
    """Yield each camera's photos in the order of time; those without a time are left out."""
    by_camera: dict[str | None, list[tuple[float, int, int]]] = defaultdict(list)
    for row in rows:
        moment = moment_of(facts[row])
        if moment is not None:
            by_camera[facts[row].camera].append((moment, facts[row].id, row))
    for frames in by_camera.values():
        yield [row for _, _, row in sorted(frames)]


def _continues(burst: Sequence[int], row: int, facts: Sequence[PhotoFacts], links: Links) -> bool:
    first, last = facts[burst[0]], facts[burst[-1]]
    if len(burst) >= MOST_FRAMES or seconds_apart(first, facts[row]) > MOST_SECONDS:
        return False
    if seconds_apart(last, facts[row]) > BURST_GAP_S:
        return False
    return any(_pair(row, other) in links for other in burst[-_LOOK_BACK:])


def _pair(row: int, other: int) -> tuple[int, int]:
    return (row, other) if row < other else (other, row)
