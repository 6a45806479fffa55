"""Opening a photo's file: read-only, regular, not empty, with the file system's refusals in Albumen's words."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from albumen.errors import EmptyFileError, UnreadableFileError


@contextmanager
def open_photo_file(path: Path) -> Iterator[BufferedReader]:
    """Open a file for reading.

    Only regular files are opened: reading a pipe or a device can block for ever.

    Raises:
        UnreadableFileError: absent, a folder, not permitted, or the disk failed.
        EmptyFileError: zero bytes.
    """
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise UnreadableFileError("This is not a regular file; only files are indexed.")
        if facts.st_size == 0:
            raise EmptyFileError("The file has no bytes; restore it from where it was copied.")
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise UnreadableFileError(describe_refusal(error)) from error
    with file:
        yield file


def describe_refusal(error: OSError | ValueError) -> str:
    """Say in one sentence why the file system refused, without the path (it may not be valid text).

    Example:
        >>> describe_refusal(PermissionError(13, "Permission denied"))
        'The file cannot be read: permission denied. Check who may read it.'
    """
    if isinstance(error, FileNotFoundError):
        return "The file is gone; the next scan will notice."
    if isinstance(error, PermissionError):
        return "The file cannot be read: permission denied. Check who may read it."
    cause = getattr(error, "strerror", None) or "its name is not valid"
    return f"The file cannot be read: {cause}. Check the disk or the network mount."
