"""What a person's answer on a group means for its files, and whether they may go: everything is checked before anything moves."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from albumen.curation.file_moves import holds_content, is_same_file
from albumen.errors import OutputError
from albumen.store.duplicates import LiveMovie
from albumen.store.merges import MergedMetadata
from albumen.store.trash import TrashEntry
from indexer.fingerprint import hash_content
from indexer.movie_names import photos_of_movie
from indexer.scanner import iter_sidecar_names, photos_of_sidecar


@dataclass(frozen=True, slots=True)
class LeavingFile:
    """A file that is to go: its row, where it lies, its bytes' hash, and its movie where it is the still of a Live photo."""

    file_id: int
    path: Path
    content_hash: str
    movie: LiveMovie | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """What one group's answer means: `leaving` goes, `keeper_path` stays, and the keeper's photo gets `merged`."""

    group_key: str
    keeper_id: int
    keeper_hash: str
    keeper_path: Path
    leaving: tuple[LeavingFile, ...]
    merged: MergedMetadata


def plan_entries(removal: Removal, batch: int) -> list[TrashEntry]:
    """Check that a group may be moved, and write down how: what lies beside a photo comes before it.

    So a death in between strands nothing: a photo that is still there is moved by the next review.

    Raises:
        OutputError: it may not; nothing has been touched.
    """
    _check_keeper(removal)
    entries: list[TrashEntry] = []
    paths = {one.path for one in removal.leaving}
    for leaving in removal.leaving:
        _check_leaving(leaving, removal)
        folder = f"{batch}/{secrets.token_hex(4)}"
        for beside in (*_find_sidecars(leaving.path, paths), *_find_movie(leaving, paths)):
            if all(beside != entry.path for entry in entries):
                entry = _entry(beside, hash_content(beside), folder, removal, batch)
                entries.append(replace(entry, is_sidecar=True))
        entries.append(_entry(leaving.path, leaving.content_hash, folder, removal, batch))
    return entries


def _check_keeper(removal: Removal) -> None:
    path = removal.keeper_path
    if not path.exists():
        raise OutputError(f"{path} is to be kept and is not there; mount its disk, or run `albumen index`")
    if not holds_content(path, removal.keeper_hash):
        raise OutputError(f"{path} is to be kept and is not what was indexed; run `albumen index` and look again")


def _check_leaving(leaving: LeavingFile, removal: Removal) -> None:
    path = leaving.path
    if not path.exists():
        raise OutputError(f"{path} is not there; mount its disk, or run `albumen index`")
    if path.is_symlink():
        raise OutputError(f"{path} is a link; links are left where they are")
    if is_same_file(path, removal.keeper_path):
        raise OutputError(f"{path} is {removal.keeper_path} under another name; there is nothing to gain")
    if not os.access(path.parent, os.W_OK):
        raise OutputError(f"{path.parent} is read-only; nothing can be moved out of it")
    if not holds_content(path, leaving.content_hash):
        raise OutputError(f"{path} is not what was indexed; run `albumen index` and look again")


def _find_sidecars(path: Path, leaving: set[Path]) -> Iterator[Path]:
    """Yield the sidecars that no photo which stays can claim."""
    for name in iter_sidecar_names(path.name):
        sidecar = path.with_name(name)
        if sidecar.is_file() and not sidecar.is_symlink() and sidecar.stat().st_size:
            owners = {path.with_name(owner) for owner in photos_of_sidecar(path.parent, name)}
            if owners <= leaving:
                yield sidecar


def _find_movie(leaving: LeavingFile, paths: set[Path]) -> Iterator[Path]:
    """Yield the movie of a Live photo's still, unless a photo of that name stays, whose movie it may be too."""
    movie = leaving.movie
    if movie is None or not movie.path.is_file() or movie.path.is_symlink():
        return
    status = movie.path.stat()
    if (status.st_size, status.st_mtime_ns) != (movie.size_bytes, movie.mtime_ns):
        raise OutputError(f"{movie.path} is not what was indexed; run `albumen index` and look again")
    owners = {movie.path.with_name(name) for name in photos_of_movie(movie.path.parent, movie.path.name)}
    if owners <= paths:
        yield movie.path


def _entry(path: Path, content_hash: str, folder: str, removal: Removal, batch: int) -> TrashEntry:
    status = path.stat()
    name = f"{folder}/{path.name}"
    keeper, key = removal.keeper_hash, removal.group_key
    return TrashEntry(batch, path, name, content_hash, status.st_size, status.st_mtime_ns, keeper, key)
