"""Which memories to offer on a day: the best, of several kinds, none told twice; other ones on other days."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from albumen.store.curation_records import Memory, MemoryKind
from knowledge_graph.memories.variety import MOST_SHARED, shared

# How far chance, drawn from the day and the key, moves a memory's score, and how far its time of the year does.
_CHANCE, _ANNIVERSARY = 0.4, 0.3
# A time of the year is that of memories as short as this, within a week of the day.
_SHORT_DAYS, _NEAR_DAYS = 45, 7
# A list of twelve has at most four of a kind.
_PART_OF_A_KIND = 3


def rank_for_day(memories: Iterable[Memory], day: date) -> list[Memory]:
    """Order memories for a day, the same each time that it is asked; the day's own memory comes first."""
    return sorted(memories, key=lambda memory: (-_score_on(memory, day), memory.key))


def pick_for_day(memories: Iterable[Memory], day: date, limit: int) -> list[Memory]:
    """Pick at most `limit` memories for a day, the best first, of which no two share most of their photos.

    Trips, seasons and years that begin after the day are left out: they had not happened.
    """
    most_of_a_kind = max(2, -(-limit // _PART_OF_A_KIND))
    picked: list[Memory] = []
    counts = Counter[MemoryKind]()
    for memory in drop_retold(rank_for_day((one for one in memories if not _is_to_come(one, day)), day)):
        if len(picked) == limit:
            break
        if counts[memory.kind] < most_of_a_kind:
            picked.append(memory)
            counts[memory.kind] += 1
    return picked


def drop_retold(memories: Sequence[Memory]) -> list[Memory]:
    """Leave out memories that tell mostly what one before them tells."""
    kept: list[tuple[Memory, frozenset[int]]] = []
    for memory in memories:
        ids = frozenset(photo.photo_id for photo in memory.photos)
        if all(shared(ids, others) <= MOST_SHARED for _, others in kept):
            kept.append((memory, ids))
    return [memory for memory, _ in kept]


def _score_on(memory: Memory, day: date) -> float:
    if memory.kind is MemoryKind.ON_THIS_DAY:
        return math.inf
    return memory.score + _CHANCE * _draw(memory.key, day) + _ANNIVERSARY * _is_anniversary(memory, day)


def _draw(key: str, day: date) -> float:
    """Draw a number in [0, 1) from a key and a day, the same on every machine."""
    digest = hashlib.sha256(f"{day.isoformat()} {key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _is_anniversary(memory: Memory, day: date) -> bool:
    """Tell whether a short memory of an earlier year is of this time of the year."""
    first, last = memory.starts_on, memory.ends_on
    if first is None or last is None or (last - first).days > _SHORT_DAYS or last.year >= day.year:
        return False
    back = timedelta(days=round((day.year - first.year) * 365.2425))
    then = day - back
    return first - timedelta(days=_NEAR_DAYS) <= then <= last + timedelta(days=_NEAR_DAYS)


def _is_to_come(memory: Memory, day: date) -> bool:
    is_of_a_time = memory.kind in (MemoryKind.TRIP, MemoryKind.SEASON, MemoryKind.YEAR)
    return is_of_a_time and memory.starts_on is not None and memory.starts_on > day
