"""Folders that a person added. No root lies inside another: the outer one holds the files of both."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from albumen.store.records import Root
from albumen.store.tables import FileRow, RootRow


class Roots:
    """The roots table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Root]:
        """List the roots, oldest first."""
        return [_record(row) for row in self._session.scalars(select(RootRow).order_by(RootRow.id))]

    def find_containing(self, folder: Path) -> Root | None:
        """Find the root that is `folder` or an ancestor of it."""
        return next((root for root in self.all() if folder.is_relative_to(root.path)), None)

    def add(self, folder: Path) -> Root:
        """Add a folder; one that lies in a root gives that root, roots that lie in it become part of it."""
        existing = self.find_containing(folder)
        if existing is not None:
            return existing
        row = RootRow(path=str(folder), device=None, is_online=True)
        self._session.add(row)
        self._session.flush()
        for inner in self.all():
            if inner.id != row.id and inner.path.is_relative_to(folder):
                self._absorb(inner, row, prefix=inner.path.relative_to(folder).as_posix())
        return _record(row)

    def update(self, root_id: int, *, is_online: bool, device: int | None, scanned_at: int | None) -> None:
        """Record what a scan found; None leaves a value as it is."""
        values: dict[str, object] = {"is_online": is_online}
        values |= {"device": device} if device is not None else {}
        values |= {"scanned_at": scanned_at} if scanned_at is not None else {}
        self._session.execute(update(RootRow).where(RootRow.id == root_id).values(values))

    def remove(self, root_id: int) -> None:
        """Forget a root and its files; their photos stay until they are purged."""
        self._session.delete(self._session.get_one(RootRow, root_id))

    def _absorb(self, inner: Root, outer: RootRow, prefix: str) -> None:
        for file in self._session.scalars(select(FileRow).where(FileRow.root_id == inner.id)):
            file.root_id = outer.id
            file.path = str(PurePosixPath(prefix) / file.path)
        self._session.flush()
        self.remove(inner.id)


def _record(row: RootRow) -> Root:
    return Root(row.id, Path(row.path), row.device, row.is_online, row.scanned_at)
