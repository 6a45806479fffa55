"""The manifest of a saved vector index: which store state it mirrors, and which files, of what content, hold it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from albumen.errors import VectorIndexError
from albumen.store.records import EmbeddingsStamp
from albumen.types import EncoderIdentity

FORMAT = 1
"""Raised when the files' layout changes: an index of another format is rebuilt."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file beside the manifest."""

    name: str
    size_bytes: int
    sha256: str

    @classmethod
    def describe(cls, path: Path) -> Self:
        """Describe a file that was just written."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(path.name, path.stat().st_size, digest)

    def check(self, folder: Path) -> Path:
        """Return the file's path when its content is what was written.

        Raises:
            VectorIndexError: it is absent, unreadable, or of another size or content.
        """
        path = folder / self.name
        try:
            found = FileEntry.describe(path) if path.stat().st_size == self.size_bytes else None
        except OSError as error:
            raise VectorIndexError(f"{path} cannot be read ({error.strerror})") from error
        if found != self:
            raise VectorIndexError(f"{path} is damaged: its content is not what was written")
        return path


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a saved index is. `parts` names the files of each part by what they hold, oldest part first."""

    stamp: EmbeddingsStamp
    parts: tuple[dict[str, FileEntry], ...]

    @property
    def file_names(self) -> set[str]:
        """Names of all files."""
        return {entry.name for part in self.parts for entry in part.values()}

    def save(self, path: Path) -> None:
        """Replace the manifest at once: a crash leaves the old one or the new one, never a mixture."""
        content = asdict(self) | {"format": FORMAT}
        document = json.dumps({"content": content, "sha256": _digest(content)}, indent=1)
        draft = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.tmp")
        with draft.open("w", encoding="utf-8") as file:
            file.write(document)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
        sync_folder(path.parent)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a manifest.

        Raises:
            VectorIndexError: it is absent, damaged, or of another format.
        """
        try:
            document = json.loads(path.read_bytes())
        except FileNotFoundError as error:
            raise VectorIndexError(f"{path} is absent") from error
        except (OSError, ValueError) as error:
            raise VectorIndexError(f"{path} cannot be read ({error})") from error
        content = document.get("content") if isinstance(document, dict) else None
        if not isinstance(content, dict) or document.get("sha256") != _digest(content):
            raise VectorIndexError(f"{path} is damaged: its content is not what was written")
        if content.get("format") != FORMAT:
            raise VectorIndexError(f"{path} is of format {content.get('format')}, this Albumen writes {FORMAT}")
        return cls(_stamp(content["stamp"]), tuple(map(_part, content["parts"])))


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries, so that new names outlive a power cut. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _stamp(values: dict[str, Any]) -> EmbeddingsStamp:
    return EmbeddingsStamp(EncoderIdentity(**values["identity"]), values["dim"], values["count"], values["last_id"])


def _part(files: dict[str, dict[str, Any]]) -> dict[str, FileEntry]:
    return {kind: FileEntry(**values) for kind, values in files.items()}
