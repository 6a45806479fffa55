"""The journal of the trash: where its files lie, what is written down of each, and what the store knows of those that came back."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from albumen.errors import PhotoError
from albumen.store.curation_records import GroupState
from albumen.store.records import TRASH_FOLDER, FileSighting, FileStat, MovieFacts
from albumen.store.store import Store, Transaction
from albumen.store.trash import TrashEntry
from indexer.live_movies import pair_movie
from indexer.movie_names import is_movie, photos_of_movie
from indexer.scanner import scan_paths


class TrashJournal:
    """The books of one library's trash."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.folder = store.path.parent / TRASH_FOLDER

    def path_of(self, entry: TrashEntry) -> Path:
        """Return where an entry's file lies in the trash."""
        return self.folder / entry.trash_name

    def finish_restoring(self, entry: TrashEntry, path: Path) -> None:
        """Write down that a file is back, with its time, and put it back into the library."""
        with suppress(OSError):  # some network file systems set no times; the next scan then reads the file once
            os.utime(path, ns=(entry.mtime_ns, entry.mtime_ns))
        with self.store.write() as tx:
            tx.trash.mark_restored(entry.id)
            tx.duplicates.set_state([entry.group_key], GroupState.OPEN)
            if not entry.is_sidecar:
                _add_file_row(tx, entry, path)
            elif is_movie(path.name):
                for owner in photos_of_movie(path.parent, path.name):
                    _tell_of_movie(tx, path.with_name(owner))
        self.remove_empty_folders(entry)

    def drop_merge(self, tx: Transaction, entry: TrashEntry, keeper_id: int | None) -> None:
        """Take back what a keeper got, unless other files of the same review still stand behind it."""
        others = [*tx.trash.present(entry.batch), *tx.trash.unfinished()]
        if keeper_id is not None and not any(
            (one.batch, one.keeper_hash) == (entry.batch, entry.keeper_hash) for one in others
        ):
            tx.merges.remove(entry.batch, [keeper_id])

    def remove_empty_folders(self, entry: TrashEntry) -> None:
        """Remove the folders of an entry in which nothing lies any more."""
        for folder in list(self.path_of(entry).parents)[:2]:  # the file's own, and its review's
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def sync(self) -> None:
        """Have what was planned outlast a power cut: SQLite's log is on the disk only once somebody asks for it."""
        write_ahead = self.store.path.with_name(f"{self.store.path.name}-wal")
        if write_ahead.exists():
            with write_ahead.open("rb+") as file:
                os.fsync(file.fileno())


def _add_file_row(tx: Transaction, entry: TrashEntry, path: Path) -> None:
    """Put the file back into the library, so that nothing has to be read again but its movie's header."""
    root = tx.roots.find_containing(path)
    if root is None or not tx.photos.find_ids([entry.content_hash]):
        return
    relative = path.relative_to(root.path).as_posix()
    beside = scan_paths(root.path, [relative]).files.get(relative, FileStat(0, 0))
    stat = replace(beside, size_bytes=entry.size_bytes, mtime_ns=entry.mtime_ns)
    movie = _judge(path, stat)
    tx.files.save([FileSighting(root.id, relative, stat, time.time_ns(), entry.content_hash, movie=movie)])


def _tell_of_movie(tx: Transaction, still: Path) -> None:
    """Have the row of a still's file, where it has one, tell of the movie that came back to it."""
    root, photo_id = tx.roots.find_containing(still), tx.files.find_photo_id(still)
    if root is None or photo_id is None:
        return
    relative = still.relative_to(root.path).as_posix()
    record = tx.files.of_root(root.id, relative)[relative]
    beside = scan_paths(root.path, [relative]).files.get(relative, record.stat)
    stat = replace(record.stat, movie=beside.movie)
    content_hash = tx.photos.get([photo_id])[photo_id].content_hash
    movie = _judge(still, stat)
    tx.files.save([FileSighting(root.id, relative, stat, record.checked_ns, content_hash, movie=movie)])


def _judge(still: Path, stat: FileStat) -> MovieFacts | None:
    if stat.movie is None:
        return None
    try:
        return pair_movie(still, stat.movie.name)
    except PhotoError:  # the next scan says what is wrong with the still
        return None
