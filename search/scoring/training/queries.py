"""What people might type, made of the taxonomy and of captions: names, pairs of names, sentences, and what means nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

import numpy as np

from models.evaluation.tag_truth import read_caption
from models.taxonomy import load_taxonomy
from search.scoring.training.material import Material

_SYNONYMS = 2  # of a concept
_PAIRS = 900
_CAPTIONS = 2  # of a photo
_NONSENSE = 150
_FORMS = ("{} {}", "{} and {}", "{} on {}", "{} in the {}", "{} with {}", "photo of {} near {}")


class Family(StrEnum):
    """What kind of query it is."""

    NAME = "name"
    PAIR = "pair"
    CAPTION = "caption"
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True)
class MadeQuery:
    """A query's text, the columns of the concepts that it names, and the photo that it was written of.

    `half` is 0 or 1: one half of the queries is fitted on, the other measured, and no concept or photo is in both.
    """

    family: Family
    text: str
    columns: tuple[int, ...] = ()
    photo: int | None = None
    half: int = 0


def half_of(key: str) -> int:
    """Put a photo's key or a concept's id into one of two halves, the same one each time."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:6], 16) % 2


def make_queries(material: Material, draw: np.random.Generator) -> list[MadeQuery]:
    """Make all queries; pairs and captions are those of photos that no training saw."""
    column = {concept: number for number, concept in enumerate(material.concepts)}
    unseen = np.flatnonzero(material.unseen).tolist()
    return [
        *_iter_names(column),
        *_iter_pairs(material, unseen, column, draw),
        *_iter_captions(material, unseen, column, draw),
        *_iter_nonsense(draw),
    ]


def _iter_names(column: dict[str, int]) -> Iterator[MadeQuery]:
    for concept in load_taxonomy().concepts:
        for words in (concept.name, *concept.synonyms[:_SYNONYMS]):
            yield MadeQuery(Family.NAME, words, (column[concept.id],), half=half_of(concept.id))


def _iter_pairs(
    material: Material, rows: list[int], column: dict[str, int], draw: np.random.Generator
) -> Iterator[MadeQuery]:
    taxonomy = load_taxonomy()
    pairs: set[tuple[str, str]] = set()
    for caption in (caption for row in rows for caption in material.photos[row].captions):
        named = sorted(read_caption(caption))
        if len(named) > 1:
            one, other = (str(name) for name in draw.choice(named, 2, replace=False))
            if one not in taxonomy.ancestors(other) and other not in taxonomy.ancestors(one):
                pairs.add((one, other))
    for number, (one, other) in enumerate(islice(draw.permutation(sorted(pairs)).tolist(), _PAIRS)):
        names = taxonomy.get_concept(one).name, taxonomy.get_concept(other).name
        text = _FORMS[number % len(_FORMS)].format(*names)
        yield MadeQuery(Family.PAIR, text, (column[one], column[other]), half=half_of(one))


def _iter_captions(
    material: Material, rows: list[int], column: dict[str, int], draw: np.random.Generator
) -> Iterator[MadeQuery]:
    taxonomy = load_taxonomy()
    for row in rows:
        photo = material.photos[row]
        for caption in draw.permutation(photo.captions)[:_CAPTIONS].tolist() if photo.captions else ():
            named = read_caption(caption)
            finest = {one for one in named if not any(one in taxonomy.ancestors(other) for other in named)}
            columns = tuple(sorted(column[one] for one in finest))
            yield MadeQuery(Family.CAPTION, caption, columns, row, half_of(photo.key))


def _iter_nonsense(draw: np.random.Generator) -> Iterator[MadeQuery]:
    letters = list("abcdefghijklmnopqrstuvwxyz")
    for number in range(_NONSENSE):
        yield MadeQuery(Family.NONSENSE, "".join(draw.choice(letters, draw.integers(4, 10))), half=number % 2)
