"""Paths and what lies there. A file row points to its photo by content; deleting a file never deletes a photo."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.records import Failure, FileRecord, FileSighting, FileStat, MovieStat
from albumen.store.tables import FileRow, MovieRow, PhotoRow, RootRow


class Files:
    """The files table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_root(self, root_id: int, folder: str = "") -> dict[str, FileRecord]:
        """Load the files of a root by relative path: all, or what is at or below one path of it."""
        columns = (FileRow.id, FileRow.path, FileRow.size_bytes, FileRow.mtime_ns, FileRow.sidecar_mtime_ns)
        query = select(*columns, FileRow.checked_ns, FileRow.photo_id, FileRow.reason, FileRow.error).where(
            FileRow.root_id == root_id
        )
        if folder:
            query = query.where(below(folder) | (FileRow.path == folder))
        movies = self._movies_of_root(root_id)
        return {
            path: FileRecord(
                file_id,
                root_id,
                path,
                FileStat(size, mtime, sidecar, movies.get(file_id)),
                checked,
                photo_id,
                reason,
                error,
            )
            for file_id, path, size, mtime, sidecar, checked, photo_id, reason, error in self._session.execute(query)
        }

    def save(self, sightings: Iterable[FileSighting]) -> None:
        """Insert or replace rows; photos named by content hash must be in the store. The last sighting of a path holds."""
        last = {(sighting.root_id, sighting.path): sighting for sighting in sightings}
        for chunk in iter_chunks(last.values()):
            self._save(chunk)

    def _save(self, sightings: list[FileSighting]) -> None:
        photo_ids = self._photo_ids({sighting.content_hash for sighting in sightings if sighting.content_hash})
        known = self._ids_by_path(sightings)
        rows = [_values(sighting, photo_ids) for sighting in sightings]
        new = [row for row in rows if (row["root_id"], row["path"]) not in known]
        old = [row | {"row_id": known[key]} for row in rows if (key := (row["root_id"], row["path"])) in known]
        left = self._photos_left_by(old)
        if new:
            self._session.execute(insert(FileRow), new)
        if old:
            columns: dict[str, Any] = {
                name: bindparam(name) for name in old[0] if name not in ("row_id", "root_id", "path")
            }
            statement = update(FileRow).where(FileRow.id == bindparam("row_id")).values(columns)
            self._session.connection().execute(statement, old)
        self._save_movies(sightings, known.values())
        adopted = set(photo_ids.values())
        self._session.execute(update(PhotoRow).where(PhotoRow.id.in_(adopted)).values(orphaned_at=None))
        self._mark_orphans(left - adopted)

    def remove(self, file_ids: Iterable[int]) -> None:
        """Forget files that are gone. A photo left without a file is marked, not deleted: it may come back."""
        for chunk in iter_chunks(file_ids):
            left = set(self._session.scalars(select(FileRow.photo_id).where(FileRow.id.in_(chunk))))
            self._session.execute(delete(FileRow).where(FileRow.id.in_(chunk)))
            self._mark_orphans({photo_id for photo_id in left if photo_id is not None})

    def paths_of(self, photo_ids: Iterable[int]) -> dict[int, list[Path]]:
        """Find where photos lie, online roots first, then by path."""
        query = (
            select(FileRow.photo_id, RootRow.path, FileRow.path)
            .join(RootRow, RootRow.id == FileRow.root_id)
            .order_by(RootRow.is_online.desc(), RootRow.path, FileRow.path)
        )
        paths: dict[int, list[Path]] = {photo_id: [] for photo_id in photo_ids}
        for chunk in iter_chunks(paths):
            for photo_id, root, path in self._session.execute(query.where(FileRow.photo_id.in_(chunk))):
                assert photo_id is not None  # it was asked for by id
                paths[photo_id].append(Path(root, path))
        return paths

    def find_photo_id(self, path: Path) -> int | None:
        """Find the photo at an absolute path, or None where the store has no such file."""
        root = next((r for r in self._session.scalars(select(RootRow)) if path.is_relative_to(r.path)), None)
        if root is None:
            return None
        relative = path.relative_to(root.path).as_posix()
        query = select(FileRow.photo_id).where(FileRow.root_id == root.id, FileRow.path == relative)
        return self._session.scalar(query)

    def iter_unreadable(self) -> Iterator[Failure]:
        """Yield files that could not be hashed, with the reason."""
        query = select(RootRow.path, FileRow.path, FileRow.reason, FileRow.error).join(RootRow)
        query = query.where(FileRow.reason.is_not(None)).order_by(RootRow.path, FileRow.path)
        for root, path, reason, error in self._session.execute(query):
            yield Failure(Path(root, path), reason or "", error or "")

    def mark_all_orphans(self) -> None:
        """Mark every photo that has no file, as after a root was removed."""
        self._session.execute(
            update(PhotoRow)
            .where(PhotoRow.orphaned_at.is_(None), ~exists().where(FileRow.photo_id == PhotoRow.id))
            .values(orphaned_at=int(time.time()))
        )

    def _movies_of_root(self, root_id: int) -> dict[int, MovieStat]:
        """Load the movies beside files in a query of their own: most libraries have few, and the join would cost each row."""
        query = select(MovieRow.file_id, MovieRow.name, MovieRow.size_bytes, MovieRow.mtime_ns)
        query = query.join(FileRow, FileRow.id == MovieRow.file_id).where(FileRow.root_id == root_id)
        return {file_id: MovieStat(name, size, mtime) for file_id, name, size, mtime in self._session.execute(query)}

    def _save_movies(self, sightings: list[FileSighting], known_ids: Iterable[int]) -> None:
        """Put what now lies beside files in the place of what did."""
        self._session.execute(delete(MovieRow).where(MovieRow.file_id.in_([*known_ids])))
        beside = [sighting for sighting in sightings if sighting.stat.movie is not None]
        if beside:
            ids = self._ids_by_path(beside)
            rows = [{"file_id": ids[sighting.root_id, sighting.path]} | _movie_values(sighting) for sighting in beside]
            self._session.execute(insert(MovieRow), rows)

    def _mark_orphans(self, photo_ids: set[int]) -> None:
        if photo_ids:
            has_file = exists().where(FileRow.photo_id == PhotoRow.id)
            statement = update(PhotoRow).where(PhotoRow.id.in_(photo_ids), ~has_file)
            self._session.execute(statement.values(orphaned_at=int(time.time())))

    def _photo_ids(self, hashes: set[str]) -> dict[str, int]:
        query = select(PhotoRow.content_hash, PhotoRow.id).where(PhotoRow.content_hash.in_(hashes))
        return dict(self._session.execute(query).all())

    def _ids_by_path(self, sightings: list[FileSighting]) -> dict[tuple[int, str], int]:
        query = select(FileRow.root_id, FileRow.path, FileRow.id)
        found: dict[tuple[int, str], int] = {}
        for root_id in {sighting.root_id for sighting in sightings}:
            paths = [sighting.path for sighting in sightings if sighting.root_id == root_id]
            rows = self._session.execute(query.where(FileRow.root_id == root_id, FileRow.path.in_(paths)))
            found |= {(root, path): file_id for root, path, file_id in rows}
        return found

    def _photos_left_by(self, updates: list[dict[str, object]]) -> set[int]:
        ids = [row["row_id"] for row in updates]
        query = select(FileRow.photo_id).where(FileRow.id.in_(ids), FileRow.photo_id.is_not(None))
        return {photo_id for photo_id in self._session.scalars(query) if photo_id is not None}


def below(folder: str) -> ColumnElement[bool]:
    """Match the files of a root below one of its folders; an index on (root, path) serves it."""
    return (FileRow.path >= f"{folder}/") & (FileRow.path < f"{folder}0")  # '0' is the character after '/'


def _values(sighting: FileSighting, photo_ids: dict[str, int]) -> dict[str, object]:
    return {
        "root_id": sighting.root_id,
        "path": sighting.path,
        "size_bytes": sighting.stat.size_bytes,
        "mtime_ns": sighting.stat.mtime_ns,
        "sidecar_mtime_ns": sighting.stat.sidecar_mtime_ns,
        "checked_ns": sighting.checked_ns,
        "photo_id": photo_ids[sighting.content_hash] if sighting.content_hash else None,
        "reason": sighting.reason,
        "error": sighting.error,
    }


def _movie_values(sighting: FileSighting) -> dict[str, object]:
    movie, facts = sighting.stat.movie, sighting.movie
    assert movie is not None  # it was asked for
    return {
        "name": movie.name,
        "size_bytes": movie.size_bytes,
        "mtime_ns": movie.mtime_ns,
        "duration_s": facts.duration_s if facts else None,
        "basis": facts.basis if facts else None,
    }
