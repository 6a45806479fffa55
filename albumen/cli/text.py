"""Text for people: tables that fit the terminal, and paths that any terminal can print."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path


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
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(Text(cell, overflow="fold") for cell in row))
    Console().print(table)
