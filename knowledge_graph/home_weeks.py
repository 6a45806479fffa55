"""Which area was home in which weeks: the cheapest sequence of homes (dynamic programming, as in Viterbi, 1967)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

# Fewer weeks than this, or all of them within a shorter span, may as well be a long holiday.
LEAST_WEEKS = 6
_LEAST_SPAN_WEEKS = 9
# A change of home is believed when it explains more weeks than this.
_MOVE_WEEKS = 8.0
# Where a place is seen in less than about half of the weeks, nothing is home: a traveller's library. Weeks whose photos all lack a
# position speak against any home, too: where they are two thirds of all, home may be what they do not show.
_NO_HOME_WEEKS = 0.55
_BLIND_WEEKS, _BLIND_NO_HOME_WEEKS = 0.5, 0.25
_MOST_CANDIDATES = 12

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of weeks (both included) with one home. `follows`: the weeks before it belong to the segment before it."""

    area: int
    first_week: int
    last_week: int
    follows: bool


def find_segments(weeks: Mapping[int, Set[int]]) -> list[Segment]:
    """Return the stretches of weeks with one home, in the order of time; those of no home are left out.

    Args:
        weeks: The areas seen in each week that has photos; none where no photo of it has a position.
    """
    votes = Counter(area for areas in weeks.values() for area in areas)
    often = (area for area, count in votes.items() if count >= LEAST_WEEKS)
    candidates = sorted(often, key=lambda area: (-votes[area], area))[:_MOST_CANDIDATES]
    if not candidates:
        return []
    ordered, states = sorted(weeks), [*candidates, _NOWHERE]
    costs = np.array([[_cost(state, weeks[week]) for state in states] for week in ordered])  # (W, S)
    path = [states[state] for state in _find_cheapest_path(costs)]
    cuts = [0, *(row for row in range(1, len(path)) if path[row] != path[row - 1]), len(path)]
    segments: list[Segment] = []
    follows = False
    for start, stop in itertools.pairwise(cuts):
        is_home = path[start] != _NOWHERE and _is_well_founded(path[start], ordered[start:stop], weeks)
        if is_home:
            segments.append(Segment(path[start], ordered[start], ordered[stop - 1], follows))
        follows = is_home
    return segments


def _cost(state: int, seen: Set[int]) -> float:
    if not seen:
        return _BLIND_NO_HOME_WEEKS if state == _NOWHERE else _BLIND_WEEKS
    return _NO_HOME_WEEKS if state == _NOWHERE else float(state not in seen)


def _find_cheapest_path(costs: np.ndarray) -> list[int]:
    """Return the state of each week (W,), by the sum of costs (W, S) and _MOVE_WEEKS a change; ties: no change, lower state."""
    total, came_from = costs[0], []
    for row in costs[1:]:
        best = int(total.argmin())
        is_change = total[best] + _MOVE_WEEKS < total
        came_from.append(np.where(is_change, best, np.arange(len(total))))
        total = np.where(is_change, total[best] + _MOVE_WEEKS, total) + row
    path = [int(total.argmin())]
    for step in reversed(came_from):
        path.append(int(step[path[-1]]))
    return path[::-1]


def _is_well_founded(area: int, of_segment: Sequence[int], weeks: Mapping[int, Set[int]]) -> bool:
    seen = [week for week in of_segment if area in weeks[week]]
    return len(seen) >= LEAST_WEEKS and seen[-1] - seen[0] >= _LEAST_SPAN_WEEKS - 1
