"""From the photos of an idea to those that are shown: what selection needs is looked up, what it chose is given reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from albumen.store.curation_records import MemoryPhoto, PhotoFacts
from knowledge_graph.memories.dating import NO_DATE, name_stretch, pick_grain, taken_at
from knowledge_graph.memories.idea import Idea
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.selection import Pool, choose, size_for, thin
from knowledge_graph.memories.variety import Likeness
from knowledge_graph.place_keys import key_of

# A memory is spread over its time first, then over moments and towns.
_STRETCH_WEIGHT, _MOMENT_WEIGHT, _TOWN_WEIGHT = 1.0, 0.5, 0.25
# What matters most here counts a tenth more than what is nothing special, what matters least a tenth less.
_PERSONAL = 0.2
_EPOCH = datetime(1970, 1, 1)


def choose_photos(material: Material, idea: Idea, *, limit: int | None = None) -> list[MemoryPhoto]:
    """Choose an idea's photos, in the order of its `photo_ids`.

    Args:
        material: What is known of them.
        idea: Where they come from.
        limit: At most so many; by default what `size_for` says.
    """
    photos = material.facts_of(idea.photo_ids)
    grain = pick_grain(photos)
    stretches = [name_stretch(facts, grain) for facts in photos]
    sizes = Counter(stretches)
    worth = [value_of(material, idea, facts.id) for facts in photos]
    rows = thin(worth, number(stretches))
    pool = _make_pool(
        material, [photos[row] for row in rows], [worth[row] for row in rows], [stretches[row] for row in rows]
    )
    chosen = choose(pool, size_for(len(photos)) if limit is None else limit)
    kept = sorted(rows[at] for at in chosen)
    return [
        MemoryPhoto(photos[row].id, explain(idea, photos[row], stretches[row], sizes[stretches[row]])) for row in kept
    ]


def value_of(material: Material, idea: Idea, photo_id: int) -> float:
    """Say how good a photo is for an idea: to look at, as an example of it, and for what matters in this library."""
    personal = 1.0 + _PERSONAL * (material.matters(photo_id) - 0.5)
    return material.worth[photo_id] * idea.fit.get(photo_id, 1.0) * personal


def explain(idea: Idea, facts: PhotoFacts, stretch: str, candidates: int) -> str:
    """Say why a photo was chosen.

    Example:
        >>> from albumen.store.curation_records import MemoryKind
        >>> idea = Idea("year:2021", MemoryKind.YEAR, (1,), "", 1.0)
        >>> explain(idea, PhotoFacts(1, "a", 1), "June 2021", 12)
        'chosen among 12 of June 2021'
    """
    of = "without a date" if stretch == NO_DATE else f"of {stretch}"
    how = f"the only one {of}" if candidates == 1 else f"chosen among {candidates} {of}"
    why = idea.whys.get(facts.id)
    return f"{why}; {how}" if why else how


def number(labels: Iterable[Hashable]) -> list[int]:
    """Number labels in the order in which they first come.

    Example:
        >>> number("abac")
        [0, 1, 0, 2]
    """
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(label, len(numbers)) for label in labels]


def likeness_of(material: Material, photos: Sequence[PhotoFacts]) -> Likeness:
    """Look up what tells photos apart."""
    ids = [facts.id for facts in photos]
    seconds = [_seconds(taken_at(facts)) for facts in photos]
    sets = [material.duplicate_sets.get(photo_id, -1) for photo_id in ids]
    return Likeness(material.vectors.rows_of(ids), np.array(seconds, np.float64), np.array(sets, np.int64))


def _make_pool(
    material: Material, photos: Sequence[PhotoFacts], worth: Sequence[float], stretches: Sequence[str]
) -> Pool:
    moments = [material.moment_of.get(facts.id, -facts.id) for facts in photos]
    towns = [key_of(facts.place) if facts.place is not None else None for facts in photos]
    groups = (_numbers(stretches), _numbers(moments), _numbers(towns))
    weights = (_STRETCH_WEIGHT, _MOMENT_WEIGHT, _TOWN_WEIGHT)
    return Pool(np.array(worth, np.float64), groups, weights, likeness_of(material, photos))


def _numbers(labels: Iterable[Hashable]) -> npt.NDArray[np.int64]:
    return np.array(number(labels), np.int64)


def _seconds(moment: datetime | None) -> float:
    return float("nan") if moment is None else (moment - _EPOCH).total_seconds()
