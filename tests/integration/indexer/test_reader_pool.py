from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from albumen.errors import DecoderCrashError, DecodeTimeoutError
from indexer.reader_pool import ReaderPool
from indexer.reading import read_photo
from indexer.tasks import Task
from tests.fakes import InlineReaders
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write


def double(number: int) -> int:
    return 2 * number


def hang(number: int) -> None:
    time.sleep(600)


def crash(number: int) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def fail(number: int) -> None:
    raise RuntimeError("a bug, not a bad photo")


def _run(pool: ReaderPool[int], functions: list[Callable[[int], Any]]) -> dict[int, Any]:
    for number, function in enumerate(functions):
        pool.submit(number, function, number)
    return dict(pool.next_finished(30) or () for _ in functions)


def test_hang_and_crash_cost_their_own_task_alone() -> None:
    with ReaderPool[int](2, timeout_s=2.0) as pool:
        results = _run(pool, [double, hang, double, crash, double, double])
        assert isinstance(results[1], DecodeTimeoutError)
        assert isinstance(results[3], DecoderCrashError)
        assert [results[number] for number in (0, 2, 4, 5)] == [0, 4, 8, 10]
        assert pool.in_flight == 0


def test_bug_in_a_worker_is_not_taken_for_a_bad_photo() -> None:
    with ReaderPool[int](1, timeout_s=30.0) as pool, pytest.raises(RuntimeError, match="a bug"):
        _run(pool, [fail])


class LosingReaders(InlineReaders):
    """Loses its worker on every file of one name."""

    def next_finished(self, timeout_s: float | None = None) -> tuple[Task, Any] | None:
        task, function, _ = self._queue[0]
        if function is read_photo and task.path is not None and task.path.name == "bad.jpg":
            self._queue.popleft()
            return task, DecodeTimeoutError("decoding took more than 60 s and was ended")
        return super().next_finished(timeout_s)


def test_photo_on_which_workers_are_lost_is_set_aside_after_its_attempts(bench: Bench) -> None:
    bench.readers = LosingReaders()
    for name in ("bad.jpg", "good.jpg"):
        write(bench.photos / name, jpeg(len(name)))
    summary = bench.index()
    assert (summary.analysed, summary.reasons) == (1, {"timeout": 2})
    content_hash, state = bench.contents()["bad.jpg"]
    assert (content_hash is not None, state) == (True, "failed")
    assert bench.index().failed == 0
    bench.readers = InlineReaders()
    bench.retry_failed()
    assert bench.index().analysed == 1
