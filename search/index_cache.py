"""The vector index kept true to the store: loaded, checked, brought up to date, or rebuilt, and saved."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from albumen.errors import VectorIndexError
from albumen.store.records import EmbeddingsStamp, ModelRecord
from albumen.store.store import Store, Transaction
from albumen.types import EncoderIdentity
from search.index_files import IndexFiles
from search.index_part import clear_damaged_rows
from search.vector_index import VectorIndex

# Rows that are read from the store again at the next start rather than saved: about 10 ms of reading.
_UNSAVED_ROWS = 1_000
# Rows compared with the store on opening: they tell a library that was replaced by another of the same counts.
_SPOT_CHECKS = 32
# Asking the store whether anything changed costs 10 ms at 100k photos, so a search asks at most this often.
_STAMP_AGE_S = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Opened:
    """An index, and when it was held against which state of the store."""

    index: VectorIndex
    version: int
    checked_at: float


class IndexCache:
    """Gives the current index of a model, as often as it is asked. Threads may share it."""

    def __init__(self, store: Store, folder: Path) -> None:
        """Keep indexes in `folder`, which need not exist; nothing is read before `get`."""
        self._store = store
        self._folder = folder
        self._lock = threading.Lock()
        self._opened: dict[EncoderIdentity, _Opened] = {}
        self._files: dict[EncoderIdentity, IndexFiles] = {}

    def get(self, model: ModelRecord) -> VectorIndex:
        """Give the model's index, at most a second behind the store."""
        known = self._opened.get(model.identity)
        if known is not None and self._is_current(known):
            return known.index
        if not self._lock.acquire(blocking=known is None):
            assert known is not None
            return known.index  # another thread brings it up to date; what there is serves meanwhile
        try:
            return self._refresh(model)
        finally:
            self._lock.release()

    def keep_only(self, models: Collection[ModelRecord]) -> None:
        """Let go of other models' indexes, as of versions that were replaced."""
        kept = {model.identity for model in models}
        for identity in self._opened.keys() - kept:
            self._opened.pop(identity, None)

    def _refresh(self, model: ModelRecord) -> VectorIndex:
        known = self._opened.get(model.identity)
        if known is not None and self._is_current(known):
            return known.index  # another thread has just done it
        version = self._store.version()
        files = self._files.setdefault(model.identity, IndexFiles.of(model.identity, self._folder))
        with self._store.read() as transaction:
            stamp = transaction.embeddings.stamp(model)
            before = known.index if known is not None else _load(files, transaction, model)
            index = _bring_up_to_date(before, transaction, model, stamp)
        if index is not before and _is_worth_saving(index, files):
            index = _save(index, files)
        self._opened[model.identity] = _Opened(index, version, time.monotonic())
        return index

    def _is_current(self, known: _Opened) -> bool:
        is_young = time.monotonic() - known.checked_at < _STAMP_AGE_S
        return is_young or known.version == self._store.version()


def open_index(store: Store, model: ModelRecord, folder: Path) -> VectorIndex:
    """Open the index of a model once; `IndexCache` is for a process that searches more than once."""
    return IndexCache(store, folder).get(model)


def check_index(stamp: EmbeddingsStamp, folder: Path) -> None:
    """Check what is saved against the store's state; rows that were added since are no fault.

    Raises:
        VectorIndexError: it is absent, damaged, of another encoder, or of a state that the store has left.
    """
    if stamp.count == 0:
        return
    saved = IndexFiles.of(stamp.identity, folder).load().stamp
    if saved.dim != stamp.dim or saved.count > stamp.count or saved.last_id > stamp.last_id:
        raise VectorIndexError("the vector index holds photos that the store has no more; it must be built again")


def _load(files: IndexFiles, transaction: Transaction, model: ModelRecord) -> VectorIndex | None:
    if not files.folder.exists():
        return None
    try:
        index = files.load()
        _spot_check(index, transaction, model)
    except VectorIndexError as error:
        _log.info("the vector index of %s is built again: %s", model.identity, error)
        return None
    return index


def _spot_check(index: VectorIndex, transaction: Transaction, model: ModelRecord) -> None:
    rng = np.random.default_rng()
    for part in index.parts:
        last = len(part.ids) - 1
        for position in np.unique([0, last, *rng.integers(0, last + 1, _SPOT_CHECKS - 2)]):
            stored = transaction.embeddings.find(int(part.ids[position]), model)
            if stored is None:
                raise VectorIndexError("it holds a photo that the store does not")
            if not np.array_equal(clear_damaged_rows(stored.astype(np.float16))[0], part.rows.vectors[position]):
                raise VectorIndexError("it holds another vector of a photo than the store")


def _bring_up_to_date(
    index: VectorIndex | None, transaction: Transaction, model: ModelRecord, stamp: EmbeddingsStamp
) -> VectorIndex:
    if index is not None and index.stamp == stamp:
        return index
    if (
        index is not None
        and index.stamp.dim == stamp.dim
        and stamp.count > index.stamp.count
        and stamp.last_id > index.stamp.last_id
    ):
        after_id = index.stamp.last_id  # ids are never used again, so what is new lies above it
        grown = index.with_added(stamp, transaction.embeddings.iter_batches(model, after_id=after_id))
        if len(grown) == stamp.count:
            return grown
    return VectorIndex.build(stamp, transaction.embeddings.iter_batches(model))


def _is_worth_saving(index: VectorIndex, files: IndexFiles) -> bool:
    unsaved = sum(len(part.ids) for part in index.parts if not files.is_saved(part))
    return unsaved > _UNSAVED_ROWS or (unsaved > 0 and unsaved == len(index))


def _save(index: VectorIndex, files: IndexFiles) -> VectorIndex:
    try:
        return files.save(index)
    except OSError as error:
        _log.warning("the vector index cannot be saved in %s (%s); it stays in memory", files.folder, error.strerror)
    except VectorIndexError as error:  # another process saves at the same time: the next opening sorts it out
        _log.info("the vector index that was saved is not used: %s", error)
    return index
