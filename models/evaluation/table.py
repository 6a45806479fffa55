"""The report: lines of named figures, as aligned text, as a Markdown table and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `low` and `high` are its 95 % interval, where there is one, and `digits` those after the point."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    digits: int = 1

    def __str__(self) -> str:
        interval = (
            "" if self.low is None or self.high is None else f" [{self._show(self.low)}, {self._show(self.high)}]"
        )
        return f"{self.name} {self._show(self.value)}{interval}"

    def _show(self, value: float) -> str:
        return "-" if math.isnan(value) else f"{value:.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured on how many photos. `details` go into the JSON alone."""

    section: str
    what: str
    photos: int
    figures: tuple[Figure, ...]
    note: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def percent(name: str, share: float, interval: tuple[float, float] | None = None) -> Figure:
    """Return a share in [0, 1] as a figure in percent.

    Example:
        >>> print(percent("R@1", 0.3501, (0.331, 0.3692)))
        R@1 35.0 [33.1, 36.9]
    """
    low, high = (None, None) if interval is None else (100.0 * interval[0], 100.0 * interval[1])
    return Figure(name, 100.0 * share, low, high)


def fraction(name: str, value: float) -> Figure:
    """Return a figure in [0, 1] with three digits: average precisions, errors."""
    return Figure(name, value, digits=3)


def format_text(lines: Sequence[Line]) -> str:
    """Return aligned text, a heading for each section."""
    width = max((len(_subject(line)) for line in lines), default=0)
    parts = []
    for section, members in groupby(lines, key=lambda line: line.section):
        parts.append(f"{section}\n")
        for line in members:
            cells = [str(figure) for figure in line.figures] + ([f"({line.note})"] if line.note else [])
            parts.append(f"  {_subject(line):<{width}}  {'  '.join(cells)}".rstrip() + "\n")
    return "".join(parts)


def format_markdown(lines: Sequence[Line]) -> str:
    """Return one table, a row for each line; a section is named where it starts."""
    rows = ["| section | what | photos | figures | note |", "|---|---|---|---|---|"]
    section = ""
    for line in lines:
        heading, section = ("" if line.section == section else f"**{line.section}**"), line.section
        figures = ", ".join(str(figure) for figure in line.figures)
        rows.append(f"| {heading} | {line.what} | {line.photos or ''} | {figures} | {line.note} |")
    return "\n".join(rows) + "\n"


def to_json(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return plain dictionaries; figures keep four digits, and what is undefined is null."""
    return [_plain(asdict(line)) for line in lines]


def _subject(line: Line) -> str:
    return f"{line.what} ({line.photos:,})" if line.photos else line.what


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
