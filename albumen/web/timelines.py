"""Timelines kept between requests: the current ones, and those that a page which is still open was laid out by."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from albumen.curation.timeline_sections import Timeline, build_timeline
from albumen.errors import NotFoundError

if TYPE_CHECKING:
    from albumen.store.store import Store
    from search.engine import SearchEngine

# An indexer changes the timeline every few seconds, and a page that is open finishes what it began. 100,000 photos take a
# megabyte.
_KEPT = 8


class Timelines:
    """The timelines of one library. Threads may share it."""

    def __init__(self, store: Store, engine: SearchEngine) -> None:
        """Keep timelines of `store`; nothing is read before the first is asked for."""
        self._store = store
        self._engine = engine
        self._lock = threading.Lock()  # or the first two requests would both read all photos
        self._current: dict[bool, tuple[int, Timeline]] = {}  # by `with_utility`, with the state of the store
        self._by_stamp: OrderedDict[str, Timeline] = OrderedDict()

    def get(self, *, with_utility: bool) -> Timeline:
        """Give the timeline as it is now; what was hidden a moment ago is not in it."""
        with self._lock:
            version, columns = self._store.version(), self._engine.columns
            known = self._current.get(with_utility)
            if known is not None and known[0] == version and known[1].columns is columns:
                return known[1]
            columns.load_timeline()
            with self._store.read() as tx:
                timeline = build_timeline(tx, columns, with_utility=with_utility)
            self._current[with_utility] = version, timeline
            self._by_stamp[timeline.stamp] = timeline
            self._by_stamp.move_to_end(timeline.stamp)
            while len(self._by_stamp) > _KEPT:
                self._by_stamp.popitem(last=False)
            return timeline

    def find(self, stamp: str) -> Timeline:
        """Give the timeline of a stamp.

        Raises:
            NotFoundError: it was too long ago; the page asks for the current one then.
        """
        with self._lock:
            timeline = self._by_stamp.get(stamp)
        if timeline is None:
            raise NotFoundError("the library has changed since: reload the page")
        return timeline
