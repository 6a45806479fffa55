"""A filer of photos, for tests that need a store with something in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from albumen.store.records import FileSighting, FileStat, PhotoFilter
from albumen.store.store import Store
from albumen.types import PhotoKind, PhotoMetadata, PixelFacts

ROOT = Path("/photos")
_FACTS = PixelFacts("jpeg", PhotoKind.STILL, 40, 30)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files photos as the indexer would: the content is a word, its hash the photo's identity."""

    store: Store

    def put(
        self, path: str, content: str | None = None, *, root: Path = ROOT, metadata: PhotoMetadata | None = None
    ) -> int:
        """Save a file and its photo; content is the path unless given. Returns the photo's id."""
        content = path if content is None else content
        with self.store.write() as tx:
            root_id = tx.roots.add(root).id
            photo_id = tx.photos.save(self.hash_of(content), len(content), facts=_FACTS, metadata=metadata)
            tx.files.save([self.sighting(root_id, path, content)])
        return photo_id

    def file_id(self, path: str, root: Path = ROOT) -> int:
        """Look up a file's row."""
        with self.store.read() as tx:
            found = tx.roots.find_containing(root)
            assert found is not None
            return tx.files.of_root(found.id)[path].id

    def visible(self) -> list[int]:
        """List the photos that have a file."""
        with self.store.read() as tx:
            return tx.photos.filtered_ids(PhotoFilter()).tolist()

    @staticmethod
    def hash_of(content: str) -> str:
        """Hash a content."""
        return hashlib.sha256(content.encode("utf-8", "surrogateescape")).hexdigest()

    @classmethod
    def sighting(cls, root_id: int, path: str, content: str | None, *, mtime_ns: int = 1) -> FileSighting:
        """Describe a file that was read just now; content None is one that could not be."""
        stat = FileStat(len(content or ""), mtime_ns)
        if content is None:
            return FileSighting(root_id, path, stat, 2, None, "unreadable", "no permission")
        return FileSighting(root_id, path, stat, 2, cls.hash_of(content))
