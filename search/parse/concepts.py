"""Concepts of the taxonomy in plain words, in the singular or plural: evidence, which ranks and stays in the words."""

from __future__ import annotations

from functools import cache

from models.taxonomy import Concept, load_taxonomy
from search.chips import ChipKind, ConceptValue
from search.parse.found import Found, Setting
from search.parse.plurals import pluralise
from search.parse.spelling import fold
from search.parse.terms import write_field
from search.parse.tokens import Sentence

# Words that are more often something else than the concept they name: "inside the house", "a group of dogs".
_NOT_IN_WORDS = frozenset({"inside", "present", "group", "fair", "form", "plot", "cook", "steps", "bark"})
# Activities as they are said of one occasion: "a walk", "what we ate".
_VERBS = {
    "walking": "walk walks walked",
    "eating": "eat ate eats",
    "swimming": "swim swam swims swimmers swimmer",
    "hiking": "hike hikes hiked",
    "running": "run runs ran runner runners",
    "climbing": "climb climbs climbed climber climbers",
    "sailing": "sail sailed",
    "skiing": "ski skied",
    "jumping": "jump jumps jumped",
    "camping": "camp camped",
}


def find_concept(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find the longest name of a concept."""
    del setting  # concepts are the same in every library
    names = concept_names()
    words: list[str] = []
    best: tuple[Concept, int] | None = None
    for end in range(at, min(at + _longest(), len(sentence))):
        if not sentence.is_word(end):
            break
        words.append(fold(sentence.low(end)))
        name = " ".join(words)
        if name in names and name not in _NOT_IN_WORDS:
            best = names[name], end + 1
    if best is None:
        return None
    concept, end = best
    return found_concept(concept, end, is_filter=False)


def is_of_concept(sentence: Sentence, end: int, setting: Setting) -> bool:
    """Whether the word before a place is the first of a concept's longer name: "night" in "in the night sky"."""
    found = find_concept(sentence, end - 1, setting)
    return found is not None and found.end > end


def read_concept(text: str) -> Concept | None:
    """Return the concept of a name, singular or plural."""
    return concept_names().get(fold(text))


def found_concept(concept: Concept, end: int, *, is_filter: bool) -> Found:
    """Return a concept with its kinds: a photo of a puppy is one of a dog."""
    value = ConceptValue(concept.name, load_taxonomy().descendants(concept.id) | {concept.id})
    return Found(ChipKind.CONCEPT, value, concept.name, write_field("tag", concept.name), end, is_filter)


@cache
def concept_names() -> dict[str, Concept]:
    """Return the concepts by each of their names, folded, and by the plurals of these."""
    names: dict[str, Concept] = {}
    plurals: dict[str, Concept] = {}
    for concept in load_taxonomy().concepts:
        for name in {fold(words) for words in (concept.id, concept.name, *concept.synonyms)}:
            names[name] = concept
            plurals[pluralise(name)] = concept
    verbs = {word: load_taxonomy().get_concept(concept) for concept, words in _VERBS.items() for word in words.split()}
    return verbs | plurals | names  # a name goes before another's plural


@cache
def _longest() -> int:
    return max(len(name.split()) for name in concept_names())
