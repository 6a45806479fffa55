"""Curation behind everything else: at low priority, within its memory, and never longer than the process that wants it.

The process that started this one holds the other end of its standard input. When that closes, on purpose or because the other
died, it is time to stop: one signal for both, on every system.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from io import FileIO
from pathlib import Path

# A tenth of the time that each program beside it gets (Linux's weights of 110 and 1024, sched(7)): whoever sits at the
# computer comes first. The lowest priority there is, 19, gets a seventieth, which on a busy machine is no progress at all.
_NICENESS = 10

# What building the graph of 100,000 photos may take (1.5 GB) and a third more for what the process holds besides.
MEMORY_LIMIT_BYTES = 2_000_000_000

# Jobs look up about once a second; one that does not in so long is stuck.
GRACE_S = 30.0

_LOOK_S = 1.0


class BackgroundGuard:
    """Asks for an end, and brings it about where nobody answers. `problem` says what was wrong, if anything was."""

    def __init__(
        self,
        stop: threading.Event,
        lifeline: FileIO,
        *,
        peak_bytes: Callable[[], int],
        exit_process: Callable[[int], object] = os._exit,
        limit_bytes: int = MEMORY_LIMIT_BYTES,
        grace_s: float = GRACE_S,
        look_s: float = _LOOK_S,
    ) -> None:
        """Watch over the process that `stop` would end in order."""
        self._stop = stop
        self._lifeline = lifeline
        self._peak_bytes = peak_bytes
        self._exit_process = exit_process
        self._limit_bytes = limit_bytes
        self._grace_s = grace_s
        self._look_s = look_s
        self.problem: str | None = None

    def start(self) -> None:
        """Watch from now on, in threads that end with the process."""
        threading.Thread(target=self._wait_for_the_end, daemon=True).start()
        threading.Thread(target=self._watch_memory, daemon=True).start()

    def _wait_for_the_end(self) -> None:
        while self._lifeline.read(1):  # nothing is said on it
            pass
        self._end(130)

    def _watch_memory(self) -> None:
        while self._peak_bytes() <= self._limit_bytes:
            time.sleep(self._look_s)
        self.problem = f"it took more than {self._limit_bytes / 1e9:g} GB of memory"
        self._end(1)

    def _end(self, code: int) -> None:
        self._stop.set()
        time.sleep(self._grace_s)
        self._exit_process(code)


def guard_background(stop: threading.Event) -> BackgroundGuard:
    """Make this process give way to every other, and guard it."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    # Unbuffered: a thread that waits in a buffered reader holds its lock, which the interpreter wants when it ends.
    lifeline = FileIO(sys.stdin.fileno(), closefd=False)
    guard = BackgroundGuard(stop, lifeline, peak_bytes=peak_memory_bytes)
    guard.start()
    return guard


def peak_memory_bytes() -> int:
    """Tell the most memory that this process has held; 0 on a system that does not say (Windows)."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux, whose `ru_maxrss` begins with that of the process which started this one
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(fields["VmHWM"].split()[0]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # in bytes on macOS (getrusage(2))
