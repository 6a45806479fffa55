"""Memories as they may be shown now: whatever was chosen when, wishes hold from the moment that they are made.

Photos that were hidden, deleted or have turned out to be receipts are left out; title, subtitle, cover and days follow from the
rest, and a memory that is left with too few photos is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from albumen.store.curation_records import Memory, MemoryKind, PhotoFacts
from albumen.store.store import Transaction
from knowledge_graph.memories.composing import compose, recompose
from knowledge_graph.memories.kinds.on_this_day import OnThisDayMaker, day_of_key, days_around
from knowledge_graph.memories.listing import pick_for_day, rank_for_day
from knowledge_graph.memories.makers import maker_of
from knowledge_graph.memories.material import may_be_shown
from knowledge_graph.memories.sources import load_material, weigh
from knowledge_graph.wishes import Wishes

# How many memories are offered on a day, unless somebody asks for more.
OFFERED = 12


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
    stored = [] if kind is MemoryKind.ON_THIS_DAY else _revise(tx, tx.memories.all(kind))
    own = [] if kind not in (None, MemoryKind.ON_THIS_DAY) else _of_day(tx, day)
    if kind is None and limit is not None:
        return pick_for_day([*own, *stored], day, limit)
    return rank_for_day([*own, *stored], day)[:limit]


def find_memory(tx: Transaction, name: str) -> Memory | None:
    """Find a memory by its id or its key, as it may be shown now; None where there is none, or nothing of it may be shown."""
    day = day_of_key(name)
    if day is not None:
        return next(iter(_of_day(tx, day)), None)
    found = tx.memories.find(int(name)) if name.isascii() and name.isdigit() else tx.memories.find_by_key(name)
    return next(iter(_revise(tx, [found] if found is not None else [])), None)


def _of_day(tx: Transaction, day: date) -> list[Memory]:
    """Make the memory of a day, which is not stored."""
    material = load_material(tx, day, photo_ids=tx.memories.find_photos_of_days(days_around(day)))
    maker, wishes = OnThisDayMaker(), Wishes(tx.feedback.in_force())
    made = (compose(material, maker, idea) for idea in maker.find(material))
    return [memory for memory in made if memory is not None and wishes.hides_memory(memory) is None]


def _revise(tx: Transaction, memories: Sequence[Memory]) -> list[Memory]:
    wishes = Wishes(tx.feedback.in_force())
    shown = [memory for memory in memories if wishes.hides_memory(memory) is None]
    ids = {photo.photo_id for memory in shown for photo in memory.photos}
    facts: dict[int, PhotoFacts] = may_be_shown(tx.facts.load(ids), wishes) if ids else {}
    worth = weigh(tx, facts, wishes)
    revised = (recompose(memory, maker_of(memory.kind), facts, worth) for memory in shown)
    left = (memory for memory in revised if memory is not None and wishes.hides_memory(memory) is None)
    return [replace(memory, score=memory.score * wishes.weight_of_memory(memory)) for memory in left]
