"""Moving a file so that its bytes are whole somewhere at every moment, and nothing is ever written over."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

from albumen.errors import OutputError, PhotoError
from indexer.fingerprint import hash_content

# File systems without hard links, such as FAT, say one of these.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)
PART_SUFFIX = ".albumen-part"


def move_file(source: Path, target: Path, content_hash: str) -> None:
    """Move a file to a name that is free, with its times; across file systems it is copied, checked and only then removed.

    Args:
        source: a regular file.
        target: where nothing lies; its folder is made.
        content_hash: what the bytes must be.

    Raises:
        OutputError: something lies at the target, or the copy is not what it should be; the source is untouched.
        OSError: the file system refused; the source is untouched, and the target at most a whole copy of it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)  # unlike a rename, this never replaces what is there
    except FileExistsError as error:
        raise OutputError(f"{target} is taken; move it away and try again") from error
    except OSError as error:
        if error.errno not in (errno.EXDEV, *_NO_LINKS):
            raise
        _copy_file(source, target, content_hash)
    _sync_folder(target.parent)
    os.unlink(source)
    _sync_folder(source.parent)


def holds_content(path: Path, content_hash: str) -> bool:
    """Whether a regular file of these bytes lies at a path, and not only a link to one."""
    try:
        return not path.is_symlink() and path.is_file() and hash_content(path) == content_hash
    except (OSError, PhotoError):
        return False


def is_same_file(first: Path, second: Path) -> bool:
    """Whether two paths lead to one file on the disk."""
    try:
        return os.path.samefile(first, second)
    except OSError:
        return False


def find_free_name(path: Path) -> Path:
    """Return a path beside one that is taken: `IMG_1 (restored).jpg`, then `IMG_1 (restored 2).jpg`."""
    names = (f"{path.stem} (restored{f' {count}' if count > 1 else ''}){path.suffix}" for count in range(1, 10_000))
    return next(free for name in names if not os.path.lexists(free := path.with_name(name)))


def _copy_file(source: Path, target: Path, content_hash: str) -> None:
    part = target.with_name(f".{secrets.token_hex(4)}{PART_SUFFIX}")
    try:
        shutil.copyfile(source, part, follow_symlinks=False)
        shutil.copystat(source, part)
        _sync_file(part)
        if not holds_content(part, content_hash):
            raise OutputError(f"the copy of {source} is not what was read before; check both disks")
        if os.path.lexists(target):
            raise OutputError(f"{target} is taken; move it away and try again")
        os.rename(part, target)
    finally:
        part.unlink(missing_ok=True)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder outlast a power cut, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    except OSError:  # some network file systems cannot
        pass
    finally:
        os.close(handle)
