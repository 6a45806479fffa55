"""Keep a library true to its roots, minute by minute: events for speed, a periodic rescan for truth.

While nothing happens, the background pass goes on; new photos come before it. When that is through too, there is time for
what is done beside the daemon.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from albumen.errors import ModelError
from albumen.store.records import Root
from albumen.store.store import Store
from indexer.pipeline import Indexer, Scope
from indexer.progress import ProgressListener
from indexer.watcher import DirtyPaths, RootWatcher

log = logging.getLogger(__name__)

# How often roots that were added, removed, plugged in or unplugged are noticed.
_ROOTS_CHECK_S = 5.0


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """`quiet_s` is how long a file must lie still before it is read; `rescan_s` the time between full rescans."""

    quiet_s: float
    rescan_s: float


class IdleWork(Protocol):
    """Work beside the daemon, in a process of its own, for which it looks again and again."""

    def follow(self, *, is_idle: bool) -> None:
        """Start or stop it, as it fits; return at once."""

    def stop(self) -> None:
        """End it in order; return when it has ended."""


class _Disturbance:
    """Ends the background pass when photos come, when the daemon stops, and when it is time to look at the roots."""

    def __init__(self, stop: threading.Event, changed: threading.Event, until: float) -> None:
        self._events = (stop, changed)
        self._until = until

    def is_set(self) -> bool:
        return any(event.is_set() for event in self._events) or time.monotonic() >= self._until


class Daemon:
    """Watches every root of a store. `run` returns when `stop` is set."""

    def __init__(
        self,
        store: Store,
        indexer: Indexer,
        options: WatchOptions,
        *,
        listener: ProgressListener,
        background: Indexer | None = None,
        idle_work: IdleWork | None = None,
    ) -> None:
        """Watch with an indexer, a second one for what has time, and work for when neither has anything to do."""
        self._store = store
        self._indexer = indexer
        self._background = background
        self._has_background_work = background is not None
        self._idle_work = idle_work
        self._options = options
        self._listener = listener
        self._dirty = DirtyPaths(options.quiet_s)
        self._watchers: dict[int, RootWatcher] = {}
        self._online: dict[int, bool] = {}

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set; a pass that is under way ends in order."""
        rescan_at = 0.0
        try:
            while not stop.is_set():
                appeared = self._follow_roots()
                if time.monotonic() >= rescan_at:
                    self._dirty.take_due()
                    self._pass([Scope(root) for root in self._roots()], stop)
                    rescan_at = time.monotonic() + self._options.rescan_s
                elif appeared:
                    self._pass([Scope(root) for root in appeared], stop)
                self._handle_events(stop, until=min(rescan_at, time.monotonic() + _ROOTS_CHECK_S))
        finally:
            for watcher in self._watchers.values():
                watcher.stop()
            if self._idle_work is not None:
                self._idle_work.stop()

    def _handle_events(self, stop: threading.Event, *, until: float) -> None:
        """Index what was touched and has become quiet, until a moment of the monotonic clock."""
        while not stop.is_set() and (left := until - time.monotonic()) > 0:
            due = self._dirty.take_due()
            if due or self._dirty.changed.is_set():
                self._tell_idle_work(is_idle=False)
            if due:
                self._pass(self._scopes(due), stop)
            # An event wakes the wait at once; while one is getting quiet, look again in small steps.
            elif self._dirty.changed.is_set():
                stop.wait(min(left, self._options.quiet_s / 4 + 0.01))
            elif self._has_background_work:
                self._work_in_background(_Disturbance(stop, self._dirty.changed, until))
            else:
                self._tell_idle_work(is_idle=True)
                self._wait_for_event(stop, left)

    def _tell_idle_work(self, *, is_idle: bool) -> None:
        if self._idle_work is not None:
            self._idle_work.follow(is_idle=is_idle)

    def _wait_for_event(self, stop: threading.Event, timeout_s: float) -> None:
        end = time.monotonic() + timeout_s
        while not stop.is_set() and not self._dirty.changed.is_set() and time.monotonic() < end:
            self._dirty.changed.wait(min(0.25, timeout_s))

    def _scopes(self, due: dict[int, list[str]]) -> list[Scope]:
        roots = {root.id: root for root in self._roots()}
        now = time.time()
        scopes = []
        for root_id, paths in due.items():
            if root_id in roots:
                root = roots[root_id]
                still = [path for path in paths if self._is_still(root, path, now)]
                scopes.append(Scope(root, _without_nested(still)))
        return [scope for scope in scopes if scope.paths]

    def _is_still(self, root: Root, path: str, now: float) -> bool:
        """Whether a file has not been written for a while; one that has is put off, for its events may be late."""
        try:
            status = os.stat(os.path.join(root.path, path))
        except OSError:
            return True  # gone: that is to be recorded
        if 0 <= now - status.st_mtime < self._options.quiet_s and not os.path.isdir(os.path.join(root.path, path)):
            self._dirty.touch(root.id, path)
            return False
        return True

    def _pass(self, scopes: list[Scope], stop: threading.Event) -> None:
        summary = self._indexer.run(scopes, listener=self._listener, stop=stop)
        self._has_background_work = self._background is not None
        if summary.added or summary.modified or summary.deleted or summary.analysed or summary.failed:
            log.info(
                "%d added, %d changed, %d removed, %d analysed, %d failed in %.1f s",
                summary.added,
                summary.modified,
                summary.deleted,
                summary.analysed,
                summary.failed,
                summary.elapsed_s,
            )

    def _work_in_background(self, disturbance: _Disturbance) -> None:
        assert self._background is not None  # else there is no such work
        try:
            summary = self._background.run([], listener=self._listener, stop=disturbance)
        except ModelError as error:  # the folders are followed all the same
            log.error("no masks from now on: %s", error)
            self._background, self._has_background_work = None, False
            return
        self._has_background_work = summary.is_interrupted
        if summary.analysed or summary.failed:
            log.info("%d segmented, %d failed in %.1f s", summary.analysed, summary.failed, summary.elapsed_s)

    def _follow_roots(self) -> list[Root]:
        """Start and stop watchers as roots come and go; return the roots that have come (back) since the last look."""
        roots = {root.id: root for root in self._roots()}
        for root_id in [known for known in self._watchers if known not in roots]:
            self._watchers.pop(root_id).stop()
            self._online.pop(root_id, None)
        appeared = []
        for root in roots.values():
            watcher = self._watchers.get(root.id)
            is_there = root.path.is_dir()
            if watcher is not None and not (is_there and watcher.is_alive):
                self._watchers.pop(root.id).stop()
                watcher = None
            if is_there and watcher is None:
                self._watchers[root.id] = RootWatcher(root.id, root.path, self._dirty)
            if is_there is not self._online.get(root.id):
                log.info("%s is %s", root.path, "online" if is_there else "offline")
                appeared.append(root)
            self._online[root.id] = is_there
        return appeared

    def _roots(self) -> list[Root]:
        with self._store.read() as tx:
            return tx.roots.all()


def _without_nested(paths: Iterable[str]) -> tuple[str, ...]:
    """Drop paths that lie below another of the list.

    Example:
        >>> _without_nested(["a", "a/b.jpg", "ab.jpg"])
        ('a', 'ab.jpg')
    """
    kept: list[str] = []
    for path in sorted(paths, key=lambda path: path.split("/")):
        if not (kept and (kept[-1] == "" or path.startswith(f"{kept[-1]}/") or path == kept[-1])):
            kept.append(path)
    return tuple(kept)
