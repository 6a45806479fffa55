"""The curation job that looks for QR and bar codes in what the analyser took for photos of the world.

It is a second opinion on those alone: the analyser sees a code that fills the frame, and misses one on a wall. Each photo is read
once, from its preview, so a code that is too small to be read there is left to be a detail of its photo.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from albumen.english import count_of
from albumen.store.chunks import iter_chunks
from albumen.store.store import Store, Transaction
from knowledge_graph.jobs import JobProgress, JobReport, ProgressCallback, Stop
from knowledge_graph.utility.codes import CodeReader

if TYPE_CHECKING:
    from PIL.Image import Image

PreviewLoader = Callable[[str], "Image"]
"""Loads the preview of the photo with this content hash; raises OSError where there is none, or none that can be read."""

# So many photos are read within half a second: the job asks that often whether to stop, and saves what it has.
_AT_A_TIME = 50


class CodesJob:
    """Looks for codes in the photos that the analyser took for such."""

    name = "codes"

    def __init__(self, store: Store, *, reader: CodeReader, load_preview: PreviewLoader) -> None:
        """Read previews with a reader."""
        self._store = store
        self._reader = reader
        self._load_preview = load_preview

    def stamp(self, tx: Transaction) -> str:
        """Tell the photos that are to be read."""
        return tx.codes.stamp()

    def run(self, stop: Stop, on_progress: ProgressCallback) -> JobReport:
        """Read what is unread; a photo without a preview waits for one."""
        with self._store.read() as tx:
            unread = tx.codes.find_unread()
        on_progress(JobProgress(0, len(unread)))
        done = 0
        for chunk in iter_chunks(unread.items(), _AT_A_TIME):
            if stop.is_set():
                return JobReport(is_finished=False, summary=self._summarise())
            self._read(dict(chunk))
            done += len(chunk)
            on_progress(JobProgress(done, len(unread)))
        return JobReport(is_finished=True, summary=self._summarise())

    def _read(self, hashes: dict[int, str]) -> None:
        found = {}
        for photo_id, content_hash in hashes.items():
            try:
                preview = self._load_preview(content_hash)
            except OSError:  # `albumen doctor` says so and has it made again
                continue
            found[photo_id] = self._reader.read_image(preview)
        with self._store.write() as tx:
            tx.codes.save(found)

    def _summarise(self) -> str:
        with self._store.read() as tx:
            with_code, waiting = tx.codes.count_found(), len(tx.codes.find_unread())
        said = f"{count_of(with_code, 'photo')} with a code"
        return f"{said}, {waiting} to come" if waiting else said
