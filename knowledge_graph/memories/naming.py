"""The same memory again, though what its key comes from has changed: a trip is named after its first moment, and that may
become another when older photos are found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from albumen.store.curation_records import Memory
from knowledge_graph.memories.variety import jaccard

# Memories of one kind that share at least this part of all their photos are the same memory.
_SAME = 0.5


def keep_keys(memories: Sequence[Memory], known: Iterable[Memory]) -> list[Memory]:
    """Give memories whose keys are new the key of the known one that they are, so that its id and wishes about it hold.

    Args:
        memories: As they were made now, of one kind.
        known: Those of the same kind from before.
    """
    made = {memory.key for memory in memories}
    lost = {memory.key: _ids(memory) for memory in known if memory.key not in made}
    old_keys = {memory.key for memory in known} if lost else set()
    kept = []
    for memory in memories:
        if lost and memory.key not in old_keys:
            ids = _ids(memory)
            best = max(lost, key=lambda key: jaccard(ids, lost[key]))
            if jaccard(ids, lost[best]) >= _SAME:
                del lost[best]
                memory = replace(memory, key=best)
        kept.append(memory)
    return kept


def _ids(memory: Memory) -> frozenset[int]:
    return frozenset(photo.photo_id for photo in memory.photos)
