"""Worker processes that read photos: what hangs is ended after a time limit, what crashes takes only itself along.

Pebble's pool is used because the standard library's breaks as a whole when one worker dies, and cannot end a task.
"""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, TimeoutError
from functools import cached_property
from typing import Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from albumen.errors import DecoderCrashError, DecodeTimeoutError, PhotoError
from indexer.reading import initialise_worker

Task = TypeVar("Task")


class ReaderPool(Generic[Task]):
    """Runs functions in worker processes and queues what they return, as it comes, beside the task it was for.

    The processes start with the first task.
    """

    def __init__(self, worker_count: int, *, timeout_s: float) -> None:
        self.worker_count = worker_count
        self._timeout_s = timeout_s
        self._finished: queue.SimpleQueue[tuple[Task, Any]] = queue.SimpleQueue()
        self.in_flight = 0

    def submit(self, task: Task, function: Callable[..., Any], *args: object) -> None:
        """Start `function(*args)`; its result comes out of `next_finished` with `task`."""
        self.in_flight += 1
        future = self._processes.schedule(function, args=args, timeout=self._timeout_s)
        finished = self._finished
        future.add_done_callback(lambda done: finished.put((task, self._outcome(done))))

    def next_finished(self, timeout_s: float | None = None) -> tuple[Task, Any] | None:
        """Wait for the next finished task.

        Returns:
            The task with the function's result, or with a PhotoError where it took too long or its process died;
            None after `timeout_s` without one.
        """
        try:
            task, outcome = self._finished.get(timeout=timeout_s)
        except queue.Empty:
            return None
        self.in_flight -= 1
        if isinstance(outcome, BaseException) and not isinstance(outcome, PhotoError):
            raise outcome
        return task, outcome

    def abandon(self) -> None:
        """Have nothing come of the tasks in flight; the workers end them unheard."""
        self._finished = queue.SimpleQueue()
        self.in_flight = 0

    def close(self) -> None:
        """End the workers; tasks that are still in flight are dropped."""
        if "_processes" in self.__dict__:
            self._processes.stop()
            self._processes.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def _processes(self) -> ProcessPool:
        # spawn: a fork of a process with inference threads can inherit a held lock.
        context = multiprocessing.get_context("spawn")
        return ProcessPool(self.worker_count, initializer=initialise_worker, context=context)

    def _outcome(self, future: Future[Any]) -> Any:
        try:
            return future.result()
        except TimeoutError:
            return DecodeTimeoutError(f"decoding took more than {self._timeout_s:g} s and was ended")
        except ProcessExpired as error:
            return DecoderCrashError(f"the decoder's process died (exit code {error.exitcode})")
        except (CancelledError, Exception) as error:
            return error
