"""The trash: a folder in the library that files of duplicates move to when told, with a journal that brings them back.

Each move is written down before it is made, so that what a process that died left behind can be told (`trash_recovery`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from albumen.curation.file_moves import find_free_name, holds_content, is_same_file, move_file
from albumen.curation.trash_journal import TrashJournal
from albumen.curation.trash_plan import Removal, plan_entries
from albumen.curation.trash_recovery import recover
from albumen.errors import OutputError, UsageError
from albumen.store.curation_records import GroupState
from albumen.store.store import Store
from albumen.store.trash import TrashEntry
from indexer.volumes import check_volume


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: where files lie now, and one line for each that could not come."""

    paths: tuple[Path, ...]
    problems: tuple[str, ...]


class Trash:
    """The trash of one library. Whoever changes it holds the library's lock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._journal = TrashJournal(store)

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._journal.folder

    def path_of(self, entry: TrashEntry) -> Path:
        """Return where an entry's file lies in the trash."""
        return self._journal.path_of(entry)

    def recover(self) -> None:
        """Make the journal true after a process that died: a move that was cut short is finished, or never happened."""
        recover(self._journal)

    def move(self, removal: Removal, batch: int) -> list[TrashEntry]:
        """Move one group's files, with their sidecars and movies, to the trash; all of them or none.

        Raises:
            OutputError: the keeper is not there or not what it was, a file has changed, or one cannot be moved; nothing
                has changed then.
        """
        entries = plan_entries(removal, batch)
        with self._store.write() as tx:
            planned = tx.trash.plan(entries)
            if not removal.merged.is_empty:
                tx.merges.add(removal.keeper_id, batch, removal.merged)
        self._journal.sync()
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
        for entry in (entry for entry in present if entry.batch == last):  # what lies beside a photo comes before it
            try:
                paths.append(self._restore(entry))
            except (OSError, OutputError) as error:
                problems.append(f"{entry.path} stays in the trash: {error}")
        with self._store.write() as tx:
            tx.merges.remove(last)
        return Restored(tuple(paths), tuple(problems))

    def find_due(self, older_than_s: float) -> list[TrashEntry]:
        """List what has been in the trash for so long."""
        limit = time.time() - older_than_s
        with self._store.read() as tx:
            return [entry for entry in tx.trash.present() if (entry.moved_at or 0) <= limit]

    def empty(self, older_than_s: float) -> None:
        """Delete for good what has been in the trash for so long: the only way in which Albumen deletes an original."""
        for entry in self.find_due(older_than_s):
            self._journal.path_of(entry).unlink(missing_ok=True)
            self._journal.remove_empty_folders(entry)
            with self._store.write() as tx:
                tx.trash.forget([entry.id])

    def _take(self, entry: TrashEntry, file_id: int | None) -> None:
        move_file(entry.path, self._journal.path_of(entry), entry.content_hash)
        with self._store.write() as tx:
            tx.trash.mark_moved(entry.id)
            if file_id is not None:
                tx.files.remove([file_id])

    def _take_back(self, planned: Sequence[TrashEntry], keeper_id: int) -> None:
        """Undo what was done of a group."""
        for entry in planned:
            if self._journal.path_of(entry).exists():
                self._restore(entry)
            self._journal.remove_empty_folders(entry)
        with self._store.write() as tx:
            tx.trash.forget([entry.id for entry in planned])
            self._journal.drop_merge(tx, planned[0], keeper_id)

    def _restore(self, entry: TrashEntry) -> Path:
        """Bring one file back; return where it lies now."""
        source, target = self._journal.path_of(entry), entry.path
        self._check_disk(target)
        if is_same_file(source, target) or holds_content(target, entry.content_hash):
            source.unlink(missing_ok=True)  # it is back already, byte for byte
        else:
            if os.path.lexists(target):
                target = find_free_name(target)
                with self._store.write() as tx:
                    tx.trash.redirect(entry.id, target)
            move_file(source, target, entry.content_hash)
        self._journal.finish_restoring(entry, target)
        return target

    def _check_disk(self, path: Path) -> None:
        """Refuse to restore onto a disk that is not there: its mount point would take the file."""
        with self._store.read() as tx:
            root = tx.roots.find_containing(path)
        is_there = check_volume(root, has_files=True).is_online if root is not None else path.parent.is_dir()
        if not is_there:
            raise OutputError("its disk is not there; mount it and undo again")
