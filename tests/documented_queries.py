"""The examples of docs/query-language.md: what is typed, the chips' terms, and the words that are embedded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = (Path(__file__).parents[1] / "docs" / "query-language.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `(.+?)` \| (.+) \| (?:`(.+)`|-) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DocumentedQuery:
    """A row of a table."""

    text: str
    terms: tuple[str, ...]
    words: str


EXAMPLES = [
    DocumentedQuery(text, tuple(re.findall("`(.+?)`", chips)), words) for text, chips, words in _ROW.findall(DOCUMENT)
]
