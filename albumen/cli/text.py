"""Tables that fit the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

_NARROWEST = 20  # characters of a table's last column, on however small a terminal


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
