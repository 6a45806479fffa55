"""Memories, each with its photos in the order of showing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import Memory, MemoryKind, MemoryPhoto
from albumen.store.curation_tables import MemoryPhotoRow, MemoryRow
from albumen.store.tables import PhotoRow


class MemoryTable:
    """The tables of memories."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, kind: MemoryKind, memories: Sequence[Memory]) -> None:
        """Keep these memories of a kind and no others; one that is known by its key keeps its id."""
        keys = self._session.execute(select(MemoryRow.key, MemoryRow.id).where(MemoryRow.kind == kind))
        known: dict[str, int] = dict(keys.all())
        self._remove([known[key] for key in known.keys() - {memory.key for memory in memories}])
        for memory in memories:
            memory_id = self._write(memory, known.get(memory.key))
            rows = [
                {"memory_id": memory_id, "position": at, "photo_id": photo.photo_id, "reason": photo.reason}
                for at, photo in enumerate(memory.photos)
            ]
            if rows:
                self._session.execute(insert(MemoryPhotoRow), rows)

    def all(self, kind: MemoryKind | None = None) -> list[Memory]:
        """List the memories, or those of one kind, the best first."""
        query = select(MemoryRow).order_by(MemoryRow.score.desc(), MemoryRow.id)
        return self._read(query if kind is None else query.where(MemoryRow.kind == kind))

    def find(self, memory_id: int) -> Memory | None:
        """Find a memory by its id."""
        return next(iter(self._read(select(MemoryRow).where(MemoryRow.id == memory_id))), None)

    def find_by_key(self, key: str) -> Memory | None:
        """Find a memory by its key."""
        return next(iter(self._read(select(MemoryRow).where(MemoryRow.key == key))), None)

    def ids_holding(self, photo_id: int) -> list[int]:
        """List the memories that a photo was chosen for, the best first."""
        query = select(MemoryRow.id).join(MemoryPhotoRow).where(MemoryPhotoRow.photo_id == photo_id)
        return list(self._session.scalars(query.order_by(MemoryRow.score.desc(), MemoryRow.id)))

    def find_photos_of_days(self, days: Collection[tuple[int, int]]) -> list[int]:
        """List the photos with a file that were taken on days of the calendar, (month, day), of any year."""
        wanted = [f"{month:02}-{day:02}" for month, day in days]
        query = select(PhotoRow.id).where(PhotoRow.orphaned_at.is_(None), PhotoRow.taken_at_local.is_not(None))
        of_days = query.where(func.strftime("%m-%d", PhotoRow.taken_at_local).in_(wanted))
        return list(self._session.scalars(of_days.order_by(PhotoRow.id)))

    def _write(self, memory: Memory, memory_id: int | None) -> int:
        values = _values(memory)
        if memory_id is None:
            row = MemoryRow(**values)
            self._session.add(row)
            self._session.flush()
            return row.id
        self._session.execute(update(MemoryRow).where(MemoryRow.id == memory_id).values(values))
        self._session.execute(delete(MemoryPhotoRow).where(MemoryPhotoRow.memory_id == memory_id))
        return memory_id

    def _remove(self, ids: Iterable[int]) -> None:
        for chunk in iter_chunks(ids):
            self._session.execute(delete(MemoryPhotoRow).where(MemoryPhotoRow.memory_id.in_(chunk)))
            self._session.execute(delete(MemoryRow).where(MemoryRow.id.in_(chunk)))

    def _read(self, query: Select[MemoryRow]) -> list[Memory]:
        rows = self._session.scalars(query).all()
        photos: Mapping[int, list[MemoryPhoto]] = self._photos([row.id for row in rows])
        return [_record(row, photos.get(row.id, [])) for row in rows]

    def _photos(self, memory_ids: Sequence[int]) -> dict[int, list[MemoryPhoto]]:
        photos: dict[int, list[MemoryPhoto]] = defaultdict(list)
        query = select(MemoryPhotoRow.memory_id, MemoryPhotoRow.photo_id, MemoryPhotoRow.reason)
        for chunk in iter_chunks(memory_ids):
            part = query.where(MemoryPhotoRow.memory_id.in_(chunk))
            ordered = part.order_by(MemoryPhotoRow.memory_id, MemoryPhotoRow.position)
            for memory_id, photo_id, reason in self._session.execute(ordered):
                photos[memory_id].append(MemoryPhoto(photo_id, reason))
        return photos


def _values(memory: Memory) -> dict[str, Any]:
    return {
        "key": memory.key,
        "kind": memory.kind,
        "title": memory.title,
        "subtitle": memory.subtitle,
        "cover_id": memory.cover_id,
        "mood": memory.mood,
        "tempo_bpm": memory.tempo_bpm,
        "reason": memory.reason,
        "score": memory.score,
        "starts_on": memory.starts_on,
        "ends_on": memory.ends_on,
        "places": list(memory.places),
        "concepts": list(memory.concepts),
    }


def _record(row: MemoryRow, photos: Sequence[MemoryPhoto]) -> Memory:
    return Memory(
        key=row.key,
        kind=row.kind,
        title=row.title,
        subtitle=row.subtitle,
        cover_id=row.cover_id,
        photos=tuple(photos),
        mood=row.mood,
        tempo_bpm=row.tempo_bpm,
        reason=row.reason,
        score=row.score,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        places=tuple(row.places),
        concepts=tuple(row.concepts),
        id=row.id,
    )
