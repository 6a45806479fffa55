"""Text for people: tables that fit the terminal, and paths that any terminal can print."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

_NARROWEST = 20  # characters of a table's last column, on however small a terminal


def clean_path(path: Path) -> str:
    r"""Write a path so that it can be printed: undecodable bytes and control characters become escapes.

    Example:
        >>> clean_path(Path("caf\udce9\x1b[2J.jpg"))
        'caf\\xe9\\x1b[2J.jpg'
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def clean_line(text: str) -> str:
    r"""Write a line from a picture so that any terminal can print it: control characters become spaces.

    Example:
        >>> clean_line("Total\t12\x1b[2J")
        'Total 12 [2J'
    """
    return "".join(char if char.isprintable() else " " for char in text)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table on a terminal, tab-separated lines elsewhere."""
    if not sys.stdout.isatty():
        for row in rows:
            print("\t".join(row))
        return
    from tabulate import tabulate

    print(tabulate(rows, headings, tablefmt="plain", maxcolwidths=_fit(headings, rows), disable_numparse=True))


def _fit(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int | None]:
    """Leave the last column what the terminal has left for it; the others are short."""
    columns = list(zip(headings, *rows, strict=True))
    taken = sum(max(map(len, column)) + 2 for column in columns[:-1])
    left = max(shutil.get_terminal_size().columns - taken, _NARROWEST)
    return [*(None for _ in columns[:-1]), left]
