"""Files of the same bytes: one photo, several times on disk. Which file stays, and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from albumen.store.duplicates import PhotoFile

# IMG_1 (2).jpg, IMG_1 - Copy.jpg, IMG_1_copy2.jpg, Copy of IMG_1.jpg, IMG_1~2.jpg
_COPY_NAME = re.compile(r"(\(\d+\)|~\d+|[-_ ]+copy[-_ ]?\d*|[-_ ]+kopie[-_ ]?\d*)$|^(copy|kopie) (of|von) ", re.I)
_COPY_FOLDERS = frozenset({"backup", "backups", "copies", "copy", "downloads", "temp", "tmp"})


def group_files(files: Iterable[PhotoFile]) -> dict[int, list[PhotoFile]]:
    """Return the files of each photo that has several, by photo id, the one to keep first.

    A file that can be reached comes first, then one with its movie, a sidecar, a plain name, a folder of no copies, and the
    one that was found first. What a sidecar says can pass on to another file, a movie cannot.
    """
    by_photo: dict[int, list[PhotoFile]] = defaultdict(list)
    for file in files:
        by_photo[file.photo_id].append(file)

    def order(file: PhotoFile) -> tuple[bool, bool, bool, bool, int, int]:
        is_copy = _is_copy_name(file.path), _count_copy_folders(file.path)
        return (not file.is_online, file.movie is None, not file.has_sidecar, *is_copy, file.id)

    return {photo_id: sorted(same, key=order) for photo_id, same in by_photo.items() if len(same) > 1}


def praise_file(best: PhotoFile, others: Sequence[PhotoFile]) -> str:
    """Say why a file is the one to keep."""
    if best.is_online and not all(other.is_online for other in others):
        return "its disk is there"
    if best.movie is not None and all(other.movie is None for other in others):
        return "has its movie"
    if best.has_sidecar and not any(other.has_sidecar for other in others):
        return "has a sidecar"
    if not _is_copy_name(best.path) and all(_is_copy_name(other.path) for other in others):
        return "has the plain name"
    if _count_copy_folders(best.path) < min(_count_copy_folders(other.path) for other in others):
        return "lies in no folder of copies that the others lie in"
    return "the same bytes; found first"


def _is_copy_name(path: Path) -> bool:
    return _COPY_NAME.search(path.stem) is not None


def _count_copy_folders(path: Path) -> int:
    """Count, since all files of a library may lie below one that is called so."""
    return sum(part.lower() in _COPY_FOLDERS for part in path.parent.parts)
