"""Every error that Albumen raises on purpose.

    AlbumenError                    anything below; the CLI prints one line and exits with `exit_code`
    +-- UsageError                  the request itself is off (exit 2)
    |   +-- NotFoundError           what it names is not in the library
    +-- ConfigError                 a setting is unknown or out of range (exit 2)
    +-- LibraryBusyError            another process holds the library's lock
    +-- StoreError                  the database cannot be opened or written
    |   +-- StoreTooNewError        made by a newer Albumen
    +-- VectorIndexError            the vector cache is absent, damaged or of another encoder (rebuildable)
    +-- NoSubjectError              a photo holds nothing that stands out (exit 3)
    +-- CurationError               a curation job failed; the others have run
    +-- OutputError                 a picture cannot be written where it was asked for
    +-- ModelError                  an encoder cannot be made or run
    |   +-- UnknownEncoderError     no encoder of that name
    |   +-- WeightsError            weights are absent, damaged or unreachable
    |   +-- MissingExtraError       a package of an optional extra is not installed
    +-- PhotoError                  one file cannot become a photo; recorded, the run goes on
        +-- UnreadableFileError     the file system refused (permission, gone, I/O)
        +-- EmptyFileError          zero bytes
        +-- UnsupportedFormatError  not a picture, or of a format not read here
        +-- CorruptPhotoError       a known format, damaged beyond a usable picture
        +-- TooManyPixelsError      over the pixel cap
        +-- DecodeTimeoutError      the decoder did not finish in time
        +-- DecoderCrashError       the decoder's process died

A message says what happened and what to do next.
"""

from __future__ import annotations


class AlbumenError(Exception):
    """Base of all of Albumen's own errors."""

    exit_code = 1


class UsageError(AlbumenError):
    """The request itself is off: an empty query, a bad date, an unknown path."""

    exit_code = 2


class NotFoundError(UsageError):
    """The library has nothing of that name or number."""


class ConfigError(AlbumenError):
    """A setting is unknown, of the wrong type or out of range."""

    exit_code = 2


class LibraryBusyError(AlbumenError):
    """Another process is indexing or watching this library."""


class StoreError(AlbumenError):
    """The database cannot be opened, read or written."""


class StoreTooNewError(StoreError):
    """The database was made by a newer Albumen."""


class VectorIndexError(AlbumenError):
    """The vector cache cannot be used; it can be rebuilt from the store."""


class NoSubjectError(AlbumenError):
    """A photo holds nothing that stands out enough to be lifted."""

    exit_code = 3


class CurationError(AlbumenError):
    """A curation job failed, or took more memory than it may."""


class OutputError(AlbumenError):
    """A picture cannot be written where it was asked for."""


class ModelError(AlbumenError):
    """An encoder cannot be created or run."""


class UnknownEncoderError(ModelError):
    """No encoder has that name."""

    exit_code = 2


class WeightsError(ModelError):
    """Weights are absent, damaged or cannot be reached."""


class MissingExtraError(ModelError):
    """A package of an optional extra is not installed."""


class PhotoError(AlbumenError):
    """One file cannot become a photo. `reason` is the stable word that the store keeps."""

    reason = "unreadable"


class UnreadableFileError(PhotoError):
    """The file system refused the read."""


class EmptyFileError(PhotoError):
    """The file has no bytes."""

    reason = "empty"


class UnsupportedFormatError(PhotoError):
    """The content is not of a format that Albumen reads."""

    reason = "unsupported"


class CorruptPhotoError(PhotoError):
    """The content is damaged beyond a usable picture."""

    reason = "corrupt"


class TooManyPixelsError(PhotoError):
    """The picture is over the pixel cap."""

    reason = "too_many_pixels"


class DecodeTimeoutError(PhotoError):
    """The decoder did not finish in time."""

    reason = "timeout"


class DecoderCrashError(PhotoError):
    """The decoder's process died on this file."""

    reason = "decoder_crash"
