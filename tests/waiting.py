"""Wait for what another thread or process brings about."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], bool], *, timeout_s: float, step_s: float) -> None:
    """Ask again and again; fail where it does not come to be in time."""
    end = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < end, "it did not come to be in time"
        time.sleep(step_s)
