"""The flow of one run: bounded reading in worker processes, inference here, writing in one thread behind.

A file of a size that no photo has is surely new: it is read once, hashed and decoded in one visit. Any other is hashed
first, and decoded only if its content is new, so that a rename, move or copy costs no analysis.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from albumen.errors import PhotoError
from albumen.store.records import ModelKind
from albumen.store.store import Store
from indexer.findings import Findings, PhotoNetworks
from indexer.outcomes import Outcome
from indexer.reading import (
    Reading,
    ReadOptions,
    describe_file,
    fingerprint_file,
    load_preview,
    pair_file,
    read_photo,
)
from indexer.tasks import Step, Task
from indexer.writer import Writer

if TYPE_CHECKING:
    from PIL.Image import Image

# A batch is not held back longer than this for want of photos: little is lost when the process is killed.
_MAX_WAIT_S = 1.0
_INFERENCE_REASON = "inference"


class Readers(Protocol):
    """Workers that run functions on files; see `indexer.reader_pool`."""

    worker_count: int
    in_flight: int

    def submit(self, task: Task, function: Callable[..., Any], *args: object) -> None:
        """Start `function(*args)` for a task."""

    def next_finished(self, timeout_s: float | None = None) -> tuple[Task, Any] | None:
        """Wait for a finished task and its result."""

    def abandon(self) -> None:
        """Have nothing come of the tasks in flight."""


class StopSignal(Protocol):
    """Says when to end early, as a `threading.Event` does."""

    def is_set(self) -> bool:
        """Whether it is time."""


class Flow:
    """Brings tasks to their outcomes. Used by one thread."""

    def __init__(
        self,
        store: Store,
        networks: PhotoNetworks,
        readers: Readers,
        writer: Writer,
        *,
        read_options: ReadOptions,
        batch_size: int,
        stop: StopSignal,
    ) -> None:
        self._store = store
        self._networks = networks
        self._readers = readers
        self._writer = writer
        self._read_options = read_options
        self._batch_size = batch_size
        # Enough in flight that workers have work during an inference, few enough to bound memory.
        self._window = 2 * (batch_size + readers.worker_count)
        self._stop = stop
        self._hashes: set[str] = set()  # contents met in this run
        self._sizes_in_reading: Counter[int] = Counter()
        self._waiting: defaultdict[int, list[tuple[Task, Reading]]] = defaultdict(list)
        self._decoded: list[tuple[Task, Reading]] = []
        self._settled: list[Outcome] = []
        self._flushed_at = time.monotonic()

    def run(self, tasks: Iterable[Task]) -> None:
        """Work through the tasks, as often as there are some more.

        What has been read when `stop` is set is still analysed and written; what is being read then is left.
        """
        for task in tasks:
            while self._readers.in_flight >= self._window and not self._stop.is_set():
                self._handle_next()
            if self._stop.is_set():
                break
            self._start(task)
        while self._readers.in_flight and not self._stop.is_set():
            self._handle_next()
        if self._stop.is_set():
            self._readers.abandon()
        self._flush()

    @cached_property
    def _sizes(self) -> set[int]:
        """Sizes that photos have; a run that only finishes jobs never asks."""
        with self._store.read() as tx:
            return tx.photos.sizes()

    def _start(self, task: Task) -> None:
        stat = task.stat
        if task.step is Step.READ and stat is not None:
            if stat.size_bytes in self._sizes:
                task = replace(task, step=Step.CHECK)
            self._sizes.add(stat.size_bytes)
        self._submit(task)

    def _submit(self, task: Task) -> None:
        match task.step:
            case Step.CHECK | Step.IDENTIFY:
                self._readers.submit(task, fingerprint_file, task.path)
            case Step.READ:
                if task.stat is not None:
                    self._sizes_in_reading[task.stat.size_bytes] += 1
                self._readers.submit(task, read_photo, task.path, self._read_options, task.movie)
            case Step.DESCRIBE:
                self._readers.submit(task, describe_file, task.path, task.movie)
            case Step.PAIR:
                self._readers.submit(task, pair_file, task.path, task.movie)
            case Step.PREVIEW:
                self._readers.submit(task, load_preview, task.expected_hash, self._read_options)

    def _handle_next(self) -> None:
        finished = self._readers.next_finished(_MAX_WAIT_S)
        if finished is not None:
            task, result = finished
            self._handle(task, result)
        is_due = time.monotonic() - self._flushed_at > _MAX_WAIT_S
        if len(self._decoded) >= self._batch_size or len(self._settled) >= self._batch_size or is_due:
            self._flush()

    def _handle(self, task: Task, result: Any) -> None:
        if task.step is Step.READ and task.stat is not None:
            self._finish_reading(task, result)
        match result:
            case PhotoError() if task.step is Step.IDENTIFY:
                self._settle_lost(task, result)
            case PhotoError():
                self._submit(replace(task, step=Step.IDENTIFY, failure=result))
            case Reading(reason=str(reason)):
                self._settle_failure(task, result, reason, result.error or "")
            case Reading() if task.step is Step.CHECK:
                self._link_or_read(task, result)
            case Reading() if task.failure is not None:
                self._settle_failure(task, result, task.failure.reason, str(task.failure))
            case Reading(image=None):
                self._settle(task, result)
            case Reading():
                self._decoded.append((task, result))
            case None:  # no preview: back to the original; where that is offline too, the job waits
                self._read_original(task)
            case _ if task.size_px is None and ModelKind.ANALYSER in task.wants:  # its boxes would be of no known size
                self._read_original(task)
            case image:
                self._decoded.append((task, Reading(time.time_ns(), content_hash=task.expected_hash, image=image)))

    def _read_original(self, task: Task) -> None:
        if task.path is not None:
            self._submit(replace(task, step=Step.READ))

    def _finish_reading(self, task: Task, result: Any) -> None:
        """Let the files of the same size, that waited to know whether this one is their twin, go on."""
        assert task.stat is not None
        if isinstance(result, Reading) and result.content_hash is not None:
            self._hashes.add(result.content_hash)
        self._sizes_in_reading[task.stat.size_bytes] -= 1
        if not self._sizes_in_reading[task.stat.size_bytes]:
            del self._sizes_in_reading[task.stat.size_bytes]
            for waiting, reading in self._waiting.pop(task.stat.size_bytes, []):
                self._link_or_read(waiting, reading)

    def _link_or_read(self, task: Task, reading: Reading) -> None:
        assert task.stat is not None
        assert reading.content_hash is not None
        if self._is_known(reading.content_hash):
            if task.stat.sidecar_mtime_ns is not None:
                self._submit(replace(task, step=Step.DESCRIBE))
            elif task.movie is not None:
                self._submit(replace(task, step=Step.PAIR))
            else:
                self._settle(task, reading)
        elif task.stat.size_bytes in self._sizes_in_reading:
            self._waiting[task.stat.size_bytes].append((task, reading))
        else:
            self._submit(replace(task, step=Step.READ))

    def _is_known(self, content_hash: str) -> bool:
        if content_hash in self._hashes:
            return True
        with self._store.read() as tx:
            return bool(tx.photos.find_ids([content_hash]))

    def _settle(self, task: Task, reading: Reading, found: Findings | None = None) -> None:
        if _is_outdated(task, reading):
            return
        outcome = Outcome(
            reading.content_hash,
            reading.size_bytes,
            task.sight(reading),
            reading.facts,
            reading.metadata,
            found or Findings(),
        )
        if found is not None and found.error is not None:
            failed = task.wants - found.made
            outcome = replace(outcome, reason=_INFERENCE_REASON, error=found.error, failed=failed)
        self._settled.append(outcome)

    def _settle_failure(self, task: Task, reading: Reading, reason: str, error: str) -> None:
        if _is_outdated(task, reading):
            return
        content_hash = reading.content_hash or task.expected_hash
        is_file_unreadable = reading.content_hash is None
        sighting = task.sight(reading, reason=reason, error=error) if is_file_unreadable else task.sight(reading)
        self._settled.append(
            Outcome(content_hash, reading.size_bytes, sighting, reason=reason, error=error, failed=task.wants)
        )

    def _settle_lost(self, task: Task, error: PhotoError) -> None:
        self._settle_failure(task, Reading(time.time_ns()), error.reason, str(error))

    def _flush(self) -> None:
        """Analyse what has been decoded and hand everything to the writer."""
        decoded, self._decoded = self._decoded, []
        images = [reading.image for _, reading in decoded if reading.image is not None]
        found = self._networks.look(images, [task.wants for task, _ in decoded])
        for (task, reading), image, one in zip(decoded, images, found, strict=True):
            self._settle(task, reading, _in_full_size(one, image, _find_size(task, reading)))
        settled, self._settled = self._settled, []
        if settled:
            self._writer.put(settled)
        self._flushed_at = time.monotonic()


def _is_outdated(task: Task, reading: Reading) -> bool:
    """Whether a job's file has another content by now; the next scan finds that."""
    return None not in (task.expected_hash, reading.content_hash) and reading.content_hash != task.expected_hash


def _find_size(task: Task, reading: Reading) -> tuple[int, int] | None:
    return (reading.facts.width_px, reading.facts.height_px) if reading.facts is not None else task.size_px


def _in_full_size(found: Findings, image: Image, size_px: tuple[int, int] | None) -> Findings:
    """Turn boxes in pixels of the small image into boxes in pixels of the photo."""
    if found.signals is None or size_px is None:
        return found
    signals = found.signals.scaled(size_px[0] / image.width, size_px[1] / image.height)
    return replace(found, signals=signals)
