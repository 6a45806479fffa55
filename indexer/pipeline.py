"""Index roots: scan, compare, read, analyse, write. Run again after any interruption, it goes on where it was.

Nothing is remembered between runs but the store. A file enters it together with its analysis, or with the reason why
there is none, in one transaction; what a killed run had not written is found as new by the next scan.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from albumen.store.records import FileRecord, Job, ModelKind, ModelRecord, Root
from albumen.store.store import Store, Transaction
from indexer.changes import Changes, find_changes
from indexer.findings import PhotoNetworks
from indexer.flow import Flow, Readers, StopSignal
from indexer.placeholders import fill_thumbhashes
from indexer.previews import PreviewStore
from indexer.progress import ProgressListener, ProgressMeter, Summary
from indexer.reading import ReadOptions
from indexer.scanner import scan_paths
from indexer.tasks import Step, Task
from indexer.volumes import check_volume
from indexer.writer import Writer

log = logging.getLogger(__name__)

# Fresh statistics for the query planner pay after so many new rows.
_ANALYZE_AFTER = 500


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """How to run: photos a transaction, tries before a photo is set aside, and jobs that are claimed together.

    `step` names what is done to photos, for whoever follows the progress.
    """

    read: ReadOptions
    batch_size: int
    max_attempts: int
    claim_size: int = 256
    step: str = "index"


@dataclass(frozen=True, slots=True)
class Scope:
    """A root, or only some relative paths of it (files, or folders with all below)."""

    root: Root
    paths: tuple[str, ...] = ("",)

    @classmethod
    def of(cls, root: Root, folder: Path) -> Scope:
        """Choose a folder of a root, which may be the root itself."""
        inside = folder.relative_to(root.path).as_posix()
        return cls(root, ("" if inside == "." else inside,))

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole root."""
        return "" in self.paths


class Indexer:
    """Keeps a store true to its roots."""

    def __init__(self, store: Store, networks: PhotoNetworks, readers: Readers, options: IndexOptions) -> None:
        self._store = store
        self._networks = networks
        self._readers = readers
        self._options = options
        self._has_thumbhashes = False  # until it has looked once

    def run(self, scopes: Sequence[Scope], *, listener: ProgressListener, stop: StopSignal | None = None) -> Summary:
        """Bring the store up to date with the scopes, and finish jobs that wait.

        Args:
            scopes: what to scan; none only finishes waiting jobs.
            listener: told of progress, from the writer's thread too.
            stop: set it to end early and in order.

        Raises:
            StoreError, OSError: the library cannot be written.
            ModelError: a network cannot be loaded.
        """
        stop = stop or threading.Event()
        meter = ProgressMeter(listener, step=self._options.step)
        models = self._open_models()
        found = [(scope.root, changes) for scope in scopes if (changes := self._scan(scope, meter))]
        tasks = [task for root, changes in found for task in _tasks(root, changes, wants=frozenset(models))]
        meter.total = len(tasks) + self._count_waiting(models)
        meter.tell("scan")
        with Writer(self._store, models, max_attempts=self._options.max_attempts, on_saved=meter.count) as writer:
            flow = self._flow(writer, stop)
            flow.run(tasks)
            writer.flush()
            self._forget([record for _, changes in found for record in changes.deleted])
            self._finish_jobs(models, flow, writer, meter, stop)
        self._retire_replaced(models)
        if meter.summary.analysed >= _ANALYZE_AFTER:
            self._store.analyze()
        if not self._has_thumbhashes:
            previews = PreviewStore(self._options.read.previews_folder)
            self._has_thumbhashes = fill_thumbhashes(self._store, previews, stop)
        return meter.finish(is_interrupted=stop.is_set())

    def retry_failed(self) -> int:
        """Give photos that were set aside another try in the next run; return how many."""
        models = self._open_models()
        with self._store.write() as tx:
            return tx.jobs.retry_failed([model.id for model in models.values()])

    def _open_models(self) -> dict[ModelKind, ModelRecord]:
        with self._store.write() as tx:
            models = {
                card.kind: tx.models.add(
                    card.identity, sha256=card.sha256, dim=card.dim, kind=card.kind, space=card.space
                )
                for card in self._networks.cards
            }
            for model in models.values():
                tx.jobs.give_back(model.id)
        return models

    def _scan(self, scope: Scope, meter: ProgressMeter) -> Changes | None:
        """Scan a scope; None where its volume is absent."""
        root = scope.root
        with self._store.read() as tx:
            known = _known_files(tx, scope)
        volume = check_volume(root, has_files=bool(known))
        changes = find_changes(known, scan_paths(root.path, scope.paths)) if volume.is_online else None
        if changes and known and len(changes.deleted) == len(known) and root.device not in (None, volume.device):
            changes = None  # another disk at the same mount point
        with self._store.write() as tx:
            scanned_at = int(time.time()) if scope.is_whole and changes else None
            device = volume.device if changes else None
            tx.roots.update(root.id, is_online=changes is not None, device=device, scanned_at=scanned_at)
        if changes is None:
            meter.summary.offline_roots.append(root.path)
            return None
        meter.summary.added += len(changes.added)
        meter.summary.modified += len(changes.modified)
        meter.summary.deleted += len(changes.deleted)
        meter.summary.unchanged += changes.unchanged
        return changes

    def _forget(self, records: Sequence[FileRecord]) -> None:
        if records:
            with self._store.write() as tx:
                tx.files.remove(record.id for record in records)

    def _finish_jobs(
        self,
        models: Mapping[ModelKind, ModelRecord],
        flow: Flow,
        writer: Writer,
        meter: ProgressMeter,
        stop: StopSignal,
    ) -> None:
        """Work off jobs: of a new model, of photos found again, and of attempts that failed."""
        kinds = {model.id: kind for kind, model in models.items()}
        with self._store.write() as tx:
            for model_id in kinds:
                tx.jobs.add_missing(model_id)
        while not stop.is_set() and (jobs := self._claim(models, meter)):
            meter.total = max(meter.total, meter.done + self._count_waiting(models) + len(jobs))
            flow.run(_iter_job_tasks(jobs, kinds))
            writer.flush()
        with self._store.write() as tx:
            _record_rate(tx, kinds, meter)
            for model_id in kinds:
                tx.jobs.give_back(model_id)

    def _claim(self, models: Mapping[ModelKind, ModelRecord], meter: ProgressMeter) -> list[Job]:
        """Take some photos that wait, and record how fast the last ones went."""
        model_ids = [model.id for model in models.values()]
        with self._store.write() as tx:
            _record_rate(tx, model_ids, meter)
            return tx.jobs.claim(model_ids, self._options.claim_size)

    def _count_waiting(self, models: Mapping[ModelKind, ModelRecord]) -> int:
        with self._store.read() as tx:
            return tx.jobs.count_waiting([model.id for model in models.values()])

    def _retire_replaced(self, models: Mapping[ModelKind, ModelRecord]) -> None:
        """Let older versions' rows go, all in one transaction: whoever searches meanwhile sees the old or the new."""
        with self._store.write() as tx:
            count = sum(tx.versions.retire_replaced(model) for model in models.values())
        if count:
            log.info("the results of older models are replaced, %d in all", count)

    def _flow(self, writer: Writer, stop: StopSignal) -> Flow:
        options = self._options
        return Flow(
            self._store,
            self._networks,
            self._readers,
            writer,
            read_options=options.read,
            batch_size=options.batch_size,
            stop=stop,
        )


def _known_files(tx: Transaction, scope: Scope) -> dict[str, FileRecord]:
    if scope.is_whole:
        return tx.files.of_root(scope.root.id)
    known: dict[str, FileRecord] = {}
    for path in scope.paths:
        known |= tx.files.of_root(scope.root.id, path)
    return known


def _record_rate(tx: Transaction, model_ids: Collection[int], meter: ProgressMeter) -> None:
    if meter.summary.analysed:
        tx.models.set_rate(model_ids, meter.photos_per_s)


def _tasks(root: Root, changes: Changes, *, wants: frozenset[ModelKind]) -> Iterator[Task]:
    """Turn changes into tasks, folder by folder, so that neighbouring photos come together."""
    for stats, step in (
        (changes.added, Step.READ),
        (changes.modified, Step.CHECK),
        (changes.sidecar_changed, Step.DESCRIBE),
        (changes.movie_changed, Step.PAIR),
    ):
        for path in sorted(stats):
            yield Task(step, Path(root.path, path), wants, root.id, path, stats[path])


def _iter_job_tasks(jobs: Sequence[Job], kinds: Mapping[int, ModelKind]) -> Iterator[Task]:
    for job in jobs:
        wants = frozenset(kinds[model_id] for model_id in job.model_ids)
        yield Task(Step.PREVIEW, job.path, wants, expected_hash=job.content_hash, size_px=job.size_px)
