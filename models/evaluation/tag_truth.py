"""What captions, labels and ImageNet classes say of a photo's concepts: 1 shown, 0 not shown, -1 unknown.

Nobody lists everything that a photo shows, so silence is counted with care:

- five captions name what matters, so a concept that none of them names is absent, unless it is a kind of a named one
  (five people who write "a dog" say nothing of its breed);
- one or two captions only ever add concepts;
- a label denies what cannot be true beside it: its siblings, and other concepts of the groups whose things fill a picture.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.taxonomy import load_taxonomy
from models.taxonomy.concepts import normalise_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.photos import LabelledPhoto
    from models.taxonomy import Concept

UNKNOWN = -1
ENOUGH_CAPTIONS = 5
_FOLDER = Path(__file__).parent
_LONGEST_PHRASE = 4  # words
# A photo that a data set labels with one thing of such a group shows nothing of these groups, but for that thing's kin.
_RULED_OUT = {
    "animals": {"animals", "food", "vehicles", "documents"},
    "food": {"animals", "food", "vehicles", "documents", "people", "activities", "events", "weather", "clothing"},
    "plants": {"vehicles", "documents", "people", "activities", "events", "clothing"},
    "vehicles": {"animals", "food", "vehicles", "documents"},
}
# Pictures of a flat thing alone show nothing of these groups.
_FLAT = frozenset({"document", "form", "handwriting", "qr_code", "receipt", "screenshot"})
_WORLD = set("activities animals buildings clothing events food people places plants vehicles weather".split())
# True of many photos whatever their label says.
_OPEN = frozenset({"pet", "livestock", "herd", "nest", "big_cat", "meal", "breakfast", "dinner", "dessert", "seafood"})


def tag_truth(photos: Sequence[LabelledPhoto]) -> tuple[list[str], NDArray[np.int8]]:
    """Map what is known of photos to the taxonomy.

    Returns:
        The ids of all concepts in the taxonomy's order, and (N, T) int8: 1, 0 or `UNKNOWN`. Ancestors of a concept
        that is shown are shown; descendants of one that is absent are absent.
    """
    ids = [concept.id for concept in load_taxonomy().concepts]
    column = {concept_id: number for number, concept_id in enumerate(ids)}
    truth = np.full((len(photos), len(ids)), UNKNOWN, dtype=np.int8)
    for row, photo in enumerate(photos):
        named = named_concepts(photo)
        shown = _with_ancestors(named)
        for concept_id in _absent(photo, named) - shown:
            truth[row, column[concept_id]] = 0
        for concept_id in shown:
            truth[row, column[concept_id]] = 1
    return ids, truth


def named_concepts(photo: LabelledPhoto) -> set[str]:
    """Return the concepts that a photo's captions, label, utility kind or ImageNet class name, without ancestors."""
    named = {concept_id for caption in photo.captions for concept_id in read_caption(caption)}
    return named | _labelled(photo)


def read_caption(caption: str) -> set[str]:
    """Return the concepts that a sentence names; the longest phrase wins, so a hot dog is no dog.

    Example:
        >>> sorted(read_caption("Two dogs chase a tennis ball."))
        ['dog', 'tennis_ball']
    """
    words = re.findall(r"[a-z']+", normalise_name(caption))
    found: set[str] = set()
    start = 0
    while start < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + length])
            if phrase in _phrases():
                found |= _phrases()[phrase]
                start += length - 1
                break
        start += 1
    return found


def _absent(photo: LabelledPhoto, named: set[str]) -> set[str]:
    taxonomy = load_taxonomy()
    absent: set[str] = set()
    if len(photo.captions) >= ENOUGH_CAPTIONS:
        absent = {concept.id for concept in taxonomy.concepts}
        for concept_id in named:
            absent -= taxonomy.descendants(concept_id)
    for concept_id in _labelled(photo):
        absent |= _denied(concept_id)
    return absent


@cache
def _denied(concept_id: str) -> frozenset[str]:
    """Return what a single label of this concept rules out."""
    taxonomy = load_taxonomy()
    concept = taxonomy.get_concept(concept_id)
    related = {concept_id} | taxonomy.ancestors(concept_id) | taxonomy.descendants(concept_id)
    siblings = {other.id for other in taxonomy.concepts if set(other.parents) & set(concept.parents)}
    denied = {kind for sibling in siblings for kind in taxonomy.descendants(sibling)} | siblings
    ruled_out = _WORLD if concept_id in _FLAT else _RULED_OUT.get(concept.group, set())
    denied |= {other.id for other in taxonomy.concepts if other.group in ruled_out}
    kin = {
        other.id
        for other in taxonomy.concepts
        if taxonomy.ancestors(other.id) & related - taxonomy.ancestors(concept_id)
    }
    return frozenset(denied - related - kin - _OPEN)


def _labelled(photo: LabelledPhoto) -> set[str]:
    named: set[str] = set()
    if photo.imagenet_index is not None:
        named |= set(_imagenet_concepts()[photo.imagenet_index])
    for label in filter(None, (photo.label, photo.utility)):
        named |= _label_concepts(label)
    return named


@cache
def _label_concepts(label: str) -> frozenset[str]:
    tables = _words()
    if label in tables["labels"]:
        return frozenset(tables["labels"][label])
    for ending, concepts in tables["families"].items():
        if label.endswith(ending):
            return frozenset(concepts)
    taxonomy = load_taxonomy()
    found = taxonomy.find(label) or taxonomy.find(label.removesuffix("s"))
    return frozenset({found.id} if found else ())


@cache
def _phrases() -> dict[str, frozenset[str]]:
    """Return every phrase that captions are searched for, singular and plural, and what it names (perhaps nothing)."""
    phrases: dict[str, frozenset[str]] = {}
    tables = _words()
    for concept in load_taxonomy().concepts:
        for phrase in (*_names(concept), *tables["words"].get(concept.id, ())):
            for form in (phrase, plural(phrase)):
                phrases[form] = phrases.get(form, frozenset()) | {concept.id}
    for phrase in tables["never"]:
        for form in (phrase, plural(phrase)):
            if not any(form in words for words in tables["words"].values()):
                phrases[form] = frozenset()
    return phrases


def plural(phrase: str) -> str:
    """Return the regular English plural.

    Example:
        >>> plural("cherry"), plural("bus"), plural("toy car")
        ('cherries', 'buses', 'toy cars')
    """
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if phrase.endswith(("s", "x", "ch", "sh")) else f"{phrase}s"


def _names(concept: Concept) -> Iterator[str]:
    for words in (concept.name, *concept.synonyms):
        yield normalise_name(words)


def _with_ancestors(concept_ids: set[str]) -> set[str]:
    taxonomy = load_taxonomy()
    return concept_ids | {above for concept_id in concept_ids for above in taxonomy.ancestors(concept_id)}


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "tag_words.toml").read_text(encoding="utf-8"))


@cache
def _imagenet_concepts() -> list[list[str]]:
    """Return what each ImageNet class shows: hypernyms of its synset in WordNet 3.0, then corrected by hand."""
    concepts: list[list[str]] = json.loads((_FOLDER / "imagenet_concepts.json").read_text(encoding="utf-8"))
    return concepts
