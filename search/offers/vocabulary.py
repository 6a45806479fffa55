"""Words that are right: everyday English, the taxonomy's names, and the names of one library."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from albumen.types import Place
from search.lexicon import Lexicon
from search.parse.concepts import concept_names
from search.parse.function_words import FUNCTION_WORDS
from search.parse.periods import periods
from search.parse.spelling import fold

WORDS_FILE = Path(__file__).with_name("words.txt.gz")

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# Endings of words that are right if their stem is: nobody lists all forms.
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "y", "less", "like")
_DOUBLING = ("ed", "ing", "er", "ers", "y")  # after a short syllable its last letter is written twice
_SHORT_SYLLABLE = re.compile("[^aeiou]*[aeiou][^aeiouwxy]")
_SHORTEST_STEM = 3
_SHORTEST_SWAPPED = 6  # letters: of shorter words many are two, as "diary" and "dairy"
# A word must be this common in captions to be a suggestion; rare ones are right, and rarely what somebody meant.
_COMMON = 3
# How much more likely a concept is meant than another word that captions use as often; a name of the library goes before both.
_OF_TAXONOMY = 10
# A word that captions use no oftener may be a slip itself: the text tower's vocabulary was counted on the web, and has "reciept".
_RARE = 2
# What a word with two letters swapped must be used as often as, to have been meant in the place of a rare one.
_SURELY_COMMON = 30
_OF_LIBRARY = 1_000_000


@dataclass(frozen=True)
class Vocabulary:
    """`common` has everyday words with how often captions use them; `names` those of one library, folded, with photo counts.

    The words of `file_names` are right, and no suggestions: there are too many, and many are no words.
    """

    common: Mapping[str, int]
    names: Mapping[str, int]
    file_names: Collection[str] = ()

    def knows(self, word: str) -> bool:
        """Say whether a word is right as it is, in any form; a number or a single letter always is.

        Example:
            >>> vocabulary = load_vocabulary()
            >>> [vocabulary.knows(word) for word in ("dogs", "rollerblading", "kodachromes", "baech", "2019")]
            [True, True, False, False, True]
        """
        word = fold(word)
        if len(word) < _SHORTEST_STEM or not word.isalpha():
            return True
        stems = [*_stems(word)]
        return any(map(self._is_listed, stems)) or any(stem in self._in_file_names for stem in stems)

    def find_swapped(self, word: str) -> str | None:
        """Find the word that a rare one is with two neighbouring letters swapped; None for a word that stands for itself.

        Example:
            >>> vocabulary = load_vocabulary()
            >>> [vocabulary.find_swapped(word) for word in ("reciepts", "diary", "trail")]
            ['receipts', None, None]
        """
        word = fold(word)
        if len(word) < _SHORTEST_SWAPPED or any(map(self._is_common, _stems(word))):
            return None
        swaps = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
        meant = [other for other in swaps if other != word and self._is_sure(other)]
        return max(meant, key=lambda other: (self.weight_of(other), other), default=None)

    def knows_any(self, text: str) -> bool:
        """Say whether a text holds a word that means something here; letters drawn at random do not."""
        words = [word for word in words_of(text) if word not in FUNCTION_WORDS and len(word) >= _SHORTEST_STEM]
        return not words or any(map(self.knows, words))

    def suggestions(self, first: str, length: int, spread: int) -> Iterator[str]:
        """Yield the words worth suggesting that begin with a letter and are as long as another, or nearly so."""
        for size in range(length - spread, length + spread + 1):
            yield from self._suggestions.get((first, size), ())

    def weight_of(self, word: str) -> int:
        """Say how likely a suggestion is meant, before anything else is known."""
        if word in self.names:
            return _OF_LIBRARY + self.names[word]
        return (self.common.get(word, 0) + 1) * (_OF_TAXONOMY if word in _understood_words() else 1)

    def _is_listed(self, word: str) -> bool:
        return word in self.common or word in self.names or word in _understood_words()

    def _is_common(self, word: str) -> bool:
        return word in self.names or word in _understood_words() or self.common.get(word, 0) > _RARE

    def _is_sure(self, word: str) -> bool:
        return word in self.names or word in _understood_words() or self.common.get(word, 0) >= _SURELY_COMMON

    @cached_property
    def _in_file_names(self) -> frozenset[str]:
        """Made when a word is nowhere else, of all names at once: one by one, 100,000 take several times as long."""
        return frozenset(words_of(" ".join(self.file_names)))

    @cached_property
    def _suggestions(self) -> dict[tuple[str, int], list[str]]:
        by_start: dict[tuple[str, int], list[str]] = defaultdict(list)
        common = (word for word, count in self.common.items() if count >= _COMMON)
        for word in {*common, *self.names, *_understood_words()}:
            if len(word) > _SHORTEST_STEM:
                by_start[word[0], len(word)].append(word)
        return by_start


def load_vocabulary(lexicon: Lexicon | None = None) -> Vocabulary:
    """Make the vocabulary of a library, or of none."""
    if lexicon is None:
        return Vocabulary(_common_words(), {})
    return Vocabulary(_common_words(), _count_words(lexicon), lexicon.names.keys())


def words_of(text: str) -> list[str]:
    """List the words of a text, folded, without numbers."""
    return _WORD.findall(fold(text))


def _stems(word: str) -> Iterator[str]:
    yield word
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM and not stem.endswith("s" if ending == "s" else "'"):
            if not (ending in _DOUBLING and _SHORT_SYLLABLE.fullmatch(stem)):  # swimming, not swiming
                yield stem
            yield stem + "e"  # riding: ride
            if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2]:
                yield stem[:-1]  # petting: pet
            if stem.endswith("i"):
                yield stem[:-1] + "y"  # puppies: puppy


def _count_words(lexicon: Lexicon) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for names in (_names_of(lexicon.places), lexicon.cameras.items(), lexicon.lenses.items()):
        for name, photos in names:
            for word in words_of(name):
                counts[word] += photos
    return dict(counts)


def _names_of(places: Mapping[Place, int]) -> Iterable[tuple[str, int]]:
    for place, photos in places.items():
        for name in {place.name, place.region, place.country}:
            yield name, photos


@cache
def _understood_words() -> frozenset[str]:
    """Words of the taxonomy, and of the calendar: either is understood."""
    return frozenset(word for name in (*concept_names(), *periods()) for word in words_of(name))


@cache
def _common_words() -> dict[str, int]:
    lines = gzip.decompress(WORDS_FILE.read_bytes()).decode("utf-8").splitlines()
    return {word: int(count) for word, _, count in (line.partition(" ") for line in lines)}
