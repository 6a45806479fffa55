"""IPTC-IIM: title and keywords that older photo managers wrote. Source: IPTC-NAA IIM 4.2, record 2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.metadata.exif import parse_text
from indexer.metadata.xmp import tidy_keywords

_OBJECT_NAME = (2, 5)
_KEYWORDS = (2, 25)


def read_iptc(iptc: Mapping[tuple[int, int], Any]) -> tuple[str | None, tuple[str, ...]]:
    """Return title and keywords; text is taken for UTF-8, else for Latin-1, which is what programs wrote."""
    keywords = iptc.get(_KEYWORDS, ())
    keywords = keywords if isinstance(keywords, list) else [keywords]
    return parse_text(_decode(iptc.get(_OBJECT_NAME))), tidy_keywords([_decode(word) for word in keywords])


def _decode(value: object) -> object:
    if not isinstance(value, bytes):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
