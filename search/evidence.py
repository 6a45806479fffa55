"""What is known of photos, apart from their vectors, that speaks for a query's words: tags, read text, names of files."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from albumen.store.records import TextTerm
from search.chips import Chip, ChipKind, ConceptValue, ParsedQuery
from search.columns.columns import Columns
from search.doubts import counted_concepts, gather_doubts
from search.holidays import find_holiday

# Words that say nothing by themselves: a picture in which "the" stands is no answer to a query with a "the" in it.
_FILLERS = frozenset(
    "a an and are at by for from her his i in is it its me my no not of on or our photo photos picture pictures "
    "she he some that the their them these they this those to us was we were with you your".split()
)
_WORD = re.compile(r"\w+")

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Of all N photos: `tag_scores` of each concept that is named, (N,) each, and in which texts and names all words stand.

    None where nothing of the sort was asked, or no photo has any of it. `words` are those looked for in texts and names;
    `is_sentence` says that there are more than the concepts' among them. `doubts` (N,) is what is left of a photo's probability by
    what speaks against it. `day_hits` are the photos of a holiday's days, where nothing but the holiday is named.
    """

    tag_scores: tuple[Floats, ...] = ()
    text_hits: Mask | None = None
    name_hits: Mask | None = None
    words: tuple[str, ...] = ()
    is_sentence: bool = False
    doubts: Floats | None = None
    day_hits: Mask | None = None

    def holders(self, row_count: int) -> Mask:
        """Say in which texts or names all words stand, (N,)."""
        parts = [hits for hits in (self.text_hits, self.name_hits) if hits is not None]
        return np.any(parts, axis=0) if parts else np.zeros(row_count, np.bool_)

    @property
    def any_of(self) -> Mask | None:
        """Say of which photos there is some, (N,)."""
        parts = [hits for hits in (self.text_hits, self.name_hits, self.day_hits) if hits is not None]
        parts += [scores > 0.0 for scores in self.tag_scores]
        return np.logical_or.reduce(parts) if parts else None

    def tags_of(self, rows: npt.NDArray[np.int64]) -> Floats | None:
        """Give the tag scores of some photos (M,) for the C concepts, (M, C); None where no concept is named."""
        return np.stack([scores[rows] for scores in self.tag_scores], axis=1) if self.tag_scores else None


def gather_evidence(columns: Columns, parsed: ParsedQuery) -> Evidence:
    """Look up what speaks for a query's words."""
    concepts = [value.ids for _, value in iter_concepts(parsed)]
    concepts += [ids for chip in parsed.chips if (ids := counted_concepts(chip))]
    words = content_words(parsed.words)
    return Evidence(
        tuple(map(columns.tag_scores, concepts)),
        _some(columns.holds_text(tuple(map(TextTerm, words)))) if words else None,
        _some(columns.paths.match_words(words)) if words else None,
        words,
        any(chip.kind is ChipKind.WORDS and not chip.is_negated for chip in parsed.chips),
        gather_doubts(columns, parsed, len(words)),
        find_holiday(columns, parsed),
    )


def iter_concepts(parsed: ParsedQuery) -> list[tuple[Chip, ConceptValue]]:
    """List the chips of concepts that rank and filter nothing."""
    return [
        (chip, chip.value)
        for chip in parsed.chips
        if chip.kind is ChipKind.CONCEPT and not chip.is_filter and not chip.is_negated
        if isinstance(chip.value, ConceptValue)
    ]


def content_words(text: str) -> tuple[str, ...]:
    """List the words of a query that a name or a written text may hold, each once.

    Example:
        >>> content_words("The cake of Rex's, the cake")
        ('cake', 'rex')
    """
    words = _WORD.findall(text.casefold())
    return tuple(
        dict.fromkeys(word for word in words if word not in _FILLERS and (len(word) > 1 or not word.isascii()))
    )


def _some(hits: Mask) -> Mask | None:
    return hits if hits.any() else None
