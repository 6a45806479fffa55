"""The ends of a trip: photos without a position before its first fix and after its last one, and whether home was next to it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from knowledge_graph.whereabouts import Sighting, Where

# At either end of a trip, photos without a position carry it over so many days where hardly any photo at home lacks one;
# otherwise over fewer, and over no more than somebody was seen away.
_MOST_BLIND_DAYS, _FEW_BLIND_DAYS = 7, 3
_RARELY_BLIND = 0.2
# Fewer photos are no evidence: a wrong or missing fix, or a picture that somebody sent.
LEAST_PHOTOS = 3
# Who travels takes photos day after day; a longer pause says nothing of where the photos beyond it were taken.
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sightings from the first to the last one away. `is_out_and_back`: home was seen within a day before and after."""

    sightings: Sequence[Sighting]
    is_out_and_back: bool


def measure_blindness(sightings: Sequence[Sighting], runs: Sequence[tuple[int, int]]) -> float:
    """Return the share of moments without a position among those outside of all runs (first and last row); 0 of none."""
    unknown: list[bool | None] = [one.where is Where.UNKNOWN for one in sightings]
    for first, last in runs:
        unknown[first : last + 1] = [None] * (last + 1 - first)
    return sum(map(bool, unknown)) / max(1, len(unknown) - unknown.count(None))


def extend(sightings: Sequence[Sighting], first: int, last: int, blindness: float) -> Stretch:
    """Return the stretch between two moments away with what belongs to its ends.

    Between an end and the next moment whose whereabouts are known, somebody travelled in the longest pause; what has no position
    and lies on the near side of it was away too. Where nothing is known beyond, that holds for photos of the same day.

    Args:
        sightings: All of them, in the order of time.
        first: The row of the first moment away.
        last: That of the last.
        blindness: The share of moments at home that have no position.
    """
    before = _find_known(sightings, range(first - 1, -1, -1))
    after = _find_known(sightings, range(last + 1, len(sightings)))
    known_days = len({one.first_day for one in sightings[first : last + 1]})
    most_days = _MOST_BLIND_DAYS if blindness <= _RARELY_BLIND else min(_FEW_BLIND_DAYS, known_days)
    head = first - _count_edge(sightings[before + 1 : first + 1][::-1], _get(sightings, before), most_days)
    tail = last + _count_edge(sightings[last:after], _get(sightings, after), most_days)
    is_out = _is_home_beside(_get(sightings, before), sightings[head])
    is_back = _is_home_beside(_get(sightings, after), sightings[tail])
    return Stretch(sightings[head : tail + 1], is_out and is_back)


def _find_known(sightings: Sequence[Sighting], rows: range) -> int:
    """Return the first of some rows whose whereabouts are known, or the row beyond them."""
    return next((row for row in rows if sightings[row].where is not Where.UNKNOWN), rows.stop)


def _get(sightings: Sequence[Sighting], row: int) -> Sighting | None:
    return sightings[row] if 0 <= row < len(sightings) else None


def _count_edge(chain: Sequence[Sighting], bound: Sighting | None, most_days: int) -> int:
    """Return how many moments belong to an end: `chain` leads from it outwards to `bound`, the next known one."""
    reach, count = most_days if bound is not None else 0, 0
    for one, other in itertools.pairwise(chain):
        if _pause(one, other) > _DAY or _days_apart(chain[0], other) > reach:
            break
        count += 1
    if bound is not None:
        pauses = [_pause(one, other) for one, other in itertools.pairwise([*chain, bound])]
        count = min(count, pauses.index(max(pauses)))
    return _without_thin_days(chain, count)


def _without_thin_days(chain: Sequence[Sighting], count: int) -> int:
    """Leave out days at the outer end with few photos: a phone may have missed its position that often."""
    while count and chain[count].first_day != chain[0].first_day:
        of_day = [one for one in chain[1 : count + 1] if one.first_day == chain[count].first_day]
        if sum(one.moment.evidence for one in of_day) >= LEAST_PHOTOS:
            break
        count -= len(of_day)
    return count


def _days_apart(one: Sighting, other: Sighting) -> int:
    return abs(other.first_day - one.first_day)


def _pause(one: Sighting, other: Sighting) -> timedelta:
    return abs(other.moment.starts_at - one.moment.starts_at)


def _is_home_beside(home: Sighting | None, end: Sighting) -> bool:
    return home is not None and home.where is Where.HOME and home.home is not None and _days_apart(home, end) <= 1
