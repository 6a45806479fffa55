"""The locks of a library: one process at a time may write analyses, and one may curate beside it.

They are two, because curation reads what indexing has written, in transactions, and writes other tables: `albumen watch` holds
the library for days, and its own curation runs beside it. The system frees the locks of a process that dies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from albumen.errors import LibraryBusyError

LOCK_FILE = "albumen.lock"
CURATION_LOCK_FILE = "curation.lock"


@contextmanager
def hold_library(folder: Path, *, wait_s: float = 1.0) -> Iterator[None]:
    """Hold a library for the length of a block; the default waits long enough for `albumen status` to have looked.

    Raises:
        LibraryBusyError: another process holds it.
    """
    busy = (
        f"another Albumen process is indexing or watching {folder}; a running `albumen watch` "
        "takes up new folders and changes by itself, otherwise try again when it has finished"
    )
    with _hold(folder / LOCK_FILE, busy, wait_s):
        yield


@contextmanager
def hold_curation(folder: Path, *, wait_s: float = 1.0) -> Iterator[None]:
    """Hold a library's curation for the length of a block; indexing goes on beside it.

    Raises:
        LibraryBusyError: another process curates, as `albumen watch` does when it is idle.
    """
    busy = (
        f"another Albumen process is curating {folder}, perhaps that of `albumen watch`; try again when it has finished"
    )
    with _hold(folder / CURATION_LOCK_FILE, busy, wait_s):
        yield


def is_library_held(folder: Path) -> bool:
    """Say whether another process holds the library."""
    try:
        with hold_library(folder, wait_s=0.0):
            return False
    except LibraryBusyError:
        return True


@contextmanager
def _hold(path: Path, busy: str, wait_s: float) -> Iterator[None]:
    lock = FileLock(path)
    try:
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        raise LibraryBusyError(busy) from error
    try:
        yield
    finally:
        lock.release()
