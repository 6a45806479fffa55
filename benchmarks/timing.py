"""How long something takes, by the clock."""

from __future__ import annotations

import time
from collections.abc import Callable


def timed(action: Callable[[], object]) -> float:
    """Run it once; return the seconds."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
