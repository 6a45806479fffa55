"""Which pairs of photos are looked at: those whose prints are near, and those that follow each other in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from knowledge_graph.duplicates.candidates import NearPairs, PrintIndex
from knowledge_graph.duplicates.codes import turn_pdq
from knowledge_graph.duplicates.gallery import Gallery
from knowledge_graph.duplicates.takes import SCENE_S, moment_of

# Bits beyond which only photos that are near in time are one burst's or scene's. 99 % of small crops lie within 46 bits of
# the learned print, 99 % of watermarks and turned copies within 32 of PDQ; no two different train photos below 60 of PDQ.
_PRINT_RADIUS, _PDQ_RADIUS, _TURNED_RADIUS = 46, 48, 40
_PRINT_TABLES = 24  # miss 3 of 3,182 pairs that copies of train photos made 40 to 46 bits apart; 16 tables miss 22
_SCENE_RADIUS = 84
# Of photos that follow each other, each is compared with so many: in a burst or scene few come between two that are alike.
_FOLLOWERS = 20

Pause = Callable[[], None]


def find_candidates(gallery: Gallery, pause: Pause) -> NearPairs:
    """Find the pairs of rows to look at, each once.

    Args:
        gallery: the photos, best first.
        pause: called between pieces of at most about a second; what it raises ends the search.
    """
    found = [_pack(pairs) for pairs in _iter_pairs(gallery, pause)]
    packed = np.unique(np.concatenate([np.empty(0, np.int64), *found]))
    return NearPairs(packed >> 32, packed & 0xFFFFFFFF)


def _iter_pairs(gallery: Gallery, pause: Pause) -> Iterator[NearPairs]:
    yield PrintIndex(gallery.learned, _PRINT_TABLES).find_near(_PRINT_RADIUS, pause)
    by_pdq = PrintIndex(gallery.pdq)
    yield by_pdq.find_near(_PDQ_RADIUS, pause)
    for form in turn_pdq(gallery.pdq)[1:]:
        yield by_pdq.find_near_others(form, _TURNED_RADIUS, pause)
    yield from _iter_followers(gallery, pause)


def _iter_followers(gallery: Gallery, pause: Pause) -> Iterator[NearPairs]:
    """Yield photos that look a little alike and were taken within an hour, with few others in between."""
    dated = [(moment, row) for row, facts in enumerate(gallery.facts) if (moment := moment_of(facts)) is not None]
    dated.sort()
    moments = np.array([moment for moment, _ in dated], np.float64)
    rows = np.array([row for _, row in dated], np.int64)
    for step in range(1, _FOLLOWERS + 1):
        pause()
        left, right = rows[:-step], rows[step:]
        is_near = moments[step:] - moments[:-step] <= SCENE_S
        left, right = left[is_near], right[is_near]
        is_alike = gallery.count_print_bits(left, right) <= _SCENE_RADIUS
        left, right = left[is_alike], right[is_alike]
        yield NearPairs(np.minimum(left, right), np.maximum(left, right))


def _pack(pairs: NearPairs) -> np.ndarray:
    return (pairs.left << 32) | pairs.right
