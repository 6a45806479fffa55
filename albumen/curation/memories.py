"""Memories of a library for those who show them: the list of a day, one with its photos' files, and why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from albumen.english import count_of
from albumen.errors import NotFoundError
from albumen.store.curation_records import Memory, MemoryKind, MemoryPhoto, PhotoFacts
from albumen.store.store import Store, Transaction
from knowledge_graph.hidden_pictures import find_hidden
from knowledge_graph.memories import reading
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.memories.idea import MIN_PHOTOS
from knowledge_graph.memories.material import may_be_shown
from knowledge_graph.wishes import Wishes


class MemoryLibrary(Protocol):
    """What memories need of a library."""

    @property
    def store(self) -> Store:
        """Its database."""


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo of a memory, in the order of showing: why it was chosen, what is known of it, and its files, the first first."""

    chosen: MemoryPhoto
    facts: PhotoFacts
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class MemoryCard:
    """A memory with its photos; `cover` is one of them."""

    memory: Memory
    photos: tuple[ShownPhoto, ...]

    @property
    def cover(self) -> ShownPhoto:
        """The photo that stands for the memory."""
        return next(photo for photo in self.photos if photo.facts.id == self.memory.cover_id)


def name_of(memory: Memory) -> str:
    """Return what to call a memory by: its id, or its key where it is made when it is asked for."""
    return memory.key if memory.id is None else str(memory.id)


def list_memories(
    library: MemoryLibrary, day: date, *, kind: MemoryKind | None = None, limit: int | None = reading.OFFERED
) -> list[Memory]:
    """List the memories of a day, the best first, as they may be shown now.

    Args:
        library: Whose.
        day: The day to look back from.
        kind: Only this kind, of which all are listed up to the limit.
        limit: At most so many; None lists all.
    """
    with library.store.read() as tx:
        return reading.list_memories(tx, day, kind=kind, limit=limit)


def load_memory(library: MemoryLibrary, name: str) -> MemoryCard:
    """Load a memory with its photos by its id or its key, as it may be shown now.

    Raises:
        NotFoundError: there is none of that name, or what it was of is hidden.
    """
    with library.store.read() as tx:
        memory = reading.find_memory(tx, name)
        if memory is None:
            raise NotFoundError(f"there is no memory {name} to show; `albumen memories --all` lists those there are")
        ids = [photo.photo_id for photo in memory.photos]
        facts, paths = {one.id: one for one in tx.facts.load(ids)}, tx.files.paths_of(ids)
    photos = (ShownPhoto(one, facts[one.photo_id], tuple(paths.get(one.photo_id, ()))) for one in memory.photos)
    return MemoryCard(memory, tuple(photos))


def explain_none(library: MemoryLibrary, kind: MemoryKind | None = None) -> str:
    """Say in one line why a list of memories is empty, and what to do about it."""
    with library.store.read() as tx:
        if not tx.count(None).photos:
            return "there are no memories, for nothing is indexed yet: run `albumen index DIR`"
        if tx.curation_jobs.get("memories").finished_at is None and kind is not MemoryKind.ON_THIS_DAY:
            return "no memories have been made yet: run `albumen curate`"
        if kind is not None:
            return f"there are no memories of the kind {kind.value.replace('_', '-')}"
        return _explain_too_few(tx)


def _explain_too_few(tx: Transaction) -> str:
    photos = tx.facts.load()
    shown = may_be_shown(photos, Wishes(tx.feedback.in_force()), find_hidden(tx)).values()
    dated = sum(taken_on(facts) is not None for facts in shown)
    return (
        f"there are no memories: of {count_of(len(photos), 'photo')}, {len(shown)} may be shown, {dated} of them with a "
        f"date, and no {MIN_PHOTOS} different ones belong together"
    )
