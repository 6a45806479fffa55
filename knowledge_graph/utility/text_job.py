"""The curation job that reads utility content: each photo once by each reader, from the original, the newest first.

One photo is one transaction, so that a stop loses nothing. A photo that cannot be read is recorded with its reason and tried
again in later runs, twice; one whose file is not there waits.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.errors import ModelError, PhotoError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store, Transaction
from albumen.types import TextLine
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop
from models.text_reader.reader import TextReader, reading_side

if TYPE_CHECKING:
    from PIL.Image import Image

ImageLoader = Callable[[Path, int], "Image"]
"""Decodes a file to an upright image of at most this long side."""

_NOT_INSTALLED = "not installed: pip install 'albumen[ocr]'"
_RETRIES = 2


class TextJob:
    """Reads what stands in receipts, screenshots, documents, signs and the like."""

    name = "text"

    def __init__(self, store: Store, *, reader: TextReader | None, load_image: ImageLoader) -> None:
        """Read with a reader; without one there is nothing to do."""
        self._store = store
        self._reader = reader
        self._load_image = load_image

    def stamp(self, tx: Transaction) -> str:
        """Tell the reader, the photos that are to be read, and which disks are there to read them from."""
        if self._reader is None:
            return _NOT_INSTALLED
        due = ",".join(map(str, tx.texts.find_due()))
        online = sorted(root.id for root in tx.roots.all() if root.is_online)
        return f"{self._reader.identity} {hashlib.sha256(due.encode()).hexdigest()} {online}"

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        """Read what is unread.

        Raises:
            ModelError: the reader's networks cannot be loaded.
        """
        if self._reader is None:
            return JobReport(is_finished=True, summary=_NOT_INSTALLED)
        with self._store.write() as tx:
            identity, sha256 = self._reader.identity, self._reader.weights_sha256
            model = tx.models.add(identity, sha256=sha256, kind=ModelKind.READER)
            unread = tx.texts.find_unread(model.id)
        on_progress(JobProgress(0, len(unread)))
        for position, photo_id in enumerate(unread, start=1):
            if stop.is_set():
                return JobReport(is_finished=False, summary=self._summarise(model))
            self._read(photo_id, self._reader, model)
            on_progress(JobProgress(position, len(unread)))
        with self._store.write() as tx:
            tx.versions.retire_replaced(model)
        return JobReport(is_finished=True, summary=self._summarise(model))

    def _read(self, photo_id: int, reader: TextReader, model: ModelRecord) -> None:
        path = self._find_file(photo_id)
        if path is None:
            return
        try:
            lines = self._read_file(photo_id, path, reader)
        except ModelError:
            raise
        except Exception as error:  # one bad photo stops nothing
            reason = error.reason if isinstance(error, PhotoError) else "reading"
            with self._store.write() as tx:
                tx.jobs.fail(photo_id, model.id, reason=reason, error=str(error) or repr(error), retries=_RETRIES)
            return
        with self._store.write() as tx:
            tx.texts.save(photo_id, model.id, lines)
            tx.jobs.finish([photo_id], model.id)

    def _find_file(self, photo_id: int) -> Path | None:
        with self._store.read() as tx:
            paths = tx.files.paths_of([photo_id])[photo_id]
        return next((path for path in paths if path.is_file()), None)

    def _read_file(self, photo_id: int, path: Path, reader: TextReader) -> list[TextLine]:
        """Read a file; boxes are in pixels of the whole photo, whatever it was decoded to."""
        with self._store.read() as tx:
            facts = tx.photos.get([photo_id])[photo_id].facts
        assert facts is not None  # what was never decoded is not due
        image = self._load_image(path, reading_side(facts.width_px, facts.height_px))
        x, y = facts.width_px / image.width, facts.height_px / image.height
        return [TextLine(line.text, line.score, line.box.scaled(x, y)) for line in reader.read_image(image)]

    def _summarise(self, model: ModelRecord) -> str:
        with self._store.read() as tx:
            counts, waiting = tx.jobs.counts(model.id), len(tx.texts.find_unread(model.id))
        parts = [f"{counts['done']} {'photo' if counts['done'] == 1 else 'photos'} read"]
        parts += [f"{counts['failed']} could not be"] if counts["failed"] else []
        parts += [f"{waiting} to come"] if waiting else []
        return ", ".join(parts)
