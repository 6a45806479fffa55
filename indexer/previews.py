"""Previews on disk: one small JPEG a photo, named by its content hash. Derived, so it may be deleted and made again."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator
from pathlib import Path

from PIL import Image

from indexer.cache_files import LEFT_BEHIND, folder_of, mark_as_cache, replace_file

# A 512 px preview of a detailed photo takes about 45 KB; networks read previews too, and artefacts grow below 80.
JPEG_QUALITY = 85


class PreviewStore:
    """A folder of previews, 256 folders wide: `ab/abcdef....jpg`. Safe for several writers of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_folder(self) -> None:
        """Make the folder, and have backups and scanners pass it by."""
        mark_as_cache(self.folder)

    def path_of(self, content_hash: str) -> Path:
        """Return where the preview of this photo lies, whether or not it exists.

        Raises:
            ValueError: not a content hash; a made-up one must not lead out of the folder.
        """
        return folder_of(self.folder, content_hash) / f"{content_hash}.jpg"

    def has(self, content_hash: str) -> bool:
        """Say whether the preview exists."""
        return self.path_of(content_hash).is_file()

    def save(self, content_hash: str, image: Image.Image) -> Path:
        """Write a preview, replacing one that is there. Readers see the old or the new one, never a part.

        Metadata is left out: a preview can be shown or shared without telling where it was taken.

        Args:
            content_hash: The photo's identity.
            image: RGB, upright, sRGB, of preview size already.

        Raises:
            OSError: the folder cannot be written.
        """
        target = self.path_of(content_hash)
        bare = image.copy()
        bare.info = {}  # Pillow would write EXIF, profile, XMP and comment from here
        replace_file(target, functools.partial(bare.save, format="JPEG", quality=JPEG_QUALITY))
        return target

    def load(self, content_hash: str, *, min_height_px: int | None = None) -> Image.Image:
        """Read a preview as RGB.

        Args:
            content_hash: The photo's identity.
            min_height_px: The decoder may reduce it by a power of two, which is quick, but not below this height.

        Raises:
            FileNotFoundError: there is none.
            OSError: it is damaged; remove it and index the photo again.
        """
        with Image.open(self.path_of(content_hash), formats=("JPEG",)) as image:
            if min_height_px is not None:
                image.draft("RGB", (1, min_height_px))
            return image.convert("RGB")

    def remove(self, content_hash: str) -> None:
        """Delete a preview; nothing happens where there is none."""
        self.path_of(content_hash).unlink(missing_ok=True)

    def iter_hashes(self) -> Iterator[str]:
        """Yield the content hash of every preview on disk, in order."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for file in sorted(folder.glob(f"{folder.name}*.jpg")):
                yield file.stem

    def remove_orphans(self, wanted: Collection[str]) -> int:
        """Delete previews of photos that are not wanted, and what an interrupted write left; return how many.

        Args:
            wanted: Content hashes to keep; a set, for speed. No other process may be saving meanwhile.
        """
        orphans = [self.path_of(found) for found in self.iter_hashes() if found not in wanted]
        orphans += self.folder.glob(LEFT_BEHIND)
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)
