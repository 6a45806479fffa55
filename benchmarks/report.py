"""Where and when a benchmark ran, and its committed result: JSON for machines, a Markdown table for people."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from albumen.config import count_cores

RESULTS = Path(__file__).parent / "results"


def describe_machine() -> dict[str, Any]:
    """Tell processor, cores, memory, Python and commit."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    dirty = subprocess.run(["git", "status", "--porcelain", "-uno"], capture_output=True, text=True, check=False)
    return {
        "processor": _processor(),
        "cores": count_cores(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "commit": commit.stdout.strip() + ("+changes" if dirty.stdout.strip() else ""),
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
    }


def save_report(name: str, title: str, rows: Sequence[dict[str, Any]], settings: dict[str, Any]) -> str:
    """Write `results/NAME.json` and `results/NAME.md`; return the Markdown.

    Args:
        name: file stem.
        title: heading of the table.
        rows: one dict a line, all with the same keys.
        settings: what the figures depend on, besides the machine.
    """
    machine = describe_machine()
    RESULTS.mkdir(exist_ok=True)
    document = {"machine": machine, "settings": settings, "rows": list(rows)}
    (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n")
    headings = list(rows[0])
    lines = [f"# {title}", ""]
    lines += ["| " + " | ".join(headings) + " |", "|" + " --- |" * len(headings)]
    lines += ["| " + " | ".join(_cell(row[heading]) for heading in headings) + " |" for row in rows]
    lines += ["", ", ".join(f"{key} {value}" for key, value in settings.items()) + "."]
    lines += ["", ", ".join(f"{key} {value}" for key, value in machine.items()) + ".", ""]
    text = "\n".join(lines)
    (RESULTS / f"{name}.md").write_text(text)
    return text


def _cell(value: Any) -> str:
    return (
        f"{value:,.3g}"
        if isinstance(value, float) and abs(value) < 100
        else str(round(value) if isinstance(value, float) else value)
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown"
