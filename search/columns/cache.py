"""The columns kept true to the store: a small library's are read anew at once, a large one's while the old ones serve."""

from __future__ import annotations

import logging
import threading
import time

from albumen.errors import AlbumenError
from albumen.store.store import Store
from search.columns.columns import Columns

# Photos up to which the columns are simply dropped after a commit: reading all of 5,000 photos takes a tenth of a second.
_SMALL_LIBRARY = 5_000
# An indexer commits several times a second, and reading all columns of 100,000 photos takes one: so often at most.
_RELOAD_S = 5.0

_log = logging.getLogger(__name__)


class ColumnCache:
    """Gives the current columns, as often as it is asked. Threads may share it."""

    def __init__(self, store: Store) -> None:
        """Keep columns of `store`; nothing is read before `get`."""
        self._store = store
        self._known: Columns | None = None
        self._made_at = 0.0
        self._lock = threading.Lock()
        self._reload: threading.Thread | None = None

    def get(self) -> Columns:
        """Give the columns: of a small library as it is now, of a large one as it was a few seconds ago at worst."""
        with self._lock:
            known = self._known
            if known is None or (known.version != self._store.version() and len(known) <= _SMALL_LIBRARY):
                return self._keep(Columns(self._store))
            if known.version != self._store.version() and self._may_reload():
                self._reload = threading.Thread(target=self._load_anew, args=[known], name="columns", daemon=True)
                self._reload.start()
            return known

    def wait(self) -> None:
        """Wait until columns that are being read anew are there."""
        reload = self._reload
        if reload is not None:
            reload.join()

    def _may_reload(self) -> bool:
        is_reloading = self._reload is not None and self._reload.is_alive()
        return not is_reloading and time.monotonic() - self._made_at >= _RELOAD_S

    def _load_anew(self, known: Columns) -> None:
        try:
            columns = Columns(self._store)
            columns.load(known.loaded)
        except AlbumenError as error:  # the next search tries again, and says so if it fails too
            _log.warning("the columns of the library could not be read anew: %s", error)
            return
        with self._lock:
            self._keep(columns)

    def _keep(self, columns: Columns) -> Columns:
        self._known, self._made_at = columns, time.monotonic()
        return columns
