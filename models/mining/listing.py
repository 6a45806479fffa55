"""What was found, as a table to label in (CSV, with an empty column) and for programs (JSON)."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Find:
    """A picture that is worth a look: its place from 1, how worthy, and why."""

    rank: int
    path: Path
    score: float
    reason: str


def write_csv(finds: Sequence[Find], path: Path) -> None:
    """Write a row for each picture; the column `label` is left for a person."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rank", "path", "score", "reason", "label"])
        writer.writerows([find.rank, str(find.path), f"{find.score:.4f}", find.reason, ""] for find in finds)


def write_json(finds: Sequence[Find], path: Path, *, facts: dict[str, Any]) -> None:
    """Write facts of the run and the pictures."""
    entries = [
        {"rank": find.rank, "path": str(find.path), "score": round(find.score, 4), "reason": find.reason}
        for find in finds
    ]
    path.write_text(json.dumps(facts | {"pictures": entries}, indent=1) + "\n", encoding="utf-8")
