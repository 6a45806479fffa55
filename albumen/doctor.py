"""Check a library's parts against each other. The store is the truth; what is derived from it is repaired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from albumen.errors import ModelError, VectorIndexError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store, Transaction
from indexer.networks import Networks
from indexer.previews import PreviewStore
from search.index_cache import check_index, open_index

# A photo whose file is gone may come back, from a backup or another disk; after so long its analysis is let go.
ORPHAN_DAYS = 30
_JPEG_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be. `needs_work` asks for an indexing run to finish the repair."""

    part: str
    problem: str
    is_repairable: bool
    needs_work: bool = False


class Doctor:
    """Looks, and repairs. Repairing needs the library's lock, which the caller holds."""

    def __init__(self, store: Store, previews: PreviewStore, networks: Networks, index_folder: Path) -> None:
        self._store = store
        self._previews = previews
        self._encoder = networks.encoder
        self._analyser = networks.analyser
        self._index_folder = index_folder

    def check(self) -> list[Finding]:
        """Look, and change nothing."""
        return list(self._examine(repair=False))

    def repair(self) -> list[Finding]:
        """Look, and mend what is derived. Photos whose analysis was lost wait as jobs for the next run."""
        return list(self._examine(repair=True))

    def _examine(self, *, repair: bool) -> Iterator[Finding]:
        yield from self._check_store()
        yield from self._check_weights()
        yield from self._check_previews(repair=repair)
        with self._store.read() as tx:
            model = tx.models.find(self._encoder.identity)
            analyser = self._find_analyser(tx)
        if model is not None:
            yield from self._check_jobs(model, repair=repair)
            yield from self._check_embeddings(model, repair=repair)
            yield from self._check_index(model, repair=repair)
        if analyser is not None:
            yield from self._check_jobs(analyser, repair=repair)
            yield from self._check_signals(analyser, repair=repair)
        yield from self._check_orphans(repair=repair)

    def _check_store(self) -> Iterator[Finding]:
        for problem in self._store.check():
            yield Finding("store", f"{problem}; restore {self._store.path} from a backup", is_repairable=False)

    def _check_weights(self) -> Iterator[Finding]:
        try:
            sha256 = self._encoder.weights_sha256
            self._encoder.encode_texts(["a photo"])
        except ModelError as error:
            yield Finding("weights", str(error), is_repairable=False)
            return
        with self._store.read() as tx:
            model = tx.models.find(self._encoder.identity)
            analyser = self._find_analyser(tx)
        if model is not None and model.sha256 != sha256:
            yield _other_weights(model, "vectors")
        if analyser is not None and self._analyser is not None and analyser.sha256 != self._analyser.weights_sha256:
            yield _other_weights(analyser, "signals")

    def _find_analyser(self, tx: Transaction) -> ModelRecord | None:
        if self._analyser is None:
            return None
        return tx.models.find(self._analyser.signals_identity, ModelKind.ANALYSER)

    def _check_previews(self, *, repair: bool) -> Iterator[Finding]:
        with self._store.read() as tx:
            is_decoded = dict(tx.photos.iter_hashes())
        wanted = {content_hash for content_hash, decoded in is_decoded.items() if decoded}
        lost = [content_hash for content_hash in wanted if not self._is_preview_whole(content_hash)]
        if lost:
            if repair:
                self._reopen(lost)
            yield Finding("previews", f"{len(lost)} absent or damaged", is_repairable=True, needs_work=True)
        stray = [content_hash for content_hash in self._previews.iter_hashes() if content_hash not in is_decoded]
        if repair:
            self._previews.remove_orphans(is_decoded)
        if stray:
            yield Finding("previews", f"{len(stray)} of photos that the store does not have", is_repairable=True)

    def _is_preview_whole(self, content_hash: str) -> bool:
        try:
            with self._previews.path_of(content_hash).open("rb") as file:
                file.seek(-len(_JPEG_END), 2)
                return file.read() == _JPEG_END
        except OSError:
            return False

    def _reopen(self, hashes: list[str]) -> None:
        for content_hash in hashes:
            self._previews.remove(content_hash)
        with self._store.write() as tx:
            photo_ids = tx.photos.find_ids(hashes).values()
            for model in tx.models.all():
                tx.jobs.reopen(photo_ids, model.id)

    def _check_jobs(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        with self._store.write() if repair else self._store.read() as tx:
            leased = tx.jobs.counts(model.id)["running"]
            lost = tx.jobs.find_done_without_result(model)
            if repair:
                tx.jobs.give_back(model.id)
                tx.jobs.reopen(lost, model.id)
        result = "an embedding" if model.kind is ModelKind.ENCODER else "signals"
        if leased:
            yield Finding("jobs", f"{leased} left behind by a run that died", is_repairable=True, needs_work=True)
        if lost:
            yield Finding("jobs", f"{len(lost)} done, but without {result}", is_repairable=True, needs_work=True)

    def _check_embeddings(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        with self._store.write() if repair else self._store.read() as tx:
            damaged = tx.embeddings.find_damaged(model)
            if repair and damaged:
                tx.embeddings.remove(damaged, model.id)
                tx.jobs.reopen(damaged, model.id)
        if damaged:
            yield Finding("embeddings", f"{len(damaged)} damaged", is_repairable=True, needs_work=True)

    def _check_signals(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        with self._store.write() if repair else self._store.read() as tx:
            damaged = tx.signals.find_damaged(model.id)
            if repair and damaged:
                tx.signals.remove(damaged, model.id)
                tx.jobs.reopen(damaged, model.id)
        if damaged:
            yield Finding("signals", f"{len(damaged)} damaged", is_repairable=True, needs_work=True)

    def _check_index(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        with self._store.read() as tx:
            stamp = tx.embeddings.stamp(model)
        try:
            check_index(stamp, self._index_folder)
        except VectorIndexError as error:
            if repair:
                open_index(self._store, model, self._index_folder)
            yield Finding("vector index", str(error), is_repairable=True)

    def _check_orphans(self, *, repair: bool) -> Iterator[Finding]:
        if repair:
            with self._store.write() as tx:
                count = tx.photos.purge_orphans(ORPHAN_DAYS)
            if count:
                yield Finding("store", f"{count} photos without a file for {ORPHAN_DAYS} days", is_repairable=True)


def _other_weights(model: ModelRecord, product: str) -> Finding:
    problem = f"{model.identity} is not the network that wrote this library's {product}; reinstall Albumen"
    return Finding("weights", problem, is_repairable=False)
