"""The featured photos of a day: good ones, different from each other, and others tomorrow.

The best part of the library is dealt out over days by a hash of each photo's content, so that a photo has its turn once in a
round of days and sets of neighbouring days share none, whenever they are made and on whatever machine. Among the photos whose
turn it is, good ones are likelier, not certain (the Gumbel trick: Kool, van Hoof and Welling, "Stochastic Beams and Where to
Find Them", 2019, section 2.2), or the same few would come back each round. They are taken greedily, each against those before it
(Carbonell and Goldstein, "The Use of MMR", 1998).
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from albumen.store.curation_records import PhotoFacts
from knowledge_graph.ranking.subjects import main_subject

SET_SIZE = 16
# More are kept for a day than shown, for when some are hidden during it.
SPARE = 8
# The best part of a library is featured, or this many photos where it is small: then sooner repeated than poor.
_BEST_SHARE, _LEAST_POOL = 0.4, 160
# Days until a photo's next turn: as many as leave twice a set to choose from, at most a season.
LONGEST_ROUND = 90
_CHOICE = 2
_LARGEST_DEAL = 400  # photos of one day that are compared with each other
_CHANCE = 0.05  # the spread of luck beside the appeal, whose own spread over the best part is about 0.05
# What a photo loses for each one chosen before it of its day, its place or its main subject: a third photo of a day hardly ever comes.
_COSTS = {"day": 0.12, "place": 0.04, "subject": 0.06}
_LIKENESS = 0.4  # lost to one that looks just the same, in proportion to the cosine above that of photos of one kind
# Of ansa-s, on 2,461 train photos: one pair of twenty is above the first, one of ten thousand above the second.
_USUAL_COSINE, _SAME_COSINE = 0.3, 0.86

_Mark = tuple[str, Hashable]
Vectors = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A photo that may be shown, how much it is worth showing, and its near-duplicate set (itself where it has none)."""

    facts: PhotoFacts
    worth: float
    picture: int


def choose_pool(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the best part, one of each near-duplicate set, the best first (ties: the lower id)."""
    ranked = sorted(candidates, key=lambda candidate: (-candidate.worth, candidate.facts.id))
    best_of: dict[int, Candidate] = {}
    for candidate in ranked:
        best_of.setdefault(candidate.picture, candidate)
    return [*best_of.values()][: max(_LEAST_POOL, round(len(best_of) * _BEST_SHARE))]


def round_length(pool_size: int) -> int:
    """Return after how many days a photo has its turn again.

    Example:
        >>> [round_length(size) for size in (1, 40, 160, 40_000)]
        [1, 1, 5, 90]
    """
    return min(max(pool_size // (SET_SIZE * _CHOICE), 1), LONGEST_ROUND)


def deal(pool: Sequence[Candidate], day: date) -> list[Candidate]:
    """List the photos whose turn it is, those with most appeal and luck first."""
    days = round_length(len(pool))
    turn = [candidate for candidate in pool if (_number(candidate.facts.content_hash) + day.toordinal()) % days == 0]
    lucky = sorted(turn, key=lambda candidate: (-_luck(candidate, day), candidate.facts.id))
    return lucky[:_LARGEST_DEAL]


def choose_day(dealt: Sequence[Candidate], day: date, vectors: Mapping[int, Vectors]) -> list[Candidate]:
    """Choose a day's set among the photos whose turn it is: `SET_SIZE` to show and `SPARE` more, in this order.

    Args:
        dealt: as `deal` lists them.
        day: the day.
        vectors: unit vectors of one space by photo; a photo without one is told apart by its day, place and subject.
    """
    gains = np.array([_luck(candidate, day) for candidate in dealt])
    matrix = _stack([vectors.get(candidate.facts.id) for candidate in dealt])  # (N, D)
    marks = [_marks(candidate.facts) for candidate in dealt]
    seen: Counter[_Mark] = Counter()
    chosen: list[int] = []
    while len(chosen) < min(SET_SIZE + SPARE, len(dealt)):
        losses = [sum(_COSTS[mark[0]] * seen[mark] for mark in own) for own in marks]
        best = int(np.argmax(gains - losses))
        if gains[best] == -math.inf:  # all that are left look like one that is chosen
            break
        chosen.append(best)
        seen.update(marks[best])
        cosines = matrix @ matrix[best]
        gains -= _LIKENESS * np.clip((cosines - _USUAL_COSINE) / (1 - _USUAL_COSINE), 0.0, None)
        gains[cosines >= _SAME_COSINE] = -math.inf
        gains[best] = -math.inf
    return [dealt[row] for row in chosen]


def _marks(facts: PhotoFacts) -> list[_Mark]:
    """Return what tells photos of one occasion, as far as it is known: day, place and main subject."""
    day = facts.taken.local.date() if facts.taken is not None else None
    marks = (("day", day), ("place", facts.place), ("subject", main_subject(facts)))
    return [(kind, value) for kind, value in marks if value is not None]


def _luck(candidate: Candidate, day: date) -> float:
    share = _number(f"{day.isoformat()} {candidate.facts.content_hash}") / 2**64
    return candidate.worth - _CHANCE * math.log(-math.log(min(max(share, 1e-12), 1 - 1e-12)))


def _number(text: str) -> int:
    """Return a number below 2^64 that is the same for the same text everywhere, unlike `hash`."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _stack(rows: Sequence[Vectors | None]) -> Vectors:
    width = next((len(row) for row in rows if row is not None), 1)
    matrix = np.zeros((len(rows), width), np.float32)
    for at, row in enumerate(rows):
        if row is not None:
            matrix[at] = row
    return matrix
