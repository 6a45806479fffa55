"""Memories as they may be shown now: whatever was chosen when, wishes hold from the moment that they are made.

Photos that were hidden, their near-duplicates, and those that were deleted or have turned out to be receipts are left out; title,
subtitle, cover and days follow from the rest, and a memory that is left with too few photos is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import Memory, MemoryKind
from albumen.store.store import Transaction
from knowledge_graph.hidden_pictures import find_hidden
from knowledge_graph.memories.composing import compose, recompose
from knowledge_graph.memories.kinds.on_this_day import OnThisDayMaker, day_of_key, days_around
from knowledge_graph.memories.listing import pick_for_day, rank_for_day
from knowledge_graph.memories.makers import maker_of
from knowledge_graph.memories.material import may_be_shown
from knowledge_graph.memories.sources import load_part, weigh
from knowledge_graph.wishes import Wishes

# How many memories are offered on a day, unless somebody asks for more.
OFFERED = 12

_DIGITS_OF_IDS = 18  # of SQLite; a longer number is no id


def list_memories(
    tx: Transaction, day: date, *, kind: MemoryKind | None = None, limit: int | None = OFFERED
) -> list[Memory]:
    """List the memories of a day, the best first; those of one kind are listed all, as with no limit.

    Args:
        tx: The store.
        day: The day to look back from, on which the choice depends.
        kind: Only this kind.
        limit: At most so many; None lists all there are.
    """
    own = [] if kind not in (None, MemoryKind.ON_THIS_DAY) else _of_day(tx, day)
    stored = [] if kind is MemoryKind.ON_THIS_DAY else tx.memories.all(kind)
    reader = _Reader(tx)
    ranked = rank_for_day([*own, *reader.weigh(stored)], day)
    if kind is None and limit is not None:
        return reader.pick(ranked, day, limit)
    return reader.revise(ranked)[:limit]


def find_memory(tx: Transaction, name: str) -> Memory | None:
    """Find a memory by its id or its key, as it may be shown now; None where there is none, or nothing of it may be shown."""
    day = day_of_key(name)
    if day is not None:
        return next(iter(_of_day(tx, day)), None)
    is_id = name.isascii() and name.isdigit() and len(name) <= _DIGITS_OF_IDS
    found = tx.memories.find(int(name)) if is_id else tx.memories.find_by_key(name)
    reader = _Reader(tx)
    return next(iter(reader.revise(reader.weigh([found] if found is not None else []))), None)


class _Reader:
    """Makes stored memories what they may be now; `revise` keeps their order."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._wishes = Wishes(tx.feedback.in_force())
        self._hidden = find_hidden(tx)

    def weigh(self, memories: Iterable[Memory]) -> list[Memory]:
        """Leave out what is hidden as a whole, and give the rest more or less weight."""
        left = (memory for memory in memories if self._wishes.hides_memory(memory) is None)
        return [replace(memory, score=memory.score * self._wishes.weight_of_memory(memory)) for memory in left]

    def revise(self, memories: Sequence[Memory]) -> list[Memory]:
        """Leave out photos that may not be shown, and memories that are none without them."""
        ids = {photo.photo_id for memory in memories for photo in memory.photos}
        facts = may_be_shown(self._tx.facts.load(ids), self._wishes, self._hidden) if ids else {}
        worth = weigh(self._tx, facts, self._wishes)
        revised = (recompose(memory, maker_of(memory.kind), facts, worth) for memory in memories)
        return [memory for memory in revised if memory is not None and self._wishes.hides_memory(memory) is None]

    def pick(self, ranked: Sequence[Memory], day: date, limit: int) -> list[Memory]:
        """Pick the memories of a day; only as many are revised as it takes, for a library may have hundreds."""
        revised: list[Memory] = []
        for part in iter_chunks(ranked, 2 * limit):
            revised += self.revise(part)
            picked = pick_for_day(revised, day, limit)
            if len(picked) == limit:
                return picked
        return pick_for_day(revised, day, limit)


def _of_day(tx: Transaction, day: date) -> list[Memory]:
    """Make the memory of a day, which is not stored; days around it are looked at where it has few photos."""
    wishes, maker = Wishes(tx.feedback.in_force()), OnThisDayMaker()
    for days in ([(day.month, day.day)], days_around(day)):
        material = load_part(tx, day, tx.facts.load(tx.memories.find_photos_of_days(days)))
        made = (compose(material, maker, idea) for idea in maker.find(material))
        memory = next((memory for memory in made if memory is not None), None)
        if memory is not None:
            return [] if wishes.hides_memory(memory) else [memory]
    return []
