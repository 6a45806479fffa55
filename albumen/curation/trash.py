"""The trash: a folder in the library that files of duplicates move to when told, with a journal that brings them back.

Each move is written down before it is made. A process that dies in between leaves a file at its old place, at its new one, or
whole at both; `recover` sees which, and makes the journal true.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from albumen.curation.file_moves import PART_SUFFIX, find_free_name, holds_content, is_same_file, move_file
from albumen.curation.trash_plan import Removal, plan_entries
from albumen.errors import OutputError, UsageError
from albumen.store.curation_records import GroupState
from albumen.store.records import FileSighting, FileStat
from albumen.store.store import Store, Transaction
from albumen.store.trash import TrashEntry
from indexer.scanner import iter_sidecar_names
from indexer.volumes import check_volume

log = logging.getLogger(__name__)

TRASH_FOLDER = "trash"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: where files lie now, and one line for each that could not come."""

    paths: tuple[Path, ...]
    problems: tuple[str, ...]


class Trash:
    """The trash of one library. Whoever changes it holds the library's lock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.folder = store.path.parent / TRASH_FOLDER

    def path_of(self, entry: TrashEntry) -> Path:
        """Return where an entry's file lies in the trash."""
        return self.folder / entry.trash_name

    def move(self, removal: Removal, batch: int) -> list[TrashEntry]:
        """Move one group's files, and their sidecars, to the trash; all of them or none.

        Raises:
            OutputError: the keeper is not there or not what it was, a file has changed, or one cannot be moved; nothing
                has changed then.
        """
        entries = plan_entries(removal, batch)
        with self._store.write() as tx:
            planned = tx.trash.plan(entries)
            if not removal.merged.is_empty:
                tx.merges.add(removal.keeper_id, batch, removal.merged)
        self._sync_journal()
        file_ids = {leaving.path: leaving.file_id for leaving in removal.leaving}
        for entry in planned:
            try:
                self._take(entry, file_ids.get(entry.path))
            except (OSError, OutputError) as error:
                self._take_back(planned, removal.keeper_id)
                reason = (error.strerror or "").lower() if isinstance(error, OSError) else str(error)
                raise OutputError(
                    f"{entry.path} cannot be moved ({reason}); nothing of its group was changed"
                ) from error
        with self._store.write() as tx:
            tx.duplicates.set_state([removal.group_key], GroupState.RESOLVED)
        return planned

    def restore(self, batch: int | None = None) -> Restored:
        """Bring back what a review moved, the last one where none is named, and take back what keepers got from it.

        A file whose place is taken comes back beside it. One whose disk is not there stays in the trash.

        Raises:
            UsageError: nothing of that review is in the trash.
        """
        with self._store.read() as tx:
            present = tx.trash.present(batch)
        if not present:
            what = "the trash is empty" if batch is None else f"nothing of review {batch} is in the trash"
            raise UsageError(f"{what}; `albumen trash` lists it")
        last = max(entry.batch for entry in present)
        paths, problems = [], []
        for entry in reversed([entry for entry in present if entry.batch == last]):
            try:
                paths.append(self._restore(entry))
            except (OSError, OutputError) as error:
                problems.append(f"{entry.path} stays in the trash: {error}")
        with self._store.write() as tx:
            tx.merges.remove(last)
        return Restored(tuple(reversed(paths)), tuple(problems))

    def find_due(self, older_than_s: float) -> list[TrashEntry]:
        """List what has been in the trash for so long."""
        limit = time.time() - older_than_s
        with self._store.read() as tx:
            return [entry for entry in tx.trash.present() if (entry.moved_at or 0) <= limit]

    def empty(self, older_than_s: float) -> None:
        """Delete for good what has been in the trash for so long: the only way in which Albumen deletes an original."""
        for entry in self.find_due(older_than_s):
            self.path_of(entry).unlink(missing_ok=True)
            self._remove_empty_folders(entry)
            with self._store.write() as tx:
                tx.trash.forget([entry.id])

    def recover(self) -> None:
        """Make the journal true after a process that died: a move that was cut short is finished, or never happened."""
        with self._store.read() as tx:
            unfinished, present = tx.trash.unfinished(), tx.trash.present()
        self._remove_parts(
            {self.path_of(entry).parent for entry in unfinished} | {entry.path.parent for entry in present}
        )
        for settle, entries in ((self._settle_move, unfinished), (self._settle_restoring, present)):
            for entry in entries:
                try:
                    settle(entry)
                except OSError as error:  # the others are settled all the same
                    log.warning("the trash's journal cannot be checked for %s: %s", entry.path, error)

    def _remove_parts(self, folders: set[Path]) -> None:
        """Remove what a copy over to another disk left when it was cut short; the whole file is where it came from."""
        for folder in folders:
            for part in folder.glob(f".*{PART_SUFFIX}"):
                part.unlink(missing_ok=True)

    def _take(self, entry: TrashEntry, file_id: int | None) -> None:
        move_file(entry.path, self.path_of(entry), entry.content_hash)
        with self._store.write() as tx:
            tx.trash.mark_moved(entry.id)
            if file_id is not None:
                tx.files.remove([file_id])

    def _take_back(self, planned: Sequence[TrashEntry], keeper_id: int) -> None:
        """Undo what was done of a group, the last move first."""
        for entry in reversed(planned):
            if self.path_of(entry).exists():
                self._restore(entry)
            self._remove_empty_folders(entry)
        with self._store.write() as tx:
            tx.trash.forget([entry.id for entry in planned])
            self._drop_merge(tx, planned[0], keeper_id)

    def _restore(self, entry: TrashEntry) -> Path:
        """Bring one file back; return where it lies now."""
        source, target = self.path_of(entry), entry.path
        self._check_disk(target)
        if is_same_file(source, target) or holds_content(target, entry.content_hash):
            source.unlink(missing_ok=True)  # it is back already, byte for byte
        else:
            if os.path.lexists(target):
                target = find_free_name(target)
                with self._store.write() as tx:
                    tx.trash.redirect(entry.id, target)
            move_file(source, target, entry.content_hash)
        self._finish_restoring(entry, target)
        return target

    def _finish_restoring(self, entry: TrashEntry, path: Path) -> None:
        with suppress(OSError):  # some network file systems set no times; the next scan then reads the file once
            os.utime(path, ns=(entry.mtime_ns, entry.mtime_ns))
        with self._store.write() as tx:
            tx.trash.mark_restored(entry.id)
            tx.duplicates.set_state([entry.group_key], GroupState.OPEN)
            if not entry.is_sidecar:
                _add_file_row(tx, entry, path)
        self._remove_empty_folders(entry)

    def _settle_move(self, entry: TrashEntry) -> None:
        trashed = self.path_of(entry)
        is_back = is_same_file(trashed, entry.path) or holds_content(entry.path, entry.content_hash)
        if is_back or not trashed.exists():
            trashed.unlink(missing_ok=True)
            self._remove_empty_folders(entry)
            with self._store.write() as tx:
                tx.trash.forget([entry.id])
                self._drop_merge(tx, entry, tx.photos.find_ids([entry.keeper_hash]).get(entry.keeper_hash))
            return
        with self._store.write() as tx:
            tx.trash.mark_moved(entry.id)
            tx.files.remove(tx.duplicates.file_ids_at([entry.path]))

    def _settle_restoring(self, entry: TrashEntry) -> None:
        trashed = self.path_of(entry)
        if is_same_file(trashed, entry.path):
            trashed.unlink()
            self._finish_restoring(entry, entry.path)
        elif not trashed.exists() and holds_content(entry.path, entry.content_hash):
            self._finish_restoring(entry, entry.path)

    def _drop_merge(self, tx: Transaction, entry: TrashEntry, keeper_id: int | None) -> None:
        """Take back what a keeper got, unless other files of the same review still stand behind it."""
        others = [*tx.trash.present(entry.batch), *tx.trash.unfinished()]
        if keeper_id is not None and not any(
            (one.batch, one.keeper_hash) == (entry.batch, entry.keeper_hash) for one in others
        ):
            tx.merges.remove(entry.batch, [keeper_id])

    def _check_disk(self, path: Path) -> None:
        """Refuse to restore onto a disk that is not there: its mount point would take the file."""
        with self._store.read() as tx:
            root = tx.roots.find_containing(path)
        is_there = check_volume(root, has_files=True).is_online if root is not None else path.parent.is_dir()
        if not is_there:
            raise OutputError("its disk is not there; mount it and undo again")

    def _remove_empty_folders(self, entry: TrashEntry) -> None:
        for folder in list(self.path_of(entry).parents)[:2]:  # the file's own, and its review's
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def _sync_journal(self) -> None:
        """Have what was planned outlast a power cut: SQLite's log is on the disk only once somebody asks for it."""
        log = self._store.path.with_name(f"{self._store.path.name}-wal")
        if log.exists():
            with log.open("rb+") as file:
                os.fsync(file.fileno())


def _add_file_row(tx: Transaction, entry: TrashEntry, path: Path) -> None:
    """Put the file back into the library, so that nothing has to be read again."""
    root = tx.roots.find_containing(path)
    if root is None or not tx.photos.find_ids([entry.content_hash]):
        return
    sidecars = (path.with_name(name) for name in iter_sidecar_names(path.name))
    sidecar_ns = next((one.stat().st_mtime_ns for one in sidecars if one.is_file()), None)
    stat = FileStat(entry.size_bytes, entry.mtime_ns, sidecar_ns)
    relative = path.relative_to(root.path).as_posix()
    tx.files.save([FileSighting(root.id, relative, stat, time.time_ns(), entry.content_hash)])
