"""Reading the text that stands in a photo.

Reads: upright images. The networks are those that the extra `ocr` brings along; nothing is downloaded.
"""

from __future__ import annotations

__all__: list[str] = []
