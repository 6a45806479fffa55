"""Compare what a scan found with what the store knows: added, modified, deleted, or only a new sidecar or movie beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from albumen.errors import EmptyFileError
from albumen.store.records import FileRecord, FileStat
from indexer.scanner import Scan

# FAT keeps times to two seconds. A file that was written so shortly before it was read may have been written again
# without its time changing, so the next scan reads it once more (git calls such entries "racily clean").
RACY_NS = 2_000_000_000
# A file that could not be hashed is tried again by each scan (permissions change), unless it has nothing to hash.
_LASTING_REASONS = (None, EmptyFileError.reason)


@dataclass(slots=True)
class Changes:
    """The work that a scan leaves. A move shows as one added and one deleted file; its content tells the rest."""

    added: dict[str, FileStat] = field(default_factory=dict)
    modified: dict[str, FileStat] = field(default_factory=dict)
    sidecar_changed: dict[str, FileStat] = field(default_factory=dict)
    movie_changed: dict[str, FileStat] = field(default_factory=dict)
    deleted: list[FileRecord] = field(default_factory=list)
    unchanged: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.added or self.modified or self.sidecar_changed or self.movie_changed or self.deleted)


def find_changes(known: Mapping[str, FileRecord], scan: Scan) -> Changes:
    """Compare a scan with the store's files of the same scope.

    Args:
        known: the store's records by relative path, of exactly the part of the root that was scanned.
        scan: what lies there now.
    """
    changes = Changes()
    for path, stat in scan.files.items():
        record = known.get(path)
        if record is None:
            changes.added[path] = stat
        elif _may_differ(record, stat):
            changes.modified[path] = stat
        elif record.stat.sidecar_mtime_ns != stat.sidecar_mtime_ns:
            changes.sidecar_changed[path] = stat
        elif record.stat.movie != stat.movie:
            changes.movie_changed[path] = stat
        else:
            changes.unchanged += 1
    hidden = tuple(f"{folder}/" if folder else "" for folder in scan.unlisted)
    for path, record in known.items():
        if path not in scan.files and not path.startswith(hidden or ("\0",)):
            changes.deleted.append(record)
    return changes


def _may_differ(record: FileRecord, stat: FileStat) -> bool:
    is_same = (record.stat.size_bytes, record.stat.mtime_ns) == (stat.size_bytes, stat.mtime_ns)
    return not is_same or record.reason not in _LASTING_REASONS or stat.mtime_ns > record.checked_ns - RACY_NS
