from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from functools import partial
from io import FileIO

import pytest

from albumen.curation.background import BackgroundGuard, peak_memory_bytes
from tests.waiting import wait_until

_wait_until = partial(wait_until, timeout_s=10.0, step_s=0.005)


class Pipe:
    """A pipe whose reading end is the lifeline."""

    def __init__(self) -> None:
        reader, self._writer = os.pipe()
        self.lifeline = FileIO(reader)
        self._is_open = True

    def close(self) -> None:
        if self._is_open:
            os.close(self._writer)
        self._is_open = False


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    made.close()
    made.lifeline.close()


def _guard(pipe: Pipe, stop: threading.Event, exits: list[int], *, peak: int = 0) -> BackgroundGuard:
    guard = BackgroundGuard(
        stop,
        pipe.lifeline,
        peak_bytes=lambda: peak,
        exit_process=exits.append,
        limit_bytes=1_000,
        grace_s=0.05,
        look_s=0.005,
    )
    guard.start()
    return guard


def test_nothing_is_ended_while_the_lifeline_holds_and_memory_is_within_its_limit(pipe: Pipe) -> None:
    stop, exits = threading.Event(), list[int]()
    guard = _guard(pipe, stop, exits, peak=1_000)
    assert not stop.wait(0.1)
    assert (exits, guard.problem) == ([], None)


def test_a_lifeline_that_breaks_asks_for_an_end_and_brings_it_about(pipe: Pipe) -> None:
    stop, exits = threading.Event(), list[int]()
    guard = _guard(pipe, stop, exits)
    pipe.close()
    assert stop.wait(10.0)
    _wait_until(lambda: exits == [130])
    assert guard.problem is None


def test_too_much_memory_asks_for_an_end_and_says_so(pipe: Pipe) -> None:
    stop, exits = threading.Event(), list[int]()
    guard = _guard(pipe, stop, exits, peak=1_001)
    assert stop.wait(10.0)
    _wait_until(lambda: exits == [1])
    assert "more than" in (guard.problem or "")


def test_the_peak_is_that_of_this_process_in_bytes() -> None:
    assert 10_000_000 < peak_memory_bytes() < 100_000_000_000
