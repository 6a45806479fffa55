"""After a process that died in the middle of a move: what the disk shows is written down, and nothing is lost.

It leaves a file at its old place, at its new one, or whole at both. A move that was cut short is finished, or never happened.
"""

from __future__ import annotations

import logging
from pathlib import Path

from albumen.curation.file_moves import PART_SUFFIX, holds_content, is_same_file
from albumen.curation.trash_journal import TrashJournal
from albumen.store.trash import TrashEntry

log = logging.getLogger(__name__)


def recover(journal: TrashJournal) -> None:
    """Make the journal true after a process that died: a move that was cut short is finished, or never happened."""
    with journal.store.read() as tx:
        unfinished, present = tx.trash.unfinished(), tx.trash.present()
    _remove_parts({journal.path_of(entry).parent for entry in unfinished} | {entry.path.parent for entry in present})
    for settle, entries in ((_settle_move, unfinished), (_settle_restoring, present)):
        for entry in entries:
            try:
                settle(journal, entry)
            except OSError as error:  # the others are settled all the same
                log.warning("the trash's journal cannot be checked for %s: %s", entry.path, error)


def _remove_parts(folders: set[Path]) -> None:
    """Remove what a copy over to another disk left when it was cut short; the whole file is where it came from."""
    for folder in folders:
        for part in folder.glob(f".*{PART_SUFFIX}"):
            part.unlink(missing_ok=True)


def _settle_move(journal: TrashJournal, entry: TrashEntry) -> None:
    trashed = journal.path_of(entry)
    is_back = is_same_file(trashed, entry.path) or holds_content(entry.path, entry.content_hash)
    if is_back or not trashed.exists():
        trashed.unlink(missing_ok=True)
        journal.remove_empty_folders(entry)
        with journal.store.write() as tx:
            tx.trash.forget([entry.id])
            journal.drop_merge(tx, entry, tx.photos.find_ids([entry.keeper_hash]).get(entry.keeper_hash))
        return
    with journal.store.write() as tx:
        tx.trash.mark_moved(entry.id)
        tx.files.remove(tx.duplicates.file_ids_at([entry.path]))


def _settle_restoring(journal: TrashJournal, entry: TrashEntry) -> None:
    trashed = journal.path_of(entry)
    if is_same_file(trashed, entry.path):
        trashed.unlink()
        journal.finish_restoring(entry, entry.path)
    elif not trashed.exists() and holds_content(entry.path, entry.content_hash):
        journal.finish_restoring(entry, entry.path)
