"""Whether anybody has committed since: what a process asks before it trusts what it keeps in memory."""

from __future__ import annotations

import threading

from sqlalchemy import Engine, PoolProxiedConnection


class CommitWatch:
    """Watches a database by a connection that does nothing else. Threads may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: PoolProxiedConnection | None = None

    def version(self) -> int:
        """Tell the state of the database: another number after each commit, of this process or another.

        It takes microseconds, for it compares the file's change counter (https://sqlite.org/pragma.html#pragma_data_version).
        Numbers of two watches mean nothing to each other.
        """
        with self._lock:
            if self._connection is None:
                self._connection = self._engine.raw_connection()
            cursor = self._connection.cursor()
            cursor.execute("PRAGMA data_version")
            (version,) = cursor.fetchone()  # type: ignore[misc]  # the pragma always gives one row
            cursor.close()
            return int(version)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
