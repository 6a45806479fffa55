"""A library of photos that may be shown, written into a store as the indexer would, and its memories as they are read."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from albumen.store.curation_records import Memory, MemoryKind, Target, Verb
from albumen.store.records import FileSighting, FileStat, ModelKind
from albumen.store.store import Store
from albumen.types import (
    CaptureTime,
    EncoderIdentity,
    GeoPoint,
    PhotoKind,
    PhotoMetadata,
    PhotoSignals,
    PixelFacts,
    Place,
    TimeSource,
    UtilityKind,
)
from knowledge_graph.jobs import JobReport
from knowledge_graph.memories.job import MemoriesJob
from knowledge_graph.memories.reading import list_memories
from tests.curation_photos import GHENT, LISBON
from tests.memories import TODAY
from tests.signals import signals

_PIXELS = PixelFacts("jpeg", PhotoKind.STILL, 4000, 3000)


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo to be put into a library."""

    taken: datetime | None = None
    place: Place | None = None
    tags: tuple[str, ...] = ("beach",)
    kind: UtilityKind | None = UtilityKind.NONE  # None: nobody has looked at it


class ShownLibrary:
    """Puts photos into a store, curates, and makes wishes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._count = 0
        with store.write() as tx:
            self._heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="a" * 64, kind=ModelKind.ANALYSER).id

    def put(self, *shots: Shot) -> list[int]:
        with self.store.write() as tx:
            root = tx.roots.add(Path("/photos"))
            names = [f"{self._count + at:064x}" for at in range(len(shots))]
            ids = [
                tx.photos.save(name, 1_000, facts=_PIXELS, metadata=_metadata(shot))
                for name, shot in zip(names, shots, strict=True)
            ]
            tx.files.save([FileSighting(root.id, f"{name}.jpg", FileStat(1_000, 1), 2, name) for name in names])
            looked_at = {at: shot.kind for at, shot in zip(ids, shots, strict=True) if shot.kind is not None}
            seen = dict(zip(ids, shots, strict=True))
            tx.signals.save({at: _signals(seen[at].tags, kind) for at, kind in looked_at.items()}, self._heads)
        self._count += len(shots)
        return ids

    def put_beaches(self) -> list[int]:
        """Put two photos a month over three years, of two towns in turn."""
        days = [datetime(2021 + month // 12, month % 12 + 1, day, 12) for month in range(36) for day in (4, 18)]
        return self.put(*(Shot(day, (LISBON, GHENT)[at % 2]) for at, day in enumerate(days)))

    def curate(self, *, stop: threading.Event | None = None) -> JobReport:
        job = MemoriesJob(self.store, today=lambda: TODAY)
        return job.run(stop or threading.Event(), lambda progress: None)

    def wish(self, target: Target, value: str, verb: Verb = Verb.HIDE) -> None:
        with self.store.write() as tx:
            tx.feedback.add(verb, target, value)

    def memories(self, kind: MemoryKind | None = None) -> dict[str, Memory]:
        with self.store.read() as tx:
            return {memory.key: memory for memory in list_memories(tx, TODAY, kind=kind, limit=None)}


def _signals(tags: tuple[str, ...], kind: UtilityKind) -> PhotoSignals:
    return replace(signals(tags=tags, technical=0.9), utility=dict.fromkeys(UtilityKind, 0.001) | {kind: 0.992})


def _metadata(shot: Shot) -> PhotoMetadata:
    return PhotoMetadata(
        taken=CaptureTime(shot.taken, 0, TimeSource.EXIF) if shot.taken else None,
        position=GeoPoint(shot.place.lat, shot.place.lon) if shot.place else None,
        place=shot.place,
    )
