"""The composition root: the one place that turns settings into objects. Everything else is handed its collaborators."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.config import Settings
from albumen.doctor import Finding
from albumen.errors import StoreError, UsageError
from albumen.lifting.shelf import MatteShelf
from albumen.lifting.studio import Studio
from albumen.lock import is_library_held
from albumen.models_in_use import ModelsInUse
from albumen.store.records import DATABASE_FILE, Failure, LibraryCounts, Matte, ModelKind, ModelWork, Root
from albumen.store.store import Store
from albumen.upkeep import Upkeep
from indexer.decode import decode_photo
from indexer.fingerprint import hash_content
from indexer.pipeline import Scope
from indexer.previews import PreviewStore
from indexer.progress import ProgressListener, Summary
from indexer.thumbnails import ThumbnailCache
from search.engine import SearchEngine
from search.photo_card import PhotoCard, load_photo_card

if TYPE_CHECKING:
    from PIL.Image import Image


class Library:
    """A library folder, opened with its settings."""

    def __init__(self, settings: Settings, *, create: bool = False) -> None:
        """Open a library.

        Raises:
            StoreError: there is none (and `create` is not set), or it cannot be opened.
            StoreTooNewError: a newer Albumen made it.
        """
        self.settings = settings
        self.models = ModelsInUse(settings)
        folder = settings.library
        if not create and not (folder / DATABASE_FILE).exists():
            raise StoreError(f"there is no library in {folder} yet; make one with `albumen index FOLDER`")
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the library folder {folder} cannot be made: {error.strerror}; choose --library"
            ) from error
        self.store = Store(folder / DATABASE_FILE)

    @property
    def previews(self) -> PreviewStore:
        """The previews; nothing is written before the first one is."""
        return PreviewStore(self.settings.library / "previews")

    @cached_property
    def thumbnails(self) -> ThumbnailCache:
        """The thumbnails that pages have asked for."""
        return ThumbnailCache(self.settings.library / "thumbs")

    @property
    def index_folder(self) -> Path:
        """Where the vector index lies."""
        return self.settings.library / "index"

    def add_roots(self, folders: Sequence[Path]) -> list[Scope]:
        """Add folders to the library; return what is to be scanned: each folder, or all roots where none is given.

        Raises:
            UsageError: a path is not a folder, or no folder is given and the library has none.
        """
        resolved = [_check_folder(folder) for folder in folders]
        with self.store.write() as tx:
            scopes = [Scope.of(tx.roots.add(folder), folder) for folder in resolved]
            roots = tx.roots.all()
        if not roots:
            raise UsageError("the library has no folders yet; name one: `albumen index FOLDER`")
        return scopes or [Scope(root) for root in roots]

    def remove_root(self, folder: Path) -> Root:
        """Take a folder out of the library; its photos' analysis is kept for a while, its originals are not touched.

        Raises:
            UsageError: the library has no such folder.
        """
        with self.store.write() as tx:
            root = next((root for root in tx.roots.all() if root.path == folder.resolve() or root.path == folder), None)
            if root is None:
                known = ", ".join(str(root.path) for root in tx.roots.all()) or "none"
                raise UsageError(f"{folder} is not a folder of this library; its folders: {known}")
            tx.roots.remove(root.id)
            tx.files.mark_all_orphans()
        return root

    def index(
        self,
        folders: Sequence[Path],
        *,
        listener: ProgressListener,
        stop: threading.Event,
        retry_failed: bool = False,
    ) -> Summary:
        """Index folders (all of the library's where none is given) and refresh the vector index.

        Raises:
            UsageError: a path is not a folder, or there is no folder to index.
            LibraryBusyError: another process indexes or watches this library.
        """
        scopes = self.add_roots(folders)
        return self._upkeep.index(scopes, listener=listener, stop=stop, retry_failed=retry_failed)

    def segment(self, *, listener: ProgressListener, stop: threading.Event, retry_failed: bool = False) -> Summary:
        """Make the masks that photos lack, and rate their subjects; nothing where that is off or not installed.

        Raises:
            LibraryBusyError: another process indexes or watches this library.
        """
        return self._upkeep.segment(listener=listener, stop=stop, retry_failed=retry_failed)

    def watch(self, folders: Sequence[Path], *, listener: ProgressListener, stop: threading.Event) -> None:
        """Keep the library true until `stop` is set, with folders that are added to it first.

        Raises:
            UsageError: a path is not a folder, or there is no folder to watch.
            LibraryBusyError: another process indexes or watches this library.
        """
        self.add_roots(folders)
        self._upkeep.watch(listener=listener, stop=stop)

    def search_engine(self) -> SearchEngine:
        """Make the search engine; its vector index loads on the first search."""
        return SearchEngine(
            self.store,
            self.models.encoder,
            self.index_folder,
            load_image=self._load_image,
            open_encoder=self.models.open_encoder,
        )

    def counts(self) -> LibraryCounts:
        """Count what the library holds."""
        with self.store.read() as tx:
            model = tx.models.find(self.models.encoder.identity)
            return tx.count(model.id if model else None)

    def work(self) -> list[ModelWork]:
        """Tell how far the models in use are, those that search needs first."""
        with self.store.read() as tx:
            return [
                tx.jobs.describe_work(kind, identity, tx.models.find(identity, kind))
                for kind, identity in self.models.identities
            ]

    def count_unsegmented(self) -> int:
        """Count the photos that the background pass has still to look at; none where there is no such pass."""
        return max((work.waiting for work in self.work() if work.kind.is_background), default=0)

    def describe(self, photo: str) -> PhotoCard:
        """Tell all that is known of a photo, by a path or its id.

        Raises:
            UsageError: the library has no such photo.
        """
        with self.store.read() as tx:
            return load_photo_card(tx, photo)

    def find_original(self, photo: str) -> Path:
        """Return a file of a photo, by a path or its id.

        Raises:
            UsageError: the library has no such photo, or its files are offline.
        """
        paths = self.describe(photo).paths
        online = next((path for path in paths if path.is_file()), None)
        if online is None:
            raise UsageError(
                f"no file of photo {photo} is there: mount its disk (it was {paths[0] if paths else 'deleted'})"
            )
        return online

    def find_photo_id(self, path: Path) -> int | None:
        """Find the photo that has a file's content, wherever the file lies."""
        with self.store.read() as tx:
            return next(iter(tx.photos.find_ids([hash_content(path)]).values()), None)

    def load_preview(self, card: PhotoCard) -> Image:
        """Load a photo's preview, or decode the photo where it was lost.

        Raises:
            UsageError: it was lost, and no file of the photo is there.
        """
        try:
            return self.previews.load(card.photo.content_hash)
        except OSError:
            return self._load_image(self.find_original(str(card.photo.id)))

    def find_matte(self, photo_id: int) -> Matte | None:
        """Find what the lifter in use has made of a photo."""
        with self.store.read() as tx:
            lifter = self.models.lifter
            model = tx.models.find(lifter.identity, ModelKind.LIFTER) if lifter is not None else None
            return tx.mattes.find(photo_id, model.id) if model is not None else None

    def keep_matte(self, photo_id: int, matte: Matte) -> None:
        """Keep what the lifter in use has made of a photo, for the next time that it is asked for."""
        assert self.models.lifter is not None  # it made the matte
        with self.store.write() as tx:
            identity, sha256 = self.models.lifter.identity, self.models.lifter.weights_sha256
            model = tx.models.add(identity, sha256=sha256, kind=ModelKind.LIFTER)
            tx.mattes.save(photo_id, model.id, matte)
            tx.jobs.finish([photo_id], model.id)

    def failures(self) -> list[Failure]:
        """List files that could not be decoded or analysed, or whose text could not be read, each once."""
        with self.store.read() as tx:
            models = [*self.models.find(tx), *tx.models.all(ModelKind.READER)]
            of_photos = list(tx.jobs.iter_failures([model.id for model in models]))
            return sorted([*tx.files.iter_unreadable(), *of_photos], key=lambda failure: failure.path)

    def roots(self) -> list[Root]:
        """List the library's folders."""
        with self.store.read() as tx:
            return tx.roots.all()

    def diagnose(self, *, repair: bool, listener: ProgressListener) -> list[Finding]:
        """Check store, vector index, previews and weights against each other, and repair what is derived.

        Raises:
            LibraryBusyError: `repair` is set and another process works on this library, or curates it.
        """
        return self._upkeep.repair(listener=listener) if repair else self._upkeep.check()

    def is_busy(self) -> bool:
        """Whether a process indexes or watches this library."""
        return is_library_held(self.settings.library)

    def close(self) -> None:
        """Release the database."""
        self.store.close()

    def _load_image(self, path: Path) -> Image:
        return decode_photo(path, max_side_px=self.settings.preview_px, max_pixels=self.settings.max_pixels).image

    @property
    def _upkeep(self) -> Upkeep:
        return Upkeep(self)


@contextmanager
def open_library(settings: Settings, *, create: bool = False) -> Iterator[Library]:
    """Open a library for the length of a block."""
    library = Library(settings, create=create)
    try:
        yield library
    finally:
        library.close()


@contextmanager
def open_studio(settings: Settings) -> Iterator[Studio]:
    """Open what lifts subjects, over the library of the settings where there is one, for the length of a block.

    Raises:
        WeightsError: the lifter's weights are not installed.
    """
    models = ModelsInUse(settings)
    lifter = models.get_lifter()
    has_library = (settings.library / DATABASE_FILE).exists()
    with open_library(settings) if has_library else nullcontext() as library:
        shelf = MatteShelf(library) if library is not None else None
        yield Studio(lifter, segmenter=models.segmenter, shelf=shelf, max_pixels=settings.max_pixels)


def _check_folder(folder: Path) -> Path:
    try:
        resolved = folder.expanduser().resolve()
        is_there = resolved.exists()
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, a home of nobody, a NUL in it
        raise UsageError(f"{str(folder)!r} cannot be the name of a folder: {error}") from error
    if not is_there:
        raise UsageError(f"there is no folder {folder}; check the name, or mount its disk")
    if not resolved.is_dir():
        raise UsageError(f"{folder} is a file; name the folder that it lies in")
    return resolved
