"""Curation in a child process, for a daemon that has no memory to spare: started when it is idle, ended when it is not.

The child ends in order as soon as its standard input closes, which it does too when the daemon dies.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from albumen.config import Settings
from albumen.curation.background import GRACE_S

log = logging.getLogger(__name__)


# Photos come in bursts: what is copied in a minute's pauses is still one arrival.
QUIET_S = 60.0


@dataclass(frozen=True, slots=True)
class CurationPlan:
    """When to curate: `every_s` from the end of one round to the next, `quiet_s` without anything to index before one.

    A round takes at most `slice_s` at a time, so that its memory is given back; then it waits for `quiet_s` again.
    """

    every_s: float
    quiet_s: float = QUIET_S
    slice_s: float = 300.0


def curation_command(settings: Settings, plan: CurationPlan) -> list[str]:
    """Say how to run a child for a library; environment and `albumen.toml` bring it the other settings."""
    library = ["--library", str(settings.library), "--encoder", settings.encoder]
    return [sys.executable, "-m", "albumen", *library, "curate", "--background", f"--max-minutes={plan.slice_s / 60:g}"]


class CurationChild:
    """The child, if there is one. Used by one thread."""

    def __init__(self, command: Sequence[str], plan: CurationPlan) -> None:
        self._command = command
        self._plan = plan
        self._child: subprocess.Popen[bytes] | None = None
        self._is_asked_to_stop = False
        self._idle_since: float | None = None
        self._next_at = 0.0

    @property
    def is_running(self) -> bool:
        """Whether a child is at work."""
        return self._child is not None

    def follow(self, *, is_idle: bool) -> None:
        """Start, stop or look after the child, as it fits; return at once."""
        if self._child is not None and self._child.poll() is not None:
            self._collect(self._child)
        if not is_idle:
            self._idle_since = None
            self._ask_to_stop()
            return
        now = time.monotonic()
        self._idle_since = now if self._idle_since is None else self._idle_since
        if self._child is None and now >= max(self._next_at, self._idle_since + self._plan.quiet_s):
            self._start()

    def stop(self) -> None:
        """End the child in order, or after its time of grace; return when it has ended."""
        if self._child is None:
            return
        self._ask_to_stop()
        try:
            self._child.wait(GRACE_S + 5.0)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._collect(self._child)

    def _start(self) -> None:
        self._is_asked_to_stop = False
        try:
            self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            log.error("curation cannot be started: %s", error)
            self._next_at = time.monotonic() + self._plan.every_s

    def _ask_to_stop(self) -> None:
        if self._child is not None and not self._is_asked_to_stop:
            assert self._child.stdin is not None  # it was asked for
            self._child.stdin.close()
            self._is_asked_to_stop = True

    def _collect(self, child: subprocess.Popen[bytes]) -> None:
        """Say what came of a child that has ended, and when the next one is due."""
        with child:  # which closes its pipes
            assert child.stdout is not None
            answer = _parse(child.stdout.read())
        self._child, self._idle_since = None, time.monotonic()
        is_finished = answer is not None and answer["is_finished"]
        if answer is not None:
            for job in answer["jobs"]:
                if job["ending"] == "finished":
                    log.info("curated %s: %s in %.1f s", job["name"], job["text"], job["elapsed_s"])
        if child.returncode not in (0, 130):
            log.error(
                "curation failed (exit code %d); the next round is in %.0f s", child.returncode, self._plan.every_s
            )
        if is_finished or child.returncode not in (0, 130):
            self._next_at = time.monotonic() + self._plan.every_s


def _parse(output: bytes) -> dict[str, Any] | None:
    """Read the child's last line; None where it died before."""
    try:
        answer = json.loads(output.splitlines()[-1])
    except (IndexError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None
