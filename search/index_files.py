"""A vector index on disk: one folder an encoder, a manifest in it, and files that are never changed once named there."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from albumen.errors import VectorIndexError
from albumen.types import EncoderIdentity
from search.index_part import IndexPart
from search.manifest import FileEntry, Manifest, sync_folder
from search.vector_index import VectorIndex

MANIFEST_FILE = "manifest.json"

# A file that no manifest names may belong to a process that is about to name it: leave it for longer than a write takes.
_STRAY_AGE_S = 3600

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class IndexFiles:
    """Saves and loads the index of one encoder."""

    folder: Path
    identity: EncoderIdentity
    _saved: dict[IndexPart, dict[str, FileEntry]] = field(default_factory=dict)

    @classmethod
    def of(cls, identity: EncoderIdentity, parent: Path) -> Self:
        """Choose the encoder's folder below `parent`: its name for people, a hash for encoders of like names."""
        readable = re.sub(r"[^A-Za-z0-9.-]+", "-", identity.name).strip("-.")[:40]
        digest = hashlib.sha256(repr(identity).encode()).hexdigest()[:12]
        return cls(parent / f"{readable or 'encoder'}-{digest}", identity)

    def load(self) -> VectorIndex:
        """Load what was saved, checked to the last byte.

        Raises:
            VectorIndexError: nothing was saved, or it is damaged or of another encoder.
        """
        path = self.folder / MANIFEST_FILE
        manifest = Manifest.load(path)
        while True:
            try:
                return self._load_parts(manifest)
            except VectorIndexError:
                newer = Manifest.load(path)  # another process may have replaced it, and removed the files it named
                if newer == manifest:
                    raise
                manifest = newer

    def save(self, index: VectorIndex) -> VectorIndex:
        """Save the parts that are not on disk yet, then name all in the manifest; return the index as loaded.

        Raises:
            OSError: the folder cannot be written.
            VectorIndexError: what was saved cannot be loaded, as when another process has replaced it already.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        written = [self._find_entries(part) or self._write(part) for part in index.parts]
        sync_folder(self.folder)
        manifest = Manifest(index.stamp, tuple(written))
        replaced = self._find_replaced()
        manifest.save(self.folder / MANIFEST_FILE)
        self._clean(manifest, replaced)
        return self._load_parts(manifest, checked=True)

    def is_saved(self, part: IndexPart) -> bool:
        """Tell whether a part of a loaded index is on disk."""
        return part in self._saved

    def _load_parts(self, manifest: Manifest, *, checked: bool = False) -> VectorIndex:
        stamp = manifest.stamp
        if stamp.identity != self.identity:
            raise VectorIndexError(f"{self.folder} holds vectors of {stamp.identity}, not of {self.identity}")
        parts: dict[IndexPart, dict[str, FileEntry]] = {}
        for entries in manifest.parts:
            files = {
                kind: self.folder / entry.name if checked else entry.check(self.folder)
                for kind, entry in entries.items()
            }
            parts[_load_part(files)] = entries
        if sum(len(part.ids) for part in parts) != stamp.count:
            raise VectorIndexError(f"{self.folder} does not hold the {stamp.count} vectors that its manifest names")
        self._saved = parts
        return VectorIndex(stamp, tuple(parts))

    def _find_entries(self, part: IndexPart) -> dict[str, FileEntry] | None:
        entries = self._saved.get(part, {})
        # Another process may have merged this part into one of its own, and removed its files.
        return entries if entries and all((self.folder / entry.name).exists() for entry in entries.values()) else None

    def _write(self, part: IndexPart) -> dict[str, FileEntry]:
        token = f"{time.time_ns():x}-{os.urandom(4).hex()}"
        try:
            return {kind: FileEntry.describe(path) for kind, path in part.save(self.folder / token).items()}
        except OSError:  # a full disk, above all: leave it no fuller than it was
            for path in self.folder.glob(f"{token}.*"):
                path.unlink(missing_ok=True)
            raise

    def _find_replaced(self) -> set[str]:
        try:
            return Manifest.load(self.folder / MANIFEST_FILE).file_names
        except VectorIndexError:
            return set()

    def _clean(self, manifest: Manifest, replaced: set[str]) -> None:
        for path in self.folder.iterdir():
            if path.name == MANIFEST_FILE or path.name in manifest.file_names:
                continue
            try:
                if path.name in replaced or time.time() - path.stat().st_mtime > _STRAY_AGE_S:
                    path.unlink()
            except OSError as error:  # Windows keeps a mapped file: the next save removes it
                _log.debug("left %s (%s)", path, error)


def remove_strays(parent: Path, identities: Collection[EncoderIdentity]) -> None:
    """Remove the saved indexes of encoders that the store has no vectors of any more."""
    wanted = {IndexFiles.of(identity, parent).folder for identity in identities}
    for manifest in parent.glob(f"*/{MANIFEST_FILE}"):
        if manifest.parent not in wanted:
            shutil.rmtree(manifest.parent, ignore_errors=True)


def _load_part(files: dict[str, Path]) -> IndexPart:
    try:
        return IndexPart.load(files)
    except (OSError, ValueError, RuntimeError) as error:  # FAISS raises RuntimeError for a file that is gone
        raise VectorIndexError(f"{files['rows']} cannot be loaded ({error})") from error
