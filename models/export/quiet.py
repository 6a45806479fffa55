"""Core ML Tools without its noise: progress bars, and notes on versions and on machines that are no Mac."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator


@contextlib.contextmanager
def quiet_core_ml() -> Iterator[None]:
    """Import or run Core ML Tools without a word on stderr; its exceptions still come through."""
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
