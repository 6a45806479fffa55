"""The journal of the trash: which file went where, written before it moves, so that any moment can be undone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.curation_tables import TrashRow


@dataclass(frozen=True, slots=True)
class TrashEntry:
    """A file that is in the trash, on its way there, or back. `trash_name` is relative to the trash folder, with `/`.

    `is_sidecar` marks what lay beside a photo and went along: XMP, or the movie of a Live photo. `content_hash` and `size_bytes` are the file's, `keeper_hash` is that of the photo in whose favour it went. Times are
    in seconds since 1970, None for what has not happened.
    """

    batch: int
    path: Path
    trash_name: str
    content_hash: str
    size_bytes: int
    mtime_ns: int
    keeper_hash: str
    group_key: str
    is_sidecar: bool = False
    planned_at: int = 0
    moved_at: int | None = None
    restored_at: int | None = None
    id: int = 0


class TrashTable:
    """The trash table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def next_batch(self) -> int:
        """Give a number that no review had."""
        return (self._session.scalar(select(func.max(TrashRow.batch))) or 0) + 1

    def plan(self, entries: Sequence[TrashEntry]) -> list[TrashEntry]:
        """Write moves down before they are made; return them with their ids and the time."""
        now = int(time.time())
        rows = [
            TrashRow(
                batch=entry.batch,
                path=str(entry.path),
                trash_name=entry.trash_name,
                is_sidecar=entry.is_sidecar,
                content_hash=entry.content_hash,
                size_bytes=entry.size_bytes,
                mtime_ns=entry.mtime_ns,
                keeper_hash=entry.keeper_hash,
                group_key=entry.group_key,
                planned_at=now,
            )
            for entry in entries
        ]
        self._session.add_all(rows)
        self._session.flush()
        return [_record(row) for row in rows]

    def mark_moved(self, entry_id: int) -> None:
        """Record that a file has arrived in the trash."""
        self._session.execute(update(TrashRow).where(TrashRow.id == entry_id).values(moved_at=int(time.time())))

    def mark_restored(self, entry_id: int) -> None:
        """Record that a file is back."""
        self._session.execute(update(TrashRow).where(TrashRow.id == entry_id).values(restored_at=int(time.time())))

    def redirect(self, entry_id: int, path: Path) -> None:
        """Record that a file will come back under another name, before it does."""
        self._session.execute(update(TrashRow).where(TrashRow.id == entry_id).values(path=str(path)))

    def forget(self, entry_ids: Iterable[int]) -> None:
        """Strike entries: moves that never happened, and files that were deleted for good."""
        for chunk in iter_chunks(entry_ids):
            self._session.execute(delete(TrashRow).where(TrashRow.id.in_(chunk)))

    def unfinished(self) -> list[TrashEntry]:
        """List the moves that were begun and not finished, the oldest first."""
        return self._find(TrashRow.moved_at.is_(None))

    def present(self, batch: int | None = None) -> list[TrashEntry]:
        """List what is in the trash, the oldest first: of all reviews or of one."""
        is_there = TrashRow.moved_at.is_not(None) & TrashRow.restored_at.is_(None)
        return self._find(is_there if batch is None else is_there & (TrashRow.batch == batch))

    def _find(self, condition: ColumnElement[bool]) -> list[TrashEntry]:
        query = select(TrashRow).where(condition).order_by(TrashRow.id)
        return [_record(row) for row in self._session.scalars(query)]


def _record(row: TrashRow) -> TrashEntry:
    return TrashEntry(
        row.batch,
        Path(row.path),
        row.trash_name,
        row.content_hash,
        row.size_bytes,
        row.mtime_ns,
        row.keeper_hash,
        row.group_key,
        row.is_sidecar,
        row.planned_at,
        row.moved_at,
        row.restored_at,
        row.id,
    )
