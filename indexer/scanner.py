"""Walk a root, or the parts of it that an event named, and say which photo files lie there, and what lies beside them.

Links to folders are not followed, so a loop cannot happen; add a link's target as a root of its own. Links to files
count as files. A folder that cannot be listed is reported, so that its files are not taken for deleted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from stat import S_ISREG

from albumen.store.records import DATABASE_FILE, TRASH_FOLDER, FileStat, MovieStat
from indexer.formats import has_no_extension, is_candidate, is_ignored_folder, sniff_format
from indexer.movie_names import find_movie, list_movies

# https://bford.info/cachedir/: a folder of derived data, such as previews, marks itself with this file.
CACHE_MARKER = "CACHEDIR.TAG"
_SIDECAR_SUFFIXES = (".xmp", ".XMP")


@dataclass(slots=True)
class Scan:
    """What a scan found. Paths are relative to the root, with `/`."""

    files: dict[str, FileStat] = field(default_factory=dict)
    unlisted: list[str] = field(default_factory=list)


def scan_root(root: Path) -> Scan:
    """Find every photo file below `root`."""
    return scan_paths(root, [""])


def scan_paths(root: Path, paths: Iterable[str]) -> Scan:
    """Find the photo files that are, or lie below, the given relative paths; an absent path gives none.

    Args:
        root: an absolute folder.
        paths: relative to `root`, with `/`; "" is the root itself.
    """
    scan = Scan()
    movies_in = cache(_list_movies_in)  # events often name many files of one folder
    for path in paths:
        full = os.path.join(root, path) if path else str(root)
        if os.path.isdir(full) and not (path and os.path.islink(full)):
            if not any(is_ignored_folder(part) for part in path.split("/") if part):
                _walk(full, path, scan)
        elif _is_photo(full, os.path.basename(path)) and not _is_in_trash(root, path):
            _add_file(root, path, scan, movies_in)
    return scan


def _walk(folder: str, relative: str, scan: Scan) -> None:
    pending = [(folder, relative)]
    while pending:
        folder, relative = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            scan.unlisted.append(relative)
            continue
        names = {entry.name for entry in entries}
        if CACHE_MARKER in names:
            continue
        prefix = f"{relative}/" if relative else ""
        # Duplicates that went to a library's trash are no photos of its folders, even if the library lies in one of them.
        skipped = TRASH_FOLDER if DATABASE_FILE in names else None
        pending += [
            (entry.path, prefix + entry.name) for entry in entries if _is_folder(entry) and entry.name != skipped
        ]
        movies = list_movies(names)
        for entry in entries:
            if _is_photo(entry.path, entry.name):
                sidecar_names = (name for name in iter_sidecar_names(entry.name) if name in names)
                stat = _stat(folder, entry.name, sidecar_names, movies)
                if stat is not None:
                    scan.files[prefix + entry.name] = stat


def iter_sidecar_names(name: str) -> Iterator[str]:
    """Yield the names that a photo's XMP sidecar may have, most specific first.

    Example:
        >>> next(iter_sidecar_names("IMG_1.JPG"))
        'IMG_1.JPG.xmp'
    """
    for base in (name, os.path.splitext(name)[0]):
        for suffix in _SIDECAR_SUFFIXES:
            yield base + suffix


def photos_of_sidecar(root: Path, path: str) -> list[str]:
    """Name the photo files that an XMP file of this relative path may belong to, whether it exists or not."""
    folder, name = os.path.split(path)
    base = os.path.splitext(name)[0]
    try:
        siblings = os.listdir(os.path.join(root, folder))
    except OSError:
        return []
    owners = (other for other in siblings if is_candidate(other) and base in (other, os.path.splitext(other)[0]))
    return [f"{folder}/{owner}" if folder else owner for owner in owners]


def _is_photo(path: str, name: str) -> bool:
    """Whether a file is to be read: by its name, or, where that says nothing, by its first bytes."""
    return is_candidate(name) or (has_no_extension(name) and _holds_photo(path))


def _is_in_trash(root: Path, path: str) -> bool:
    parts = path.split("/")[:-1]
    found = (at for at, part in enumerate(parts) if part == TRASH_FOLDER)
    return any(os.path.exists(os.path.join(root, *parts[:at], DATABASE_FILE)) for at in found)


def _holds_photo(path: str) -> bool:
    try:
        if not S_ISREG(os.stat(path).st_mode):  # opening a pipe would wait for its writer
            return False
        with open(path, "rb") as file:
            return sniff_format(file) is not None
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and not is_ignored_folder(entry.name)
    except OSError:
        return False


def _add_file(root: Path, path: str, scan: Scan, movies_in: Callable[[str], Mapping[str, str]]) -> None:
    folder, name = os.path.split(os.path.join(root, path))
    stat = _stat(folder, name, iter_sidecar_names(name), movies_in(folder))
    if stat is not None:
        scan.files[path] = stat


def _list_movies_in(folder: str) -> dict[str, str]:
    try:
        return list_movies(os.listdir(folder))
    except OSError:
        return {}


def _stat(folder: str, name: str, sidecars: Iterable[str], movies: Mapping[str, str]) -> FileStat | None:
    """Stat a regular file and what lies beside it; None where it is gone, a broken link, or a pipe, socket or folder."""
    status = _stat_regular(os.path.join(folder, name))
    if status is None:
        return None
    return FileStat(
        status.st_size, status.st_mtime_ns, _sidecar_mtime_ns(folder, sidecars), _stat_movie(folder, name, movies)
    )


def _stat_regular(path: str) -> os.stat_result | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status if S_ISREG(status.st_mode) else None


def _sidecar_mtime_ns(folder: str, sidecars: Iterable[str]) -> int | None:
    for sidecar in sidecars:
        try:
            return os.stat(os.path.join(folder, sidecar)).st_mtime_ns
        except OSError:
            continue
    return None


def _stat_movie(folder: str, still: str, movies: Mapping[str, str]) -> MovieStat | None:
    name = find_movie(still, movies)
    status = _stat_regular(os.path.join(folder, name)) if name is not None else None
    return MovieStat(name, status.st_size, status.st_mtime_ns) if name is not None and status is not None else None
