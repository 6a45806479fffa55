"""What a matcher finds at a place of a sentence, and what it may look at besides the sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from search.chips import ChipKind, ChipValue
from search.parse.index import ParserIndex
from search.parse.tokens import Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A chip to be: what was understood of the tokens up to `end`, exclusive, and its term as a filter.

    Evidence is written as it stood: its term would make a filter of it.
    """

    kind: ChipKind
    value: ChipValue
    label: str
    term: str
    end: int
    is_filter: bool = True


@dataclass(frozen=True, slots=True)
class Setting:
    """What a query is read in: the library's names, and the day it is asked on."""

    index: ParserIndex
    today: date


Matcher = Callable[[Sentence, int, Setting], Found | None]
