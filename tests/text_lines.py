"""Make lines of text as a reader finds them."""

from __future__ import annotations

from albumen.types import Box, TextLine


def text_line(text: str, *, top: float = 0.0, score: float = 0.9) -> TextLine:
    """Make a line of 100 x 10 pixels."""
    return TextLine(text, score, Box(0.0, top, 100.0, top + 10.0))
