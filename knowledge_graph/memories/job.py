"""The curation job that makes memories: one kind after the other, each saved when it is made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from albumen.english import count_of, join_and
from albumen.store.curation_records import Memory, MemoryKind, PhotoFacts
from albumen.store.records import ModelKind
from albumen.store.store import Store, Transaction
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop
from knowledge_graph.memories.composing import compose
from knowledge_graph.memories.idea import Idea, MemoryMaker
from knowledge_graph.memories.makers import stored_makers
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.naming import keep_keys
from knowledge_graph.memories.sentences import open_sentences
from knowledge_graph.memories.sources import iter_shown, load_material
from knowledge_graph.memories.variety import jaccard
from models.encoder import ImageTextEncoder

# Goes up whenever the same library would make other memories.
_VERSION = 2
# What memories are made from, besides the photos: the jobs whose results they read.
_READS_JOBS = ("graph", "duplicates", "codes", "featured")
# Two ideas of one kind that share this part of all their photos are one: all pets are dogs.
_SAME_IDEA = 0.7
_NOUNS = {
    MemoryKind.TRIP: "trip",
    MemoryKind.THEME: "theme",
    MemoryKind.SITUATION: "situation",
    MemoryKind.THEN_AND_NOW: "place",
    MemoryKind.YEAR: "year",
    MemoryKind.SEASON: "season",
}


class MemoriesJob:
    """Makes the memories that are kept; those of one day are made when they are asked for."""

    name = "memories"

    def __init__(
        self, store: Store, *, encoder: ImageTextEncoder | None = None, today: Callable[[], date] = date.today
    ) -> None:
        """Make memories of a library.

        Args:
            store: The library's.
            encoder: Compares photos with sentences; without one, or with one of an unknown space, there are no situations.
            today: The day to look back from: a year is reviewed once it is over.
        """
        self._store = store
        self._encoder = encoder
        self._today = today

    def stamp(self, tx: Transaction) -> str:
        """Tell the state of photos, vectors, the other jobs' results, wishes, and the month."""
        jobs = [(name, tx.curation_jobs.get(name).stamp) for name in _READS_JOBS]
        vectors = [str(tx.embeddings.stamp(model)) for model in tx.models.all(ModelKind.ENCODER)]
        looks = [tx.jobs.counts(model.id) for model in tx.models.all(ModelKind.ANALYSER)]
        wishes = [(wish.id, wish.undone_at) for wish in tx.feedback.all()]
        encoder = None if self._encoder is None else str(self._encoder.identity)
        month = f"{self._today():%Y-%m}"
        state = [_VERSION, tx.duplicates.photo_stamp(), jobs, vectors, looks, wishes, encoder, month]
        return hashlib.sha256(repr(state).encode()).hexdigest()

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        """Make memories, kind by kind; a run that was stopped goes on with the kind that it was at."""
        sentences = open_sentences(self._encoder)
        makers = stored_makers(sentences)
        with self._store.read() as tx:
            stamp = self.stamp(tx)
            done = _read_cursor(tx.curation_jobs.get(self.name).cursor, stamp)
            on_progress(JobProgress(len(done), len(makers), "kinds"))
            material = self._load(tx, stop, None if sentences is None else sentences.space)
        for maker in makers:
            if maker.kind in done:
                continue
            memories = None if material is None else _make(material, maker, stop, self._covers_of(done))
            if memories is None:
                return self._report(is_finished=False)
            done[maker.kind] = len(memories)
            self._save(maker.kind, memories, stamp, done)
            on_progress(JobProgress(len(done), len(makers), "kinds"))
        return self._report(is_finished=True)

    def _load(self, tx: Transaction, stop: Stop, space: str | None) -> Material | None:
        """Load what memories are made from; None when it is time to stop."""
        shown: list[PhotoFacts] = []
        for part in iter_shown(tx):
            if stop.is_set():
                return None
            shown += part
        return load_material(tx, self._today(), shown, space=space)

    def _covers_of(self, kinds: Iterable[MemoryKind]) -> set[int]:
        with self._store.read() as tx:
            return {memory.cover_id for kind in kinds for memory in tx.memories.all(kind)}

    def _save(self, kind: MemoryKind, memories: list[Memory], stamp: str, done: dict[MemoryKind, int]) -> None:
        with self._store.write() as tx:
            tx.memories.save(kind, keep_keys(memories, tx.memories.all(kind)))
            state = tx.curation_jobs.get(self.name)
            cursor = json.dumps({"stamp": stamp, "done": done})
            tx.curation_jobs.save(replace(state, cursor=cursor))

    def _report(self, *, is_finished: bool) -> JobReport:
        """Say how many memories there are; a finished run leaves no cursor, so that a forced one begins anew."""
        with self._store.write() as tx:
            counts = {kind: len(tx.memories.all(kind)) for kind in _NOUNS}
            if is_finished:
                tx.curation_jobs.save(replace(tx.curation_jobs.get(self.name), cursor=None))
        total = sum(counts.values())
        parts = [_count(kind, count) for kind, count in counts.items() if count]
        return JobReport(is_finished, f"{_memories(total)}: {join_and(parts)}" if parts else "no memories yet")


def _make(material: Material, maker: MemoryMaker, stop: Stop, used_covers: set[int]) -> list[Memory] | None:
    """Make a kind's memories, those that matter most first, adding to the used covers; None when it is time to stop."""
    memories: list[Memory] = []
    for idea in _drop_same(maker.find(material)):
        if stop.is_set():
            return None
        memory = compose(material, maker, idea, used_covers=used_covers)
        if memory is not None:
            memories.append(memory)
            used_covers.add(memory.cover_id)
    return None if stop.is_set() else memories


def _drop_same(ideas: Iterable[Idea]) -> list[Idea]:
    """Leave out ideas of one kind that have nearly the same photos as a stronger one; ties go to the first."""
    kept: list[tuple[Idea, frozenset[int]]] = []
    for idea in sorted(ideas, key=lambda idea: -idea.strength):
        ids = frozenset(idea.photo_ids)
        if all(jaccard(ids, others) < _SAME_IDEA for _, others in kept):
            kept.append((idea, ids))
    return [idea for idea, _ in kept]


def _read_cursor(cursor: str | None, stamp: str) -> dict[MemoryKind, int]:
    """Return the kinds that a run that was stopped had done, if the library is still what it was."""
    read = json.loads(cursor) if cursor else {}
    is_same = read.get("stamp") == stamp
    return {MemoryKind(kind): count for kind, count in read["done"].items()} if is_same else {}


def _count(kind: MemoryKind, count: int) -> str:
    if kind is MemoryKind.THEN_AND_NOW:
        return f"{count_of(count, 'place')} then and now"
    return count_of(count, _NOUNS[kind])


def _memories(total: int) -> str:
    return "1 memory" if total == 1 else f"{total} memories"
