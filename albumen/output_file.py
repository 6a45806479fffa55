"""Files that a person asked for: new ones only, whole or not at all, and never an original."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from albumen.errors import OutputError, UsageError


def check_target(path: Path, suffixes: Sequence[str], *, originals: Sequence[Path], is_forced: bool) -> None:
    """Refuse a file that must not be written.

    Raises:
        UsageError: its suffix is none of `suffixes`, it is one of the originals, its folder is absent, or it exists and
            nothing says to replace it.
    """
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"{path.name} is none of the kinds that can be written here: {', '.join(suffixes)}")
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}; make it, or choose another")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if path.exists():
        if any(original.exists() and path.samefile(original) for original in originals):
            raise UsageError(f"{path} is the original, which is never written to; choose another name")
        if not is_forced:
            raise UsageError(f"{path} exists; choose another name, or say --force to replace it")


def write_whole(path: Path, save: Callable[[BinaryIO], object]) -> None:
    """Write a file under another name first, so that a full disk or an interruption leaves nothing half written.

    Raises:
        OutputError: the file system refused.
    """
    with replacing_whole(path) as part, part.open("xb") as file:
        save(file)


@contextmanager
def replacing_whole(path: Path) -> Iterator[Path]:
    """Give the path of a file to write, with the same suffix; at the end of the block it takes the place of `path`.

    Where the block is left by an error or Ctrl-C, it is removed, and `path` is what it was.

    Raises:
        OutputError: the file system refused.
    """
    part = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        os.replace(part, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
