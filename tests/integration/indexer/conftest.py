"""An indexer on a real store and real files, with the fake encoder, reading in this process."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from albumen.store.store import Store
from indexer.flow import StopSignal
from indexer.mask_networks import MaskNetworks
from indexer.networks import Networks
from indexer.pipeline import Indexer, IndexOptions, Scope
from indexer.progress import Summary
from indexer.reading import ReadOptions
from tests.fakes import FakeAnalyser, FakeEncoder, FakeLifter, FakeSegmenter, InlineReaders
from tests.job_states import load_states


class Bench:
    """A photo folder, a store, and what is needed to index one into the other."""

    def __init__(self, photos: Path, library: Path, store: Store) -> None:
        self.photos = photos
        self.store = store
        self.encoder = FakeEncoder()
        self.analyser: FakeAnalyser | None = None
        self.segmenter: FakeSegmenter | None = FakeSegmenter()
        self.lifter: FakeLifter | None = FakeLifter()
        read = ReadOptions(library / "previews", preview_px=64, max_pixels=1_000_000)
        self.options = IndexOptions(read, batch_size=4, max_attempts=2)
        self.readers = InlineReaders()

    def index(self, *paths: str, root: Path | None = None, stop: threading.Event | None = None) -> Summary:
        """Index a root, whole or only some relative paths of it."""
        with self.store.write() as tx:
            scope = Scope(tx.roots.add(root or self.photos), paths or ("",))
        return self.run([scope], stop=stop)

    def run(self, scopes: Sequence[Scope], *, stop: threading.Event | None = None) -> Summary:
        return self._indexer().run(scopes, listener=lambda progress: None, stop=stop)

    def segment(self, *, stop: StopSignal | None = None) -> Summary:
        """Make the background pass."""
        return self.background().run([], listener=lambda progress: None, stop=stop)

    def background(self) -> Indexer:
        """The indexer of the background pass."""
        return Indexer(self.store, self.mask_networks, self.readers, self.options)

    def retry_failed(self) -> int:
        """Give failed photos another try in the next run."""
        return self._indexer().retry_failed()

    def _indexer(self) -> Indexer:
        return Indexer(self.store, self.networks, self.readers, self.options)

    @property
    def networks(self) -> Networks:
        """The encoder and, where there is one, the analyser."""
        return Networks(self.encoder, self.analyser)

    @property
    def mask_networks(self) -> MaskNetworks:
        """The segmenter and the lifter, where there are some."""
        return MaskNetworks(self.segmenter, self.lifter)

    def contents(self) -> dict[str, tuple[str | None, str]]:
        """Tell each file's content hash, and its photo's state or the reason why it is unreadable."""
        found: dict[str, tuple[str | None, str]] = {}
        with self.store.read() as tx:
            model = tx.models.find(self.encoder.identity)
            assert model is not None
            for root in tx.roots.all():
                files = tx.files.of_root(root.id)
                photo_ids = [file.photo_id for file in files.values() if file.photo_id is not None]
                photos, states = tx.photos.get(photo_ids), load_states(tx, photo_ids, model.id)
                for path, file in files.items():
                    if file.photo_id is None:
                        found[path] = (None, file.reason or "")
                    else:
                        found[path] = (photos[file.photo_id].content_hash, states[file.photo_id].value)
        return found


@pytest.fixture
def bench(tmp_path: Path, library: Path, store: Store) -> Bench:
    photos = tmp_path / "photos"
    photos.mkdir()
    return Bench(photos, library, store)
