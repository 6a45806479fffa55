"""What is shown unasked: memories, their covers, featured photos. No scrap may be among it, and nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from albumen.store.curation_records import DuplicateKind, FeaturedPhoto, Memory
from knowledge_graph.evaluation.duplicates import first_files, true_pairs
from knowledge_graph.evaluation.made import Made

# Asked for by the design: so many photos has a memory.
FEWEST, MOST = 8, 40
_NEAR = (DuplicateKind.SAME_PICTURE, DuplicateKind.PAIR, DuplicateKind.BURST)


@dataclass(frozen=True, slots=True)
class Showing:
    """What is wrong with what is shown."""

    photos: int
    scraps: tuple[str, ...]
    twice: int
    wrong_size: tuple[str, ...] = ()
    without_reason: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def check_memories(made: Made, memories: Sequence[Memory]) -> Showing:
    """Look through all memories."""
    shown = [(memory.key, [photo.photo_id for photo in memory.photos]) for memory in memories]
    ids = {photo_id for _, of_memory in shown for photo_id in of_memory}
    kinds = [memory.kind.value for memory in memories]
    return Showing(
        photos=len(ids),
        scraps=_find_scraps(made, ids | {memory.cover_id for memory in memories}),
        twice=sum(_count_twice(made, of_memory) for _, of_memory in shown),
        wrong_size=tuple(key for key, of_memory in shown if not FEWEST <= len(of_memory) <= MOST),
        without_reason=sum(
            not memory.reason or not all(photo.reason for photo in memory.photos) for memory in memories
        ),
        kinds={kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
    )


def check_featured(made: Made, featured: Iterable[FeaturedPhoto]) -> Showing:
    """Look through the featured photos of all days."""
    photos = [*featured]
    ids = {photo.photo_id for photo in photos}
    days = {photo.day for photo in photos}
    return Showing(
        photos=len(ids),
        scraps=_find_scraps(made, ids),
        twice=sum(_count_twice(made, [photo.photo_id for photo in photos if photo.day == day]) for day in days),
        without_reason=sum(not photo.reason for photo in photos),
    )


def _find_scraps(made: Made, ids: set[int]) -> tuple[str, ...]:
    return tuple(photo.path for photo in made.photos_of(ids) if photo.utility is not None)


def _count_twice(made: Made, ids: Sequence[int]) -> int:
    """Count the pairs of near-duplicates among photos that are shown together."""
    near = set().union(*(true_pairs(made.truth, kind) for kind in _NEAR))
    firsts = first_files(made.truth)
    names = [firsts[made.paths[photo_id][0]] for photo_id in ids]
    return sum(frozenset(pair) in near or pair[0] == pair[1] for pair in combinations(names, 2))
