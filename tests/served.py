"""`albumen serve` in a process of its own, and the browser that looks at it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its library, its address without a slash at the end, and the token."""

    library: Path
    address: str
    token: str

    @property
    def link(self) -> str:
        """What a person opens."""
        return f"{self.address}/?token={self.token}"


@contextmanager
def serve(library: Path, *arguments: str) -> Iterator[Served]:
    """Serve a library on a free port for the length of a block."""
    command = [sys.executable, "-m", "albumen", "--library", str(library), "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            link = process.stdout.readline().strip()
            parts = urlsplit(link)
            yield Served(library, f"{parts.scheme}://{parts.netloc}", parse_qs(parts.query)["token"][0])
        finally:
            process.terminate()
            assert process.wait(timeout=30) == 0


def find_browser() -> str | None:
    """Find a Chromium that is installed."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)
