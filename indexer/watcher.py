"""Listen to the file system: which paths of which root were touched, and since when they have been quiet.

Events only hint: they can be lost, and network mounts have none. The daemon's rescan is the truth.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Self

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingObserver

from indexer.formats import has_no_extension, is_candidate, is_ignored_folder
from indexer.movie_names import is_movie, photos_of_movie
from indexer.scanner import photos_of_sidecar

log = logging.getLogger(__name__)

# Each poll stats every file of the root: often enough to feel alive, seldom enough for a network mount.
POLL_S = 30.0
# What merely reads a photo; watchdog reports it on Linux, and indexing itself would cause it.
_READ_EVENTS = frozenset({"opened", "closed_no_write"})


class DirtyPaths:
    """Paths that were touched, by root; a path is due once nothing has touched it for a while. Thread-safe."""

    def __init__(self, quiet_s: float) -> None:
        self._quiet_s = quiet_s
        self._touched: defaultdict[int, dict[str, float]] = defaultdict(dict)
        self._lock = threading.Lock()
        self.changed = threading.Event()

    def touch(self, root_id: int, path: str) -> None:
        """Note that `path`, relative to its root, was touched now."""
        with self._lock:
            self._touched[root_id][path] = time.monotonic()
        self.changed.set()

    def take_due(self) -> dict[int, list[str]]:
        """Take the paths that have been quiet for long enough, sorted."""
        limit = time.monotonic() - self._quiet_s
        with self._lock:
            due = {root: sorted(p for p, at in paths.items() if at <= limit) for root, paths in self._touched.items()}
            for root, paths in due.items():
                for path in paths:
                    del self._touched[root][path]
            if not any(self._touched.values()):
                self.changed.clear()
        return {root: paths for root, paths in due.items() if paths}


class RootWatcher:
    """Watches one root until stopped, with the platform's events or, where those fail, by polling."""

    def __init__(self, root_id: int, path: Path, dirty: DirtyPaths) -> None:
        self.path = path
        self._handler = _Handler(root_id, path, dirty)
        self._observer = self._start()

    @property
    def is_alive(self) -> bool:
        """Whether events still come; a volume that goes away can end it."""
        return self._observer.is_alive() and self.path.is_dir()

    def stop(self) -> None:
        """End the watching."""
        self._observer.stop()
        self._observer.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self) -> BaseObserver:
        try:
            return self._observe(Observer())
        except OSError as error:  # for instance inotify's limit of watches
            log.warning("events of %s are not to be had (%s); polling it every %g s instead", self.path, error, POLL_S)
            return self._observe(PollingObserver(timeout=POLL_S))

    def _observe(self, observer: BaseObserver) -> BaseObserver:
        observer.schedule(self._handler, str(self.path), recursive=True)
        observer.start()
        return observer


class _Handler(FileSystemEventHandler):
    """Turns events into touched paths that a scan can answer for."""

    def __init__(self, root_id: int, root: Path, dirty: DirtyPaths) -> None:
        self._root_id = root_id
        self._root = root
        self._dirty = dirty

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _READ_EVENTS:
            return
        for path in (event.src_path, event.dest_path):
            if path:
                self._touch(os.fsdecode(path), is_folder=event.is_directory, kind=event.event_type)

    def _touch(self, path: str, *, is_folder: bool, kind: str) -> None:
        relative = os.path.relpath(path, self._root)
        relative = "" if relative == "." else relative.replace(os.sep, "/")
        folders = relative.split("/") if is_folder else relative.split("/")[:-1]
        if relative.startswith("../") or any(is_ignored_folder(part) for part in folders if part):
            return
        name = os.path.basename(relative)
        if is_folder:
            if kind != "modified":  # its entries have events of their own
                self._dirty.touch(self._root_id, relative)
        elif is_candidate(name) or has_no_extension(name):
            self._dirty.touch(self._root_id, relative)
        elif name.lower().endswith(".xmp"):
            for photo in photos_of_sidecar(self._root, relative):
                self._dirty.touch(self._root_id, photo)
        elif is_movie(name):
            for photo in photos_of_movie(self._root, relative):
                self._dirty.touch(self._root_id, photo)
