"""Text that any terminal and any page can show: paths and lines may hold anything."""

from __future__ import annotations

import os
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
