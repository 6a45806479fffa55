"""Finds all groups of duplicates: the classes one after another, the strictest first, each among what the others left.

A photo that another one stands for (a re-encoded copy, the JPEG of a raw picture, a frame of a burst) is in no looser group,
so that a class holds only what is of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, PhotoFacts
from albumen.store.duplicates import PhotoFile
from albumen.store.prints import Prints
from knowledge_graph.duplicates.best_shot import rank_frame
from knowledge_graph.duplicates.bursts import find_bursts, rate_frames
from knowledge_graph.duplicates.classes import Verdict, judge
from knowledge_graph.duplicates.clusters import Clusterer
from knowledge_graph.duplicates.gallery import Gallery
from knowledge_graph.duplicates.identical import group_files
from knowledge_graph.duplicates.pairing import Pause, find_candidates
from knowledge_graph.duplicates.pairs import find_live_photos, find_pairs
from knowledge_graph.duplicates.records import group_files_of, group_live, group_photos
from knowledge_graph.duplicates.takes import is_take

# Of a burst's frames against its first; where the camera turns away it falls below.
_DRIFT_LOGIT = -4.0
_JUDGED_AT_ONCE = 100_000
_PAIR_CONFIDENCE = 0.99  # a name, a camera and a second say so; there was nothing to measure it on

LoadVectors = Callable[[set[int]], Mapping[int, NDArray[np.float16]]]


@dataclass(frozen=True, slots=True)
class Material:
    """What groups are found in. `load_vectors` gives unit vectors (D,) of the photos that turn out to be compared."""

    facts: Sequence[PhotoFacts]
    prints: Prints
    files: Sequence[PhotoFile]
    load_vectors: LoadVectors = field(default=lambda photo_ids: {})


def find_groups(material: Material, pause: Pause = lambda: None) -> list[DuplicateGroup]:
    """Find the groups of every class, the strictest first.

    Args:
        material: the library.
        pause: called between pieces of at most about a second; what it raises ends the search.
    """
    search = _Search(material, pause)
    verdicts = search.judge_candidates()
    groups = [*search.iter_identical()]
    groups += search.leave_behind(search.iter_gathered(DuplicateKind.SAME_PICTURE, verdicts))
    groups += search.leave_behind(search.iter_pairs())
    groups += search.iter_live_photos()
    groups += search.leave_behind(search.iter_bursts(verdicts))
    groups += search.iter_gathered(DuplicateKind.SIMILAR, verdicts)
    return groups


class _Search:
    """One search. `_behind` are the photos that another one stands for."""

    def __init__(self, material: Material, pause: Pause) -> None:
        self._material = material
        self._pause = pause
        self._paths: dict[int, list[Path]] = defaultdict(list)
        for file in material.files:
            self._paths[file.photo_id].append(file.path)
        self._gallery = Gallery(material.facts, material.prints, self._paths)
        self._behind: set[int] = set()

    def judge_candidates(self) -> list[Verdict]:
        """Judge every pair that is worth it."""
        gallery, pairs = self._gallery, find_candidates(self._gallery, self._pause)
        gallery.use_vectors(self._material.load_vectors(gallery.ids_of({*pairs.left.tolist(), *pairs.right.tolist()})))
        verdicts = []
        for at in range(0, len(pairs), _JUDGED_AT_ONCE):
            self._pause()
            part = slice(at, at + _JUDGED_AT_ONCE)
            verdicts += judge(gallery, pairs.left[part], pairs.right[part])
        return verdicts

    def leave_behind(self, groups: Iterator[DuplicateGroup]) -> list[DuplicateGroup]:
        """Have only the first photo of each group take part in what follows."""
        found = [*groups]
        self._behind |= {member.photo_id for group in found for member in group.members[1:]}
        return found

    def iter_identical(self) -> Iterator[DuplicateGroup]:
        """Yield photos that have several files."""
        facts = {one.id: one for one in self._material.facts}
        for photo_id, files in group_files(self._material.files).items():
            if photo_id in facts:
                yield group_files_of(facts[photo_id], files)

    def iter_gathered(self, kind: DuplicateKind, verdicts: Sequence[Verdict]) -> Iterator[DuplicateGroup]:
        """Yield groups that gather around their best photo."""
        facts, wanted = self._gallery.facts, self._of_kind(kind, verdicts)
        known = {(one.left, one.right) for one in wanted}  # asking again costs a hundred times as much

        def are_alike(best: int, rows: Sequence[int]) -> bool:
            unknown = [row for row in rows if (min(best, row), max(best, row)) not in known]
            return not unknown or len(self._rate(best, unknown, kind)) == len(unknown)

        def are_apart(row: int, other: int) -> bool:
            return kind is DuplicateKind.SAME_PICTURE and not are_alike(row, [other])

        clusterer = Clusterer(are_alike, are_apart, lambda row: is_take(facts[row]))
        for rows in clusterer.join(wanted):
            self._pause()
            confidence = {facts[row].id: sure for row, sure in self._rate(rows[0], rows[1:], kind).items()}
            yield group_photos(kind, [facts[row] for row in rows], confidence)

    def iter_pairs(self) -> Iterator[DuplicateGroup]:
        """Yield raw pictures with their JPEG."""
        for photos in find_pairs(self._material.facts, self._paths):
            confidence = {one.id: _PAIR_CONFIDENCE for one in photos}
            yield group_photos(DuplicateKind.PAIR, photos, confidence)

    def iter_live_photos(self) -> Iterator[DuplicateGroup]:
        """Yield stills with their movies: pairs of one photo each, which others may be like in any class."""
        facts = {one.id: one for one in self._material.facts}
        for photo_id, files in find_live_photos(self._material.files).items():
            if photo_id in facts:
                yield group_live(facts[photo_id], files)

    def iter_bursts(self, verdicts: Sequence[Verdict]) -> Iterator[DuplicateGroup]:
        """Yield bursts, the best frame first, then in the order of time."""
        facts = self._gallery.facts
        links = {(one.left, one.right): one.confidence for one in self._of_kind(DuplicateKind.BURST, verdicts)}
        for burst in find_bursts(links, facts, self._is_drift_small):
            confidence = {facts[row].id: sure for row, sure in rate_frames(burst, links).items()}
            best = max((facts[row] for row in burst), key=rank_frame)
            others = [facts[row] for row in burst if facts[row] is not best]
            yield group_photos(DuplicateKind.BURST, [best, *others], confidence)

    def _of_kind(self, kind: DuplicateKind, verdicts: Sequence[Verdict]) -> list[Verdict]:
        behind, facts = self._behind, self._gallery.facts
        return [
            one
            for one in verdicts
            if one.kind is kind and facts[one.left].id not in behind and facts[one.right].id not in behind
        ]

    def _rate(self, row: int, others: Sequence[int], kind: DuplicateKind) -> dict[int, float]:
        """Return how sure it is that some others are of one class with a row; those that are not are left out."""
        left = np.minimum(np.array(others, np.int64), row)
        right = np.maximum(np.array(others, np.int64), row)
        found = judge(self._gallery, left, right)
        return {(one.right if one.left == row else one.left): one.confidence for one in found if one.kind is kind}

    def _is_drift_small(self, first: int, row: int) -> bool:
        return bool(self._gallery.compare(np.array([first]), np.array([row])).rate_burst()[0] > _DRIFT_LOGIT)
