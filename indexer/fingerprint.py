"""The identity of a photo: a hash of its bytes. Copies and renames share it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from albumen.errors import UnreadableFileError
from indexer.photo_file import describe_refusal, open_photo_file


def hash_content(path: Path) -> str:
    """Hash a file's bytes in constant memory.

    Returns:
        64 lower-case hexadecimal digits of SHA-256: one photo, one name, on every machine and for good. A faster
        hash would gain little, since reading the disk and decoding cost more.

    Raises:
        UnreadableFileError: the file system refused the read.
        EmptyFileError: zero bytes: all empty files would be copies of one photo.
    """
    with open_photo_file(path) as file:
        try:
            return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise UnreadableFileError(describe_refusal(error)) from error
