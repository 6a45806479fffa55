"""Thresholds, chosen on the held-out photos: of masks by IoU, of presence by who is right, of people by panoptic quality."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.hyperdetr.config import SCENE_KINDS
from models.hyperdetr.decode import Thresholds, decode_people, decode_scene, logit
from models.training.hyperdetr.validation import PeopleCount, count_people

if TYPE_CHECKING:
    from albumen.types import MaskKind
    from models.training.hyperdetr.lesson import Lesson
    from models.training.hyperdetr.validation import Outputs

MIN_SHARE = 0.0005  # of the frame, 98 pixels: less is noise
_MASK_GRID = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
_PERSON_GRID = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_PRESENCE_GRID = np.arange(0.5, 1.0, 0.01)
_PRESENCE_SLACK = 0.01  # of balanced accuracy: among thresholds as good as that, the lowest shows the most
_MOSTLY_KNOWN = 0.9  # of the frame, before a photo tells whether a kind is there
_MIN_PRESENT = 1_000  # pixels of a kind in an archive, before its IoU counts

# Archive, view, and what the network says of it. Read twice, one at a time: together they would fill gigabytes.
Seen = Iterable[tuple[str, "Lesson", "Outputs"]]


def choose_mask_thresholds(seen: Seen) -> Thresholds:
    """Return each kind's threshold of the highest IoU, averaged over the archives that show the kind."""
    grid = np.array([logit(threshold) for threshold in _MASK_GRID])
    shared: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((len(SCENE_KINDS), len(grid))))
    joined: dict[str, np.ndarray] = defaultdict(lambda: np.zeros((len(SCENE_KINDS), len(grid))))
    present: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(len(SCENE_KINDS)))
    for archive, view, outputs in seen:
        for index in range(len(SCENE_KINDS)):
            known = (view.unknown >> index) & 1 == 0
            wanted = (view.present >> index) & 1 == 1
            reached = np.searchsorted(grid, outputs.scene[index], side="left")  # thresholds that lie below
            inside = _at_least(reached[known & wanted], len(grid))
            shared[archive][index] += inside
            joined[archive][index] += (known & wanted).sum() + _at_least(reached[known & ~wanted], len(grid))
            present[archive][index] += wanted.sum()
    pixels = {}
    for index, kind in enumerate(SCENE_KINDS):
        counted = [name for name in present if present[name][index] >= _MIN_PRESENT]
        ratios = [shared[name][index] / joined[name][index] for name in counted]
        pixels[kind] = _MASK_GRID[int(np.mean(ratios, axis=0).argmax())] if counted else 0.5
    return Thresholds(pixels, person=0.5, min_share=MIN_SHARE)


def choose_presence(thresholds: Thresholds, seen: Seen) -> Thresholds:
    """Return the thresholds with each kind's least score: that of the best balanced accuracy of its being there at all.

    Archives count alike, those that show a kind and those that do not.
    """
    scores: dict[tuple[MaskKind, bool], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    open_to_all = replace(thresholds, presence={})
    for archive, view, outputs in seen:
        found = decode_scene(outputs.scene, SCENE_KINDS, open_to_all)
        for index, kind in enumerate(SCENE_KINDS):
            share = float(((view.present >> index) & 1).mean())
            is_known = ((view.unknown >> index) & 1).mean() <= 1.0 - _MOSTLY_KNOWN
            if is_known and (share >= thresholds.min_share or share == 0.0):
                scores[kind, share > 0.0][archive].append(found[kind][1] if kind in found else 0.0)
    presence = {kind: _least_score(scores[kind, True], scores[kind, False]) for kind in SCENE_KINDS}
    return replace(thresholds, presence=presence)


def choose_person_threshold(thresholds: Thresholds, seen: Seen) -> Thresholds:
    """Return the thresholds with that of people of the highest panoptic quality, averaged over archives."""
    options = [replace(thresholds, person=person) for person in _PERSON_GRID]
    counts: list[dict[str, PeopleCount]] = [defaultdict(PeopleCount) for _ in options]
    for archive, view, outputs in seen:
        for option, count in zip(options, counts, strict=True):
            masks = [mask for mask, _ in decode_people(outputs.people, outputs.masks, option)]
            count_people(count[archive], masks, view)
    return options[int(np.argmax([_mean_quality(count.values()) for count in counts]))]


def _at_least(reached: np.ndarray, thresholds: int) -> np.ndarray:
    """Return how many pixels lie above each threshold, (T,), from how many thresholds lie below each pixel."""
    return np.bincount(reached, minlength=thresholds + 1)[::-1].cumsum()[::-1][1:]


def _least_score(there: dict[str, list[float]], absent: dict[str, list[float]]) -> float:
    """Return the least score of a kind, from its scores by archive where it is there and where it is not."""
    if not (there and absent):
        return 0.0
    shown, shown_wrongly = (
        np.mean([[np.mean(np.array(found) >= least) for least in _PRESENCE_GRID] for found in group.values()], axis=0)
        for group in (there, absent)
    )
    balanced = (shown + 1.0 - shown_wrongly) / 2.0
    return round(float(_PRESENCE_GRID[balanced >= balanced.max() - _PRESENCE_SLACK][0]), 2)


def _mean_quality(counts: Iterable[PeopleCount]) -> float:
    """Return the mean over archives that tell people apart."""
    return float(np.mean([count.quality()["panoptic"] for count in counts if count.found + count.missed] or [0.0]))
