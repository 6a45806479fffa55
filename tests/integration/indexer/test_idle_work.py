"""The daemon tells the work beside it when there is time and when there is not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from indexer.daemon import Daemon, WatchOptions
from indexer.pipeline import Indexer
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write
from tests.waiting import wait_until

_wait_until = partial(wait_until, timeout_s=30.0, step_s=0.02)


class FakeIdleWork:
    """Keeps what it was told, each change once, with how many photos were segmented then."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.told: list[tuple[bool, int]] = []
        self.is_stopped = False

    def follow(self, *, is_idle: bool) -> None:
        if not self.told or self.told[-1][0] is not is_idle:
            assert self._bench.segmenter is not None
            self.told.append((is_idle, self._bench.segmenter.segmented))

    def stop(self) -> None:
        self.is_stopped = True


@contextmanager
def _watching(bench: Bench, work: FakeIdleWork) -> Iterator[None]:
    with bench.store.write() as tx:
        tx.roots.add(bench.photos)
    indexer = Indexer(bench.store, bench.networks, bench.readers, bench.options)
    daemon = Daemon(
        bench.store,
        indexer,
        WatchOptions(0.1, 600.0),
        listener=lambda progress: None,
        background=bench.background(),
        idle_work=work,
    )
    stop = threading.Event()
    thread = threading.Thread(target=daemon.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()


def test_work_beside_the_daemon_has_time_when_all_is_indexed_and_segmented(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    work = FakeIdleWork(bench)
    with _watching(bench, work):
        _wait_until(lambda: bool(work.told))
        assert work.told == [(True, 1)]
        write(bench.photos / "b.jpg", jpeg(2))
        _wait_until(lambda: len(work.told) >= 3)
        assert work.told[:3] == [(True, 1), (False, 1), (True, 2)]
    assert work.is_stopped
