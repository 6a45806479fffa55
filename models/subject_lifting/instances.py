"""The subjects of a matte, told apart: separate parts of it, and people who touch, by the segmenter's masks of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.subject_lifting.components import label_components
from models.subject_lifting.nearest import spread_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Alpha from which a pixel counts for the shape of a subject; fringes below it go to the nearest subject.
SOLID = 0.5

# Below this a pixel holds nothing. What is fainter than SOLID throughout and touches no subject is a mistake of the network.
FAINT = 0.05

# A part smaller than this share of the frame, or of the largest part, is a speck of the subject that is nearest to it.
MIN_SHARE, MIN_RELATIVE_SHARE = 0.002, 0.02

# How much of a person's mask must lie in a part of the matte for the person to be one of its subjects.
_MIN_PERSON_OVERLAP = 0.5

# A pointing hand is this far off, as a share of the frame's side.
_POINTING_ERROR = 0.015


@dataclass(frozen=True, slots=True)
class SubjectMap:
    """Which pixels of a matte belong to which subject.

    `labels` is (S, S): from 1, the largest subject first; 0 where the matte holds nothing, or only a faint patch by itself.
    `is_solid` is where there is a subject rather than its fringe.
    """

    labels: NDArray[np.int32]
    is_solid: NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many subjects there are."""
        return int(self.labels.max())

    def shape_of(self, number: int) -> NDArray[np.bool_]:
        """Return where a subject is solid, (S, S)."""
        return self.is_solid & (self.labels == number)

    def share_of(self, number: int) -> float:
        """Return the part of the frame that a subject covers, in (0, 1]."""
        return float(self.shape_of(number).mean())

    def box_of(self, number: int) -> tuple[float, float, float, float]:
        """Return the box around a subject as shares of the frame: left, top, right, bottom."""
        rows, columns = np.nonzero(self.shape_of(number))
        height, width = self.labels.shape
        return (
            float(columns.min() / width),
            float(rows.min() / height),
            float((columns.max() + 1) / width),
            float((rows.max() + 1) / height),
        )

    def find_at(self, x: float, y: float) -> int | None:
        """Find the subject at a point, given as shares of the frame in [0, 1), or right beside it."""
        rows, columns = np.nonzero(self.is_solid)
        height, width = self.labels.shape
        away = np.hypot((columns + 0.5) / width - x, (rows + 0.5) / height - y)
        if not away.size or away.min() > _POINTING_ERROR:
            return None
        nearest = int(away.argmin())
        return int(self.labels[rows[nearest], columns[nearest]])


def map_subjects(alpha: NDArray[np.float32], people: Sequence[NDArray[np.bool_]] = ()) -> SubjectMap:
    """Tell the subjects of a matte apart.

    Args:
        alpha: (S, S) in [0, 1].
        people: One mask a person, (S, S), the surest first; what else touches a person goes to the nearest one.
    """
    is_solid = alpha >= SOLID
    parts = label_components(is_solid)
    parts[parts > _count_subjects(parts)] = 0
    labels = _by_size(spread_labels(_split_people(parts, people)), is_solid)
    return SubjectMap(np.where(_touch(alpha >= FAINT, is_solid), labels, 0), is_solid)


def _touch(faint: NDArray[np.bool_], is_solid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Keep those parts of a mask that hold something solid."""
    parts = label_components(faint)
    holds = np.zeros(int(parts.max(initial=0)) + 1, bool)
    holds[parts[is_solid]] = True
    return holds[parts] & faint


def _count_subjects(parts: NDArray[np.int32]) -> int:
    """Count the parts that are no specks; the largest is none, however small it is."""
    sizes = np.bincount(parts.ravel())[1:]
    if not len(sizes):
        return 0
    return max(1, int((sizes >= max(MIN_SHARE * parts.size, MIN_RELATIVE_SHARE * sizes[0])).sum()))


def _split_people(parts: NDArray[np.int32], people: Sequence[NDArray[np.bool_]]) -> NDArray[np.int32]:
    """Give each part with two people or more a label for each of them, and its other pixels to the nearest."""
    split, free = parts.copy(), int(parts.max()) + 1
    for part in range(1, free):
        inside = parts == part
        persons = [person & inside for person in people if _is_in(person, inside)]
        if len(persons) < 2:
            continue
        seeds = np.zeros_like(parts)
        for offset, person in enumerate(persons):
            seeds[person & (seeds == 0)] = free + offset
        split[inside] = spread_labels(seeds)[inside]
        free += len(persons)
    return split


def _is_in(person: NDArray[np.bool_], part: NDArray[np.bool_]) -> bool:
    shared = int((person & part).sum())
    return shared >= max(MIN_SHARE * part.size, _MIN_PERSON_OVERLAP * int(person.sum()), 1)


def _by_size(labels: NDArray[np.int32], is_solid: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number subjects by their solid size, the largest first."""
    sizes = np.bincount(labels[is_solid & (labels > 0)], minlength=1)
    order = [label for label in np.argsort(-sizes, kind="stable") if sizes[label] > 0]
    ranks = np.zeros(int(labels.max()) + 1, np.int32)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks[labels]
