"""Measuring sections in turn, and saving what has been measured so far: a whole report takes minutes."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from albumen.errors import UsageError
from models.evaluation.table import Line, format_markdown, to_json

_LOG = logging.getLogger(__name__)


def iter_measured(sections: Mapping[str, Callable[[], list[Line]]], names: Sequence[str]) -> Iterator[list[Line]]:
    """Yield each section's lines when it is measured.

    Raises:
        UsageError: There is no such section.
    """
    unknown = [name for name in names if name not in sections]
    if unknown:
        raise UsageError(f"No section called {', '.join(unknown)}. There are {', '.join(sections)}.")
    for name in names:
        started = time.perf_counter()
        yield sections[name]()
        _LOG.info("%s: %.0f s", name, time.perf_counter() - started)


def minutes_since(started: float) -> float:
    """Return the minutes since a moment of `time.perf_counter`."""
    return round((time.perf_counter() - started) / 60.0, 1)


def save_figures(
    head: str, facts: Mapping[str, Any], lines: Sequence[Line], *, json_path: Path | None, markdown_path: Path | None
) -> None:
    """Write figures with the facts of their run as JSON, and as a page under `head`, where a path is given."""
    if json_path is not None:
        json_path.write_text(json.dumps({**facts, "lines": to_json(lines)}, indent=1) + "\n", encoding="utf-8")
    if markdown_path is not None:
        settings = "; ".join(f"{name}: {value}" for name, value in facts.items() if value)
        markdown_path.write_text(f"{head}\n\n{format_markdown(lines)}\n{settings}.\n", encoding="utf-8")
