"""Indexing and curation that a person starts from the page: the command of that name in a process of its own.

One at a time. What it prints with `--json` is its progress; a server that ends asks it to stop, and the next run goes on.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import IO, Any

from albumen.config import Settings
from albumen.errors import LibraryBusyError
from albumen.printable import clean_line

_log = logging.getLogger(__name__)

# A run that is told to stop ends within a batch of photos.
_GRACE_S = 20.0
_ENDED_WELL = (0, 130)  # to the end, or stopped in order


class Work(StrEnum):
    """What can be started."""

    INDEX = "index"
    CURATE = "curate"


@dataclass(frozen=True, slots=True)
class RunState:
    """How far a run is, or what became of the last one. `error` is its own last line where it failed."""

    work: Work
    step: str = ""
    done: int = 0
    total: int = 0
    per_second: float | None = None
    seconds_left: float | None = None
    is_running: bool = True
    error: str | None = None


class Runs:
    """Starts runs for one library, and follows them. Threads may share it."""

    def __init__(self, settings: Settings) -> None:
        self._prefix = [
            sys.executable,
            "-m",
            "albumen",
            "--library",
            str(settings.library),
            "--encoder",
            settings.encoder,
        ]
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._state: RunState | None = None

    @property
    def state(self) -> RunState | None:
        """The present run, or the last one; None before the first."""
        return self._state

    def start(self, work: Work, flags: Sequence[str] = ()) -> RunState:
        """Start a run.

        Raises:
            LibraryBusyError: there is one already.
        """
        with self._lock:
            if self._state is not None and self._state.is_running:
                raise LibraryBusyError(f"albumen {self._state.work} is at work already; wait for its end, or stop it")
            command = [*self._prefix, work.value, *flags, "--json"]
            pipe = subprocess.PIPE
            self._child = subprocess.Popen(command, stdout=pipe, stderr=pipe, stdin=subprocess.DEVNULL, text=True)
            self._state = RunState(work)
            threading.Thread(target=self._follow, args=[self._child], name="run", daemon=True).start()
            return self._state

    def stop(self) -> None:
        """Ask the run to end in order; it may go on for the length of a batch."""
        with self._lock:
            if self._child is not None and self._child.poll() is None:
                self._child.terminate()

    def close(self) -> None:
        """Stop the run, and wait until it has ended."""
        self.stop()
        if self._child is not None:
            try:
                self._child.wait(_GRACE_S)
            except subprocess.TimeoutExpired:
                self._child.kill()

    def _follow(self, child: subprocess.Popen[str]) -> None:
        assert child.stdout is not None
        assert child.stderr is not None
        said: list[str] = []
        complaints = threading.Thread(target=_keep_last, args=[child.stderr, said], daemon=True)
        complaints.start()
        with child:  # which closes its pipes
            for line in child.stdout:
                self._note(line)
            complaints.join()
        code = child.returncode
        assert self._state is not None
        last_words = said[-1] if said else f"it ended with exit code {code}"
        error = None if code in _ENDED_WELL else clean_line(last_words).removeprefix("albumen: ")
        if error:
            _log.error("albumen %s failed: %s", self._state.work, error)
        self._state = replace(self._state, is_running=False, error=error)

    def _note(self, line: str) -> None:
        told = _parse(line)
        if told is None or self._state is None or "done" not in told:
            return
        self._state = replace(
            self._state,
            step=str(told["step"]),
            done=int(told["done"]),
            total=int(told["total"]),
            per_second=told.get("per_second"),
            seconds_left=told.get("seconds_left"),
        )


def _keep_last(stream: IO[str], said: list[str]) -> None:
    for line in stream:
        said[:] = [line.strip()] if line.strip() else said


def _parse(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
