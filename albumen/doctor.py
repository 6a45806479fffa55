"""Check a library's parts against each other. The store is the truth; what is derived from it is repaired."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from albumen.errors import ModelError, VectorIndexError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store, Transaction
from indexer.findings import PhotoNetworks
from indexer.mask_networks import MaskNetworks
from indexer.networks import Networks
from indexer.placeholders import fill_thumbhashes
from indexer.previews import PreviewStore
from indexer.thumbnails import ThumbnailCache
from search.index_cache import check_index, open_index

# A photo whose file is gone may come back, from a backup or another disk; after so long its analysis is let go.
ORPHAN_DAYS = 30
_JPEG_END = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    `needs_work` asks for an indexing run to finish the repair, `needs_masks` for one of the background pass.
    """

    part: str
    problem: str
    is_repairable: bool
    needs_work: bool = False
    needs_masks: bool = False


class Doctor:
    """Looks, and repairs. Repairing needs the library's lock, which the caller holds."""

    def __init__(
        self,
        store: Store,
        previews: PreviewStore,
        networks: Networks,
        index_folder: Path,
        *,
        thumbnails: ThumbnailCache,
        mask_networks: MaskNetworks | None = None,
    ) -> None:
        """Look after a store and what belongs to it; `mask_networks` are those of the background pass."""
        self._store = store
        self._previews = previews
        self._networks = networks
        self._mask_networks = mask_networks
        self._index_folder = index_folder
        self._thumbnails = thumbnails

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
        yield from self._check_thumbhashes(repair=repair)
        yield from self._check_thumbnails(repair=repair)
        for model in self._find_models():
            yield from self._check_jobs(model, repair=repair)
            yield from self._check_results(model, repair=repair)
            if model.kind is ModelKind.ENCODER:
                yield from self._check_index(model, repair=repair)
        yield from self._check_texts(repair=repair)
        yield from self._check_orphans(repair=repair)

    def _check_store(self) -> Iterator[Finding]:
        for problem in self._store.check():
            yield Finding("store", f"{problem}; restore {self._store.path} from a backup", is_repairable=False)

    def _check_weights(self) -> Iterator[Finding]:
        yield from self._check_networks(self._networks, lambda: self._networks.encoder.encode_texts(["a photo"]))
        masks = self._mask_networks
        if masks is not None:
            image, wants = Image.new("RGB", (64, 64)), frozenset(masks.identities)
            yield from self._check_networks(masks, lambda: masks.look([image], [wants]))

    def _check_networks(self, networks: PhotoNetworks, run: Callable[[], object]) -> Iterator[Finding]:
        """See that networks load, and are those that have written what the library has of them."""
        try:
            cards = networks.cards
            run()
        except ModelError as error:
            yield Finding("weights", str(error), is_repairable=False)
            return
        with self._store.read() as tx:
            known = [(card, tx.models.find(card.identity, card.kind)) for card in cards]
        for card, model in known:
            if model is not None and model.sha256 != card.sha256:
                yield _other_weights(model)

    def _find_models(self) -> list[ModelRecord]:
        """Find the models in use that have begun, the encoder first."""
        sets = (self._networks, self._mask_networks)
        used = [pair for networks in sets if networks is not None for pair in networks.identities.items()]
        with self._store.read() as tx:
            found = [tx.models.find(identity, kind) for kind, identity in used]
        return [model for model in found if model is not None]

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

    def _check_thumbhashes(self, *, repair: bool) -> Iterator[Finding]:
        with self._store.read() as tx:
            lacking = tx.photos.find_without_thumbhash()
        count = sum(self._is_preview_whole(content_hash) for content_hash in lacking.values())
        if count:
            if repair:
                fill_thumbhashes(self._store, self._previews, threading.Event())
            yield Finding("thumbhashes", f"{count} absent or damaged", is_repairable=True)

    def _check_thumbnails(self, *, repair: bool) -> Iterator[Finding]:
        with self._store.read() as tx:
            known = {content_hash for content_hash, _ in tx.photos.iter_hashes()}
        stray = set(self._thumbnails.iter_hashes()) - known
        if repair:
            self._thumbnails.remove_orphans(known)
        if stray:
            yield Finding("thumbnails", f"{len(stray)} of photos that the store does not have", is_repairable=True)

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
                if model.kind in (ModelKind.ENCODER, ModelKind.ANALYSER):  # what others made is none the worse for it
                    tx.jobs.reopen(photo_ids, model.id)

    def _check_jobs(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        with self._store.write() if repair else self._store.read() as tx:
            leased = tx.jobs.counts(model.id)["running"]
            lost = tx.jobs.find_done_without_result(model)
            if repair:
                tx.jobs.give_back(model.id)
                tx.jobs.reopen(lost, model.id)
        work = _ask_for_work(model)
        if leased:
            yield Finding("jobs", f"{leased} left behind by a run that died", is_repairable=True, **work)
        if lost:
            yield Finding("jobs", f"{len(lost)} done, but without {model.kind.product}", is_repairable=True, **work)

    def _check_results(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        if model.kind is ModelKind.LIFTER:
            yield from self._check_mattes(model, repair=repair)
            return
        with self._store.write() if repair else self._store.read() as tx:
            damaged = _find_damaged(tx, model)
            if repair and damaged:
                _remove(tx, damaged, model)
                tx.jobs.reopen(damaged, model.id)
        if damaged:
            problem = f"{len(damaged)} damaged"
            yield Finding(_PARTS[model.kind], problem, is_repairable=True, **_ask_for_work(model))

    def _check_mattes(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        """Let damaged mattes go: they are made again when they are asked for."""
        with self._store.write() if repair else self._store.read() as tx:
            damaged = tx.mattes.find_damaged(model.id)
            if repair:
                tx.mattes.drop_pictures(damaged, model.id)
        if damaged:
            yield Finding("mattes", f"{len(damaged)} damaged", is_repairable=True)

    def _check_index(self, model: ModelRecord, *, repair: bool) -> Iterator[Finding]:
        with self._store.read() as tx:
            stamp = tx.embeddings.stamp(model)
        try:
            check_index(stamp, self._index_folder)
        except VectorIndexError as error:
            if repair:
                open_index(self._store, model, self._index_folder)
            yield Finding("vector index", str(error), is_repairable=True)

    def _check_texts(self, *, repair: bool) -> Iterator[Finding]:
        with self._store.write() if repair else self._store.read() as tx:
            lost = {model.id: tx.jobs.find_done_without_result(model) for model in tx.models.all(ModelKind.READER)}
            if repair and any(lost.values()):
                for model_id, photo_ids in lost.items():
                    tx.jobs.reopen(photo_ids, model_id)
                tx.curation_jobs.save(replace(tx.curation_jobs.get("text"), stamp=None))
        if any(lost.values()):
            count = sum(map(len, lost.values()))
            yield Finding("texts", f"{count} lost; albumen curate text reads the pictures again", is_repairable=True)
        with self._store.write() as tx:  # SQLite's check is a statement that writes, though it changes nothing
            is_whole = tx.texts.is_index_whole()
            if repair and not is_whole:
                tx.texts.rebuild_index()
        if not is_whole:
            yield Finding("text index", "it is not that of the texts", is_repairable=True)

    def _check_orphans(self, *, repair: bool) -> Iterator[Finding]:
        if repair:
            with self._store.write() as tx:
                count = tx.photos.purge_orphans(ORPHAN_DAYS)
            if count:
                yield Finding("store", f"{count} photos without a file for {ORPHAN_DAYS} days", is_repairable=True)


_PARTS = {ModelKind.ENCODER: "embeddings", ModelKind.ANALYSER: "signals", ModelKind.SEGMENTER: "masks"}


def _find_damaged(tx: Transaction, model: ModelRecord) -> list[int]:
    if model.kind is ModelKind.ENCODER:
        return tx.embeddings.find_damaged(model)
    table = tx.signals if model.kind is ModelKind.ANALYSER else tx.segmentations
    return table.find_damaged(model.id)


def _remove(tx: Transaction, photo_ids: list[int], model: ModelRecord) -> None:
    if model.kind is ModelKind.ENCODER:
        tx.embeddings.remove(photo_ids, model.id)
    else:
        table = tx.signals if model.kind is ModelKind.ANALYSER else tx.segmentations
        table.remove(photo_ids, model.id)


def _ask_for_work(model: ModelRecord) -> dict[str, bool]:
    return {"needs_masks" if model.kind.is_background else "needs_work": True}


def _other_weights(model: ModelRecord) -> Finding:
    problem = f"{model.identity} is not the network that wrote this library's {model.kind.product}; reinstall Albumen"
    return Finding("weights", problem, is_repairable=False)
