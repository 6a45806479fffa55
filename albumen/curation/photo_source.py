"""The pixels of library photos for what curation shows: the original where its disk is there, the preview where not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from albumen.curation.people import PersonBox, find_people
from albumen.errors import PhotoError
from albumen.store.curation_records import PhotoFacts
from albumen.store.store import Store, Transaction
from albumen.types import PhotoSignals, Saliency, Segmentation
from indexer.decode import decode_photo
from indexer.geometry import shrink

if TYPE_CHECKING:
    from PIL.Image import Image

    from albumen.config import Settings
    from indexer.previews import PreviewStore


class PhotoLibrary(Protocol):
    """What showing photos needs of a library."""

    settings: Settings

    @property
    def store(self) -> Store:
        """Its database."""

    @property
    def previews(self) -> PreviewStore:
        """Its previews."""


@dataclass(frozen=True, slots=True)
class SeenPhoto:
    """A photo that can be shown: facts, its files (online ones first), and what the models saw, as far as they looked."""

    facts: PhotoFacts
    paths: tuple[Path, ...]
    signals: PhotoSignals | None
    segmentation: Segmentation | None

    @property
    def size_px(self) -> tuple[int, int]:
        """Width and height of the upright photo."""
        assert self.facts.width_px is not None  # it was decoded once, or it could not be shown
        assert self.facts.height_px is not None
        return self.facts.width_px, self.facts.height_px

    @property
    def saliency(self) -> Saliency | None:
        """Where the eye goes."""
        return self.signals.saliency if self.signals is not None else None

    @property
    def people(self) -> tuple[PersonBox, ...]:
        """Where its people are."""
        return find_people(self.segmentation, self.signals.objects if self.signals else (), self.size_px)

    @property
    def is_offline(self) -> bool:
        """Whether no file of it is there now."""
        return not any(path.is_file() for path in self.paths)


class PhotoSource(Protocol):
    """Where photos that are shown come from."""

    def look_up(self, photo_ids: Collection[int]) -> dict[int, SeenPhoto]:
        """Look photos up by id; one that has no file in the library any more, or was never decoded, is left out."""

    def has_pixels(self, photo: SeenPhoto) -> bool:
        """Say whether a file of a photo is there, or at least its preview."""

    def load(self, photo: SeenPhoto, *, max_side_px: int) -> Image:
        """Load a photo, upright, RGB, sRGB, its longest side at most `max_side_px`.

        Raises:
            PhotoError: nothing of it can be read.
        """


class LibraryPhotos:
    """The photos of a library; originals are only ever read."""

    def __init__(self, store: Store, previews: PreviewStore, *, max_pixels: int) -> None:
        self._store = store
        self._previews = previews
        self._max_pixels = max_pixels

    def look_up(self, photo_ids: Collection[int]) -> dict[int, SeenPhoto]:
        """Look photos up by id, with what the models saw."""
        with self._store.read() as tx:
            facts = [one for one in tx.facts.load(photo_ids) if one.width_px and one.height_px]
            return {one.id: _seen(tx, one) for one in facts}

    def has_pixels(self, photo: SeenPhoto) -> bool:
        """Say whether a file of a photo is there, or at least its preview."""
        return not photo.is_offline or self._previews.has(photo.facts.content_hash)

    def load(self, photo: SeenPhoto, *, max_side_px: int) -> Image:
        """Load a photo; from its preview, which is small, where no file of it can be read.

        Raises:
            PhotoError: nothing of it can be read; the reason is that of its first file.
        """
        failure: PhotoError | None = None
        for path in photo.paths:
            try:
                return decode_photo(path, max_side_px=max_side_px, max_pixels=self._max_pixels).image
            except PhotoError as error:
                failure = failure or error
        try:
            return shrink(self._previews.load(photo.facts.content_hash), max_side_px)
        except OSError as error:
            raise failure or PhotoError(f"photo {photo.facts.id} has neither a file nor a preview") from error

    def load_small(self, photo: SeenPhoto, *, max_side_px: int) -> Image:
        """Load a photo from its preview, which is quick, or from a file where the preview was lost.

        Raises:
            PhotoError: nothing of it can be read.
        """
        try:
            return shrink(self._previews.load(photo.facts.content_hash), max_side_px)
        except OSError:
            return self.load(photo, max_side_px=max_side_px)


def open_photos(library: PhotoLibrary) -> LibraryPhotos:
    """Return the source of a library's photos."""
    return LibraryPhotos(library.store, library.previews, max_pixels=library.settings.max_pixels)


def _seen(tx: Transaction, facts: PhotoFacts) -> SeenPhoto:
    signals, segmentation = tx.signals.find(facts.id), tx.segmentations.find(facts.id)
    return SeenPhoto(
        facts,
        tuple(tx.files.paths_of([facts.id])[facts.id]),
        signals[1] if signals else None,
        segmentation[1] if segmentation else None,
    )
