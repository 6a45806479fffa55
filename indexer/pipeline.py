"""Index roots: scan, compare, read, analyse, write. Run again after any interruption, it goes on where it was.

Nothing is remembered between runs but the store. A file enters it together with its analysis, or with the reason why
there is none, in one transaction; what a killed run had not written is found as new by the next scan.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from albumen.store.records import FileRecord, Job, ModelRecord, Root
from albumen.store.store import Store, Transaction
from indexer.changes import Changes, find_changes
from indexer.flow import Flow, Readers
from indexer.progress import ProgressListener, ProgressMeter, Summary
from indexer.reading import ReadOptions
from indexer.scanner import scan_paths
from indexer.tasks import Step, Task
from indexer.volumes import check_volume
from indexer.writer import Writer
from models.encoder import ImageTextEncoder

# Fresh statistics for the query planner pay after so many new rows.
_ANALYZE_AFTER = 500
_CLAIM_SIZE = 256


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """How to run: photos a transaction, and tries before a photo is set aside."""

    read: ReadOptions
    batch_size: int
    max_attempts: int


@dataclass(frozen=True, slots=True)
class Scope:
    """A root, or only some relative paths of it (files, or folders with all below)."""

    root: Root
    paths: tuple[str, ...] = ("",)

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole root."""
        return "" in self.paths


class Indexer:
    """Keeps a store true to its roots."""

    def __init__(self, store: Store, encoder: ImageTextEncoder, readers: Readers, options: IndexOptions) -> None:
        self._store = store
        self._encoder = encoder
        self._readers = readers
        self._options = options

    def run(
        self, scopes: Sequence[Scope], *, listener: ProgressListener, stop: threading.Event | None = None
    ) -> Summary:
        """Bring the store up to date with the scopes, and finish jobs that wait.

        Args:
            scopes: what to scan; none only finishes waiting jobs.
            listener: told of progress, from the writer's thread too.
            stop: set it to end early and in order.

        Raises:
            StoreError, OSError: the library cannot be written.
            ModelError: the encoder cannot be loaded.
        """
        stop = stop or threading.Event()
        meter = ProgressMeter(listener)
        model = self._open_model()
        found = [(scope.root, changes) for scope in scopes if (changes := self._scan(scope, meter))]
        tasks = [task for root, changes in found for task in _tasks(root, changes)]
        meter.total = len(tasks) + self._count_waiting(model)
        meter.tell("scan")
        with Writer(self._store, model, max_attempts=self._options.max_attempts, on_saved=meter.count) as writer:
            flow = self._flow(writer, stop)
            flow.run(tasks)
            writer.flush()
            self._forget([record for _, changes in found for record in changes.deleted])
            self._finish_jobs(model, flow, writer, meter, stop)
        if meter.summary.analysed >= _ANALYZE_AFTER:
            self._store.analyze()
        return meter.finish(is_interrupted=stop.is_set())

    def retry_failed(self) -> int:
        """Give photos that were set aside another try in the next run; return how many."""
        model = self._open_model()
        with self._store.write() as tx:
            return tx.jobs.retry_failed(model.id)

    def _open_model(self) -> ModelRecord:
        encoder = self._encoder
        with self._store.write() as tx:
            model = tx.models.add(encoder.identity, sha256=encoder.weights_sha256, dim=encoder.dim)
            tx.jobs.give_back(model.id)
        return model

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
        self, model: ModelRecord, flow: Flow, writer: Writer, meter: ProgressMeter, stop: threading.Event
    ) -> None:
        """Work off jobs: of a new model, of photos found again, and of attempts that failed."""
        with self._store.write() as tx:
            tx.jobs.add_missing(model.id)
        while not stop.is_set() and (jobs := self._claim(model)):
            meter.total = max(meter.total, meter.done + self._count_waiting(model) + len(jobs))
            flow.run(_iter_job_tasks(jobs))
            writer.flush()
        with self._store.write() as tx:
            tx.jobs.give_back(model.id)

    def _claim(self, model: ModelRecord) -> list[Job]:
        with self._store.write() as tx:
            return tx.jobs.claim([model.id], _CLAIM_SIZE)

    def _count_waiting(self, model: ModelRecord) -> int:
        with self._store.read() as tx:
            return tx.jobs.counts(model.id)["pending"]

    def _flow(self, writer: Writer, stop: threading.Event) -> Flow:
        options = self._options
        return Flow(
            self._store,
            self._encoder,
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


def _tasks(root: Root, changes: Changes) -> Iterator[Task]:
    """Turn changes into tasks, folder by folder, so that neighbouring photos come together."""
    for stats, step in (
        (changes.added, Step.READ),
        (changes.modified, Step.CHECK),
        (changes.sidecar_changed, Step.DESCRIBE),
    ):
        for path in sorted(stats):
            yield Task(step, Path(root.path, path), root.id, path, stats[path])


def _iter_job_tasks(jobs: Sequence[Job]) -> Iterator[Task]:
    for job in jobs:
        yield Task(Step.PREVIEW, job.path, expected_hash=job.content_hash)
