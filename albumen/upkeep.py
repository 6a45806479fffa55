"""The upkeep of a library: indexing, masks, watching and mending, each by itself, with the readers and networks that it takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from albumen.config import Settings
from albumen.curation.child import QUIET_S, CurationChild, CurationPlan, curation_command
from albumen.doctor import Doctor, Finding
from albumen.lock import hold_curation, hold_library
from albumen.models_in_use import ModelsInUse
from albumen.store.records import ModelKind
from albumen.store.store import Store
from indexer.daemon import Daemon, WatchOptions
from indexer.pipeline import Indexer, IndexOptions, Scope
from indexer.previews import PreviewStore
from indexer.progress import ProgressListener, Summary
from indexer.reader_pool import ReaderPool
from indexer.reading import ReadOptions
from indexer.tasks import Task
from indexer.thumbnails import ThumbnailCache
from search.index_cache import open_index
from search.index_files import remove_strays

# Small, so that new photos and Ctrl-C wait for few networks' passes, and that the time left is told soon.
_MASKS_BATCH, _MASKS_CLAIM = 4, 32


class KeptLibrary(Protocol):
    """What upkeep needs of a library."""

    settings: Settings
    models: ModelsInUse
    store: Store

    @property
    def previews(self) -> PreviewStore:
        """Its previews."""

    @property
    def thumbnails(self) -> ThumbnailCache:
        """The thumbnails that pages have asked for."""

    @property
    def index_folder(self) -> Path:
        """Where the vector index lies."""


class Upkeep:
    """Works on a library. All but checking holds its lock, so that one process at a time does."""

    def __init__(self, library: KeptLibrary) -> None:
        self._settings = library.settings
        self._models = library.models
        self._store = library.store
        self._previews = library.previews
        self._thumbnails = library.thumbnails
        self._index_folder = library.index_folder

    def index(
        self, scopes: Sequence[Scope], *, listener: ProgressListener, stop: threading.Event, retry_failed: bool
    ) -> Summary:
        """Index what changed in scopes, and bring the vector index up to date.

        Raises:
            LibraryBusyError: another process indexes or watches this library.
        """
        with hold_library(self._settings.library), self._readers() as readers:
            indexer = self._indexer(readers)
            if retry_failed:
                indexer.retry_failed()
            summary = indexer.run(scopes, listener=listener, stop=stop)
            if not summary.is_interrupted:
                self._refresh_vector_index()
        return summary

    def segment(self, *, listener: ProgressListener, stop: threading.Event, retry_failed: bool) -> Summary:
        """Make the masks that photos lack, and rate their subjects; nothing where that is off or not installed.

        Raises:
            LibraryBusyError: another process indexes or watches this library.
        """
        with hold_library(self._settings.library), self._readers() as readers:
            background = self._background(readers)
            if background is None:
                return Summary()
            if retry_failed:
                background.retry_failed()
            return background.run([], listener=listener, stop=stop)

    def watch(self, *, listener: ProgressListener, stop: threading.Event) -> None:
        """Keep the library true until `stop` is set, and curate it while nothing happens.

        Raises:
            LibraryBusyError: another process indexes or watches this library.
        """
        options = WatchOptions(self._settings.debounce_s, self._settings.rescan_s)
        with hold_library(self._settings.library), self._readers() as readers:
            indexer, background, curation = self._indexer(readers), self._background(readers), self._curation()
            daemon = Daemon(self._store, indexer, options, listener=listener, background=background, idle_work=curation)
            daemon.run(stop)

    def check(self) -> list[Finding]:
        """Check store, vector index, previews and weights against each other."""
        return self._doctor().check()

    def repair(self, *, listener: ProgressListener) -> list[Finding]:
        """Check the same, and repair what is derived.

        Raises:
            LibraryBusyError: another process works on this library, or curates it.
        """
        folder = self._settings.library
        with hold_library(folder), hold_curation(folder), self._readers() as readers:
            findings = self._doctor().repair()
            if any(finding.needs_work for finding in findings):
                self._indexer(readers).run([], listener=listener)
                self._refresh_vector_index()
            background = self._background(readers)
            if background is not None and any(finding.needs_masks for finding in findings):
                background.run([], listener=listener)
        return findings

    def _refresh_vector_index(self) -> None:
        """Bring the vector index on disk up to date with the store, and remove those of encoders that it lost."""
        with self._store.read() as tx:
            model = tx.models.find(self._models.encoder.identity)
            remove_strays(self._index_folder, [known.identity for known in tx.models.all(ModelKind.ENCODER)])
        if model is not None:
            open_index(self._store, model, self._index_folder)

    @contextmanager
    def _readers(self) -> Iterator[ReaderPool[Task]]:
        self._previews.make_folder()
        worker_count = self._settings.decode_workers or self._settings.core_count
        with ReaderPool[Task](worker_count, timeout_s=self._settings.decode_timeout_s) as readers:
            yield readers

    def _indexer(self, readers: ReaderPool[Task]) -> Indexer:
        return Indexer(self._store, self._models.networks, readers, self._index_options())

    def _background(self, readers: ReaderPool[Task]) -> Indexer | None:
        networks = self._models.mask_networks
        if networks is None:
            return None
        options = replace(self._index_options(), batch_size=_MASKS_BATCH, claim_size=_MASKS_CLAIM, step="segment")
        return Indexer(self._store, networks, readers, options)

    def _curation(self) -> CurationChild | None:
        """Return what curates while a daemon is idle; None where that is switched off."""
        every_s = self._settings.curate_s
        plan = CurationPlan(every_s, quiet_s=min(every_s, QUIET_S))
        return CurationChild(curation_command(self._settings, plan), plan) if plan.every_s else None

    def _index_options(self) -> IndexOptions:
        read = ReadOptions(self._previews.folder, self._settings.preview_px, self._settings.max_pixels)
        return IndexOptions(read, self._settings.batch_size, self._settings.max_attempts)

    def _doctor(self) -> Doctor:
        networks, mask_networks = self._models.networks, self._models.mask_networks
        return Doctor(
            self._store,
            self._previews,
            networks,
            self._index_folder,
            thumbnails=self._thumbnails,
            mask_networks=mask_networks,
        )
