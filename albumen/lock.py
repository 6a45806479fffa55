"""The lock of a library: one process at a time may write analyses. The system frees it when that one dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from albumen.errors import LibraryBusyError

LOCK_FILE = "albumen.lock"


@contextmanager
def hold_library(folder: Path, *, wait_s: float = 1.0) -> Iterator[None]:
    """Hold a library for the length of a block; the default waits long enough for `albumen status` to have looked.

    Raises:
        LibraryBusyError: another process holds it.
    """
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        raise LibraryBusyError(
            f"another Albumen process is indexing or watching {folder}; a running `albumen watch` "
            "takes up new folders and changes by itself, otherwise try again when it has finished"
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_library_held(folder: Path) -> bool:
    """Say whether another process holds the library."""
    try:
        with hold_library(folder, wait_s=0.0):
            return False
    except LibraryBusyError:
        return True
