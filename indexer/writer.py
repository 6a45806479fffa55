"""The one thread that writes: it takes batches off a bounded queue and commits each as a whole."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Self

from albumen.errors import StoreError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store
from indexer.findings import Findings
from indexer.outcomes import Outcome, save_outcomes

# Batches that may wait: enough to ride out a slow commit, few enough to bound memory.
_QUEUE_SIZE = 4
_UNSTORABLE_REASON = "unstorable"


class Writer:
    """Commits outcomes in the background. A failed write surfaces at the next `put` or on leaving."""

    def __init__(
        self,
        store: Store,
        models: Mapping[ModelKind, ModelRecord],
        *,
        max_attempts: int,
        on_saved: Callable[[Sequence[Outcome]], None],
    ) -> None:
        self._store = store
        self._models = models
        self._max_attempts = max_attempts
        self._on_saved = on_saved
        self._queue: queue.Queue[Sequence[Outcome] | None] = queue.Queue(_QUEUE_SIZE)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="albumen-writer", daemon=True)

    def put(self, outcomes: Sequence[Outcome]) -> None:
        """Queue a batch; waits while the queue is full.

        Raises:
            StoreError, SQLAlchemyError, OSError: an earlier batch could not be written.
        """
        self._raise_error()
        self._queue.put(outcomes)

    def flush(self) -> None:
        """Wait until everything that was put has been committed."""
        self._queue.join()
        self._raise_error()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._queue.put(None)
        self._thread.join()
        if kind is None:
            self._raise_error()

    def _run(self) -> None:
        while (outcomes := self._queue.get()) is not None:
            try:
                if self._error is None:  # after a failed write the rest is dropped: the next run finds it again
                    self._on_saved(self._save(outcomes))
            except BaseException as error:  # carried to the thread that put the batch
                self._error = error
            finally:
                self._queue.task_done()

    def _save(self, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        """Commit a batch. Where the database takes all but one photo's values, that photo alone is set aside."""
        try:
            with self._store.write() as tx:
                save_outcomes(tx, outcomes, self._models, max_attempts=self._max_attempts)
        except StoreError:
            raise  # locked, full, damaged: no photo's fault
        except Exception as error:
            if len(outcomes) > 1:
                return [saved for outcome in outcomes for saved in self._save([outcome])]
            if outcomes[0].reason == _UNSTORABLE_REASON:
                raise
            return self._save([_without_values(outcomes[0], error)])
        return outcomes

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error


def _without_values(outcome: Outcome, error: Exception) -> Outcome:
    return replace(
        outcome,
        metadata=None,
        found=Findings(),
        reason=_UNSTORABLE_REASON,
        error=f"the database refused what the file says of itself: {error}",
        failed=outcome.failed | outcome.found.made,
    )
