"""A small model of what the owner of a library likes, learnt from likes, hides and wishes for less.

Ridge logistic regression in its dual form (Bishop, "Pattern Recognition and Machine Learning", 2006, 4.3.3 and 6.1) on centred
features: examples decide by themselves, so nothing has to be drawn at random, and without examples it is zero. What it says
moves a photo's appeal by a bounded amount, which grows with the number of examples and with how well they agree: photos that
were liked for no common reason are no more alike than any photos of the library, and teach next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from albumen.store.curation_records import Target, Verb, Wish
from knowledge_graph.ranking.features import Features, Numbers

# Chosen on train photos with simulated owners: see docs/decisions/0020.
_RIDGE = 10.0
_MOST = 0.3  # of appeal, either way
_HALF_EXAMPLES = 4.0  # at which half of it is given
_SURE_AGREEMENT, _LEAST_TRUST = 3.0, 0.2  # in standard deviations of chance; of one that rests on a single example
_STEPS = 12  # of Newton's method; it changes nothing after 8
# A hidden photo often says less of the owner's taste than of who is on it.
_WEIGHTS = {Verb.LIKE: 1.0, Verb.LESS: 1.0, Verb.HIDE: 0.5}


@dataclass(frozen=True)
class Example:
    """Something that was liked (or not): the photos of it, which count as one, and how much it counts."""

    photo_ids: tuple[int, ...]
    is_liked: bool
    weight: float = 1.0


@dataclass(frozen=True)
class Taste:
    """What was learnt: how far each photo's appeal is moved, and how much each feature is liked, below 0 where it is not."""

    moves: Mapping[int, float] = field(default_factory=dict)
    likings: Mapping[str, float] = field(default_factory=dict)
    trust: float = 0.0

    def move(self, photo_id: int) -> float:
        """Tell how far a photo's appeal is moved, in [-0.3, 0.3]."""
        return self.moves.get(photo_id, 0.0)


def find_examples(
    wishes: Iterable[Wish], find_photo: Callable[[str], int | None], find_memory: Callable[[str], Sequence[int]]
) -> list[Example]:
    """Collect what wishes say about photos; those about places, concepts and days are rules, not examples.

    Args:
        wishes: those in force.
        find_photo: a photo's id by its content hash.
        find_memory: the photos of a memory by its key.
    """
    examples = []
    for wish in wishes:
        photo_ids: tuple[int, ...] = ()
        if wish.target is Target.MEMORY:
            photo_ids = tuple(find_memory(wish.value))
        elif wish.target is Target.PHOTO and (photo_id := find_photo(wish.value)) is not None:
            photo_ids = (photo_id,)
        if photo_ids:
            examples.append(Example(photo_ids, wish.verb is Verb.LIKE, _WEIGHTS[wish.verb]))
    return examples


def learn_taste(features: Features, examples: Sequence[Example]) -> Taste:
    """Learn from examples; from none comes a taste that moves nothing."""
    known = [(example, rows) for example in examples if (rows := _rows(features, example))]
    if not known:
        return Taste()
    inputs = np.stack([features.dense(rows).mean(axis=0) for _, rows in known])  # (K, D)
    liked = np.array([example.is_liked for example, _ in known])
    counts = np.array([example.weight for example, _ in known])
    weights = inputs.T @ _fit(inputs @ inputs.T, liked, counts)
    scores = features.project(weights)
    spread = float(scores.std())
    if spread < 1e-9:
        return Taste()
    trust = _trust(inputs @ inputs.T, np.where(liked, counts, -counts), features.chance_likeness())
    moves = _MOST * trust * np.tanh(scores / spread / 2)
    likings = dict(zip(features.names, weights.tolist(), strict=True))
    return Taste(dict(zip(features.row_of, moves.tolist(), strict=True)), likings, trust)


def _rows(features: Features, example: Example) -> list[int]:
    return [features.row_of[photo_id] for photo_id in example.photo_ids if photo_id in features.row_of]


def _fit(kernel: Numbers, liked: npt.NDArray[np.bool_], counts: Numbers) -> Numbers:
    """Find the dual weights (K,) by iteratively reweighted least squares."""
    dual: Numbers = np.zeros(len(kernel))
    for _ in range(_STEPS):
        chances = 1.0 / (1.0 + np.exp(-(kernel @ dual)))
        curvature = counts * chances * (1.0 - chances)
        targets = kernel @ dual + (liked - chances) * counts / curvature
        dual = np.linalg.solve(kernel + _RIDGE * np.diag(1.0 / curvature), targets)
    return dual


def _trust(kernel: Numbers, signs: Numbers, chance: float) -> float:
    """Rate examples from 0 to 1 by their number and by how much more alike they are than any photos are."""
    number = float(np.abs(signs).sum())
    apart = ~np.eye(len(kernel), dtype=bool)
    pairs = np.outer(signs, signs)[apart]
    by_chance = chance * float(np.sqrt(2 * (pairs**2).sum()))
    agreement = float((kernel[apart] * pairs).sum()) / by_chance if by_chance > 0 else 0.0
    agreed = min(max(agreement / _SURE_AGREEMENT, _LEAST_TRUST), 1.0)
    return number / (number + _HALF_EXAMPLES) * agreed
