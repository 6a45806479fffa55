"""From a query to what is asked of photos: filters, words, and photos that they should be like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from search.chips import Chip, ChipKind, KindValue, LikeValue, ParsedQuery, TextValue
from search.columns.columns import Columns
from search.filters import is_hard
from search.parse.query import parse_query
from search.query import SearchQuery
from search.request import clean_text

_OF_CONTENT = (ChipKind.CONCEPT, ChipKind.OBJECT, ChipKind.TEXT, ChipKind.KIND)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, understood. `filters` are the chips that keep photos out; `likes` and `unlikes` are photos by path, id or file name.

    `words` are embedded, `plus` and `minus` beside them. `parsed` has all chips; of plain words it has none.
    """

    parsed: ParsedQuery
    filters: tuple[Chip, ...]
    likes: tuple[str, ...]
    words: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    is_plain: bool = False
    unlikes: tuple[str, ...] = ()

    @property
    def shown(self) -> ParsedQuery | None:
        """How the words were understood; None for plain ones, which were not."""
        return None if self.is_plain else self.parsed

    @property
    def avoided(self) -> tuple[str, ...]:
        """What the words say is not wanted."""
        return self.parsed.minus_words

    @property
    def has_texts(self) -> bool:
        """Whether words are to be compared with photos; what is not wanted alone is left out of a list."""
        return bool(self.words or self.plus or self.minus[len(self.avoided) :])

    @property
    def names_content(self) -> bool:
        """Whether a filter speaks of what is in a picture, and may well mean a receipt or a screenshot."""
        return any(chip.kind in _OF_CONTENT and not chip.is_negated for chip in self.filters)

    @property
    def asks_signals(self) -> bool:
        """Whether a photo must have been looked at to pass."""
        return any(
            chip.kind in (ChipKind.CONCEPT, ChipKind.OBJECT)
            or (isinstance(chip.value, KindValue) and bool(chip.value.kinds))
            for chip in self.filters
            if not chip.is_negated
        )

    @property
    def leaves_a_list(self) -> bool:
        """Whether filters say which photos are meant, and no network knows whether the other words are true of them: "funny memes"."""
        said = {chip.kind for chip in self.parsed.chips if not chip.is_filter and not chip.is_negated}
        return said == {ChipKind.WORDS} and any(not chip.is_negated for chip in self.filters)

    def asks(self, kind: ChipKind) -> bool:
        """Whether a filter of a kind lets through only what it knows of."""
        return any(chip.kind is kind and not chip.is_negated for chip in self.filters)

    @property
    def text_values(self) -> tuple[TextValue, ...]:
        """The texts that must stand in the picture."""
        return tuple(chip.value for chip in self.filters if isinstance(chip.value, TextValue) and not chip.is_negated)


def understand(query: SearchQuery, columns: Columns) -> Asked:
    """Parse the words of a query, unless they are plain, and put beside them what was given otherwise."""
    text = clean_text(query.text or "")
    if query.is_plain or not text:
        parsed = ParsedQuery(text, (), text)
    else:
        parsed = parse_query(text, columns.lexicon, query.asked_on or date.today())
    pictures = [(chip.value.photo, chip.is_negated) for chip in parsed.chips if isinstance(chip.value, LikeValue)]
    return Asked(
        parsed,
        tuple(chip for chip in parsed.chips if is_hard(chip)),
        tuple(photo for photo, is_negated in pictures if not is_negated),
        parsed.words.strip(),
        query.plus,
        (*parsed.minus_words, *query.minus),
        query.is_plain,
        tuple(photo for photo, is_negated in pictures if is_negated),
    )
