"""Whatever a decoder throws at a broken file, as one `PhotoError` with one clear sentence."""

from __future__ import annotations

import errno
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import UnidentifiedImageError

from albumen.errors import CorruptPhotoError, PhotoError, UnreadableFileError
from indexer.photo_file import describe_refusal

# What Pillow, libtiff, libheif, LibRaw's and littleCMS's wrappers have been seen to raise on damaged files. Python's own
# kinds are named, rather than `Exception`, where a retry is decided; the outermost layer catches every `Exception`.
DECODER_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    RuntimeError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    struct.error,
    zlib.error,
)

# The disk failed, the mount went stale or the file was taken away while it was read.
_REFUSALS = frozenset(
    {errno.EACCES, errno.EIO, errno.ENODEV, errno.ENOENT, errno.ENXIO, errno.EPERM, errno.ESTALE, errno.ETIMEDOUT}
)
_MAX_CAUSE_CHARS = 160


@contextmanager
def translated_decoder_errors() -> Iterator[None]:
    """Turn any exception in the block into a `PhotoError`; those that are one already pass.

    `KeyboardInterrupt` and `SystemExit` pass as well: they are about the run, not about the photo.
    """
    try:
        yield
    except PhotoError:
        raise
    except MemoryError as error:
        raise CorruptPhotoError("Decoding the picture needs more memory than there is.") from error
    except Exception as error:
        if isinstance(error, OSError) and is_refusal(error):
            raise UnreadableFileError(describe_refusal(error)) from error
        raise _corrupt(error) from error


def is_refusal(error: BaseException) -> bool:
    """Say whether the file system failed, rather than the picture's content (a bad offset gives an `OSError` too)."""
    return isinstance(error, OSError) and error.errno in _REFUSALS


def _corrupt(error: Exception) -> CorruptPhotoError:
    return CorruptPhotoError(f"The picture is damaged ({describe_cause(error)}); restore it from a copy.")


def describe_cause(error: Exception) -> str:
    """Shorten a library's message to one printable line; its class where it has none.

    Example:
        >>> describe_cause(OSError("broken\\ndata stream "))
        'broken data stream'
    """
    if isinstance(error, UnidentifiedImageError):
        return "its header cannot be parsed"
    text = error.args[-1] if error.args else ""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    text = re.sub(r"\s+", " ", text.encode("utf-8", "replace").decode("utf-8")).strip(" .")
    text = "".join(letter for letter in text if letter.isprintable())
    return text[:_MAX_CAUSE_CHARS] or type(error).__name__
