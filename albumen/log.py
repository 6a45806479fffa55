"""Logging, configured once: records go to stderr, results to stdout."""

from __future__ import annotations

import logging
import sys


def configure_logging(verbosity: int = 0) -> None:
    """Send log records to stderr.

    Args:
        verbosity: 0 shows warnings, 1 (or `watch`) information, 2 everything.
    """
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbosity, logging.DEBUG)
    logging.basicConfig(
        level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True
    )
    logging.captureWarnings(True)
    logging.getLogger("faiss").setLevel(logging.WARNING)  # its loader tells which instruction set it tried
