"""Moments: photos close in time and place.

Photos are cut where a pause is long for the pace around it, after PhotoTOC (Platt, Czerwinski and Field, 2003: "PhotoTOC:
automatic clustering for browsing personal photographs", section 3: a gap is a cut if its logarithm exceeds the local mean of
log gaps by log 17, over ten gaps on either side), held between a shortest and a longest pause, and shortened by the way
that was gone meanwhile. docs/decisions/0016 says how the numbers were found.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import time

import numpy as np

from albumen.store.curation_records import Moment, PhotoFacts
from albumen.types import Place, TimeSource, UtilityKind
from knowledge_graph.clock import ClockResolver
from knowledge_graph.distances import find_middle, measure_many_km

# Gaps on either side that make up the pace around a gap (PhotoTOC's d), and how much longer than it a pause is (its K).
NEIGHBOURS = 10
_PACE_FACTOR = 17.0
# A pause below the shortest never cuts where nobody went anywhere; one above the longest always does.
SHORTEST_PAUSE_S = 55 * 60
LONGEST_PAUSE_S = 100 * 60
# Within this, two fixes may be of one spot (indoors, in a street); each further stretch of so many km counts like the pause again.
_SAME_SPOT_KM = 1.0
_KM_LIKE_A_PAUSE = 3.0
# Between two fixes farther apart in time, where one was meanwhile is anybody's guess.
LONGEST_WAY_S = 6 * 3_600
# So many other files written within a minute of one are a copy or an export, not a person taking photos.
_COPIED_TOGETHER = 5
COPIED_WITHIN_S = 60.0
# From this probability on, a picture is what the analyser takes it for.
_IS_UTILITY = 0.5
# The hour of a day that a file's name tells without one (docs/decisions/0002).
_NOON = time(12)


def split_moments(photos: Iterable[PhotoFacts]) -> list[Moment]:
    """Gather photos into moments, in the order of time; those without a usable date are in none.

    Files' times make moments of their own, never joined with better dates, and none where many files were written at once.
    Whether two photos next to each other in time are in one moment depends on photos within REACH_DAYS (what their offsets
    from UTC are), the NEIGHBOURS + 1 photos on either side (the pace), and those within six hours (the way).

    Args:
        photos: In any order.

    Returns:
        Moments by the elapsed time of their first photo, ties by id. Photos of one instant are in the order of their ids.
    """
    dated = [facts for facts in photos if facts.taken is not None]
    clock = ClockResolver(dated)
    weak = [facts for facts in dated if is_weakly_dated(facts)]
    firm = [facts for facts in dated if not is_weakly_dated(facts)]
    found = [*_split(firm, clock, drop_copies=False), *_split(weak, clock, drop_copies=True)]
    return [moment for _, _, moment in sorted(found, key=lambda entry: entry[:2])]


def is_weakly_dated(facts: PhotoFacts) -> bool:
    """Say whether all that dates a photo is when its file was written."""
    return facts.taken is not None and facts.taken.source is TimeSource.FILE_TIME


def is_evidence(facts: PhotoFacts) -> bool:
    """Say whether a photo can tell where somebody was: dated to the minute by more than its file's time, no utility content.

    A name that tells a day without an hour (noon, to the second) is that of a picture which somebody sent.
    """
    if facts.taken is None or is_weakly_dated(facts):
        return False
    is_day_alone = facts.taken.source is TimeSource.FILE_NAME and facts.taken.local.time() == _NOON
    is_utility = facts.utility not in (None, UtilityKind.NONE) and (facts.utility_score or 0.0) >= _IS_UTILITY
    return not is_day_alone and not is_utility


def _split(photos: Sequence[PhotoFacts], clock: ClockResolver, *, drop_copies: bool) -> list[tuple[float, int, Moment]]:
    if not photos:
        return []
    instants = clock.instants(photos)
    order = np.lexsort((np.array([facts.id for facts in photos]), instants))
    instants = instants[order]
    if drop_copies:
        is_kept = ~_are_copied(instants)
        order, instants = order[is_kept], instants[is_kept]
    ordered = [photos[row] for row in order.tolist()]
    starts = [0, *(_find_cuts(instants, ordered) + 1).tolist(), len(ordered)]
    times = instants.tolist()
    return [
        (times[start], ordered[start].id, _make_moment(ordered[start:stop]))
        for start, stop in itertools.pairwise(starts)
        if start < stop
    ]


def _are_copied(instants: np.ndarray) -> np.ndarray:
    first = np.searchsorted(instants, instants - COPIED_WITHIN_S, side="left")
    last = np.searchsorted(instants, instants + COPIED_WITHIN_S, side="right")
    return last - first > _COPIED_TOGETHER


def _find_cuts(instants: np.ndarray, photos: Sequence[PhotoFacts]) -> np.ndarray:
    """Return the rows (C,) after which a moment ends; instants: (N,) ascending."""
    gaps_s = np.diff(instants)
    if not len(gaps_s):
        return np.zeros(0, np.int64)
    allowed_s = np.clip(_PACE_FACTOR * _pace(gaps_s), SHORTEST_PAUSE_S, LONGEST_PAUSE_S)
    way = np.maximum(_ways_km(instants, gaps_s, photos) - _SAME_SPOT_KM, 0.0) / _KM_LIKE_A_PAUSE
    return np.flatnonzero(gaps_s * (1.0 + way) > allowed_s)


def _pace(gaps_s: np.ndarray) -> np.ndarray:
    """Return the geometric mean (G,) of each gap and its neighbours, in seconds; gaps count from a second to a day.

    The logarithms are summed as whole thousandths, so that a part of a library gives the same sums as all of it.
    """
    logs = np.rint(1_000 * np.log(np.clip(gaps_s, 1.0, 86_400.0))).astype(np.int64)
    sums = np.concatenate([[0], np.cumsum(logs)])
    rows = np.arange(len(logs))
    first, last = np.maximum(rows - NEIGHBOURS, 0), np.minimum(rows + NEIGHBOURS + 1, len(logs))
    return np.exp((sums[last] - sums[first]) / (last - first) / 1_000)


def _ways_km(instants: np.ndarray, gaps_s: np.ndarray, photos: Sequence[PhotoFacts]) -> np.ndarray:
    """Return how far one went in each gap (G,). Between two fixes with none between, the whole way is in the longest gap."""
    ways = np.zeros(len(gaps_s))
    fixed = np.array([row for row, facts in enumerate(photos) if facts.position is not None], np.int64)
    if len(fixed) < 2:
        return ways
    points = [photos[row].position for row in fixed.tolist()]
    lat = np.array([point.lat for point in points if point is not None])
    lon = np.array([point.lon for point in points if point is not None])
    km = measure_many_km(lat[:-1], lon[:-1], lat[1:], lon[1:])
    km[instants[fixed[1:]] - instants[fixed[:-1]] > LONGEST_WAY_S] = 0.0
    is_far = km > _SAME_SPOT_KM
    for start, stop, way in zip(
        fixed[:-1][is_far].tolist(), fixed[1:][is_far].tolist(), km[is_far].tolist(), strict=True
    ):
        longest = start if stop == start + 1 else start + int(gaps_s[start:stop].argmax())
        ways[longest] = way
    return ways


def _make_moment(photos: Sequence[PhotoFacts]) -> Moment:
    first, last = photos[0].taken, photos[-1].taken
    assert first is not None
    assert last is not None
    places: Counter[Place] = Counter(facts.place for facts in photos if facts.place is not None)
    return Moment(
        id=photos[0].id,
        photo_ids=tuple(facts.id for facts in photos),
        starts_at=first.local,
        ends_at=last.local,
        position=find_middle(facts.position for facts in photos if facts.position is not None),
        place=places.most_common(1)[0][0] if places else None,
        evidence=sum(map(is_evidence, photos)),
    )
