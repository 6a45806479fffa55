"""What every command needs: settings from the shared options, and an end in order on Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from albumen.app import Library
    from albumen.config import Settings


@dataclass(frozen=True, slots=True)
class CliContext:
    """The options given before the command's name."""

    library: Path | None
    encoder: str | None
    debug: bool

    def settings(self, **flags: Any) -> Settings:
        """Read settings, with the command's own flags on top."""
        from albumen.config import load_settings

        return load_settings(self.library, encoder=self.encoder, **flags)

    @contextmanager
    def open_library(self, *, create: bool = False, **flags: Any) -> Iterator[Library]:
        """Open the library for the length of a block."""
        from albumen.app import open_library

        with open_library(self.settings(**flags), create=create) as library:
            yield library


@contextmanager
def stop_on_signals() -> Iterator[threading.Event]:
    """Give an event that the first Ctrl-C or SIGTERM sets; a second Ctrl-C ends at once."""
    stop = threading.Event()

    def handle(number: int, _frame: FrameType | None) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
