"""Files that can be made again: whole or not at all, safe for several writers, and passed by by scanners and backups."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from indexer.scanner import CACHE_MARKER

# What the marker must begin with: https://bford.info/cachedir/
_CACHE_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by Albumen; everything here can be made again.\n"
_HASH_DIGITS = frozenset("0123456789abcdef")

# What an interrupted write leaves behind, in a folder of `folder_of`.
LEFT_BEHIND = "[0-9a-f][0-9a-f]/.*.part"


def mark_as_cache(folder: Path) -> None:
    """Make a folder, and have backups and scanners pass it by."""
    folder.mkdir(exist_ok=True)
    (folder / CACHE_MARKER).write_text(_CACHE_TAG)


def folder_of(folder: Path, content_hash: str) -> Path:
    """Return where the files of a photo lie in a cache that is 256 folders wide.

    Raises:
        ValueError: not a content hash; a made-up one must not lead out of the folder.
    """
    if len(content_hash) < 8 or not _HASH_DIGITS.issuperset(content_hash):
        raise ValueError(f"{content_hash!r} is not a content hash (lower-case hexadecimal digits)")
    return folder / content_hash[:2]


def replace_file(target: Path, save: Callable[[BinaryIO], object]) -> None:
    """Write a file, replacing one that is there. Readers see the old or the new one, never a part.

    Raises:
        OSError: the folder cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            save(file)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
