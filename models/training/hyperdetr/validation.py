"""How good a network is on the lessons that were held out of training."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from models.hyperdetr.config import SCENE_KINDS
from models.hyperdetr.decode import Thresholds, decode_people, logit
from models.hyperdetr.segmenter import choose_size
from models.training.hyperdetr import lessons as archives
from models.training.hyperdetr.composition import compose, cut_people
from models.training.hyperdetr.lesson import UNCOUNTED, Lesson
from models.training.hyperdetr.views import fit_view

if TYPE_CHECKING:
    from numpy.typing import NDArray

PHOTOS_PER_ARCHIVE = 40
COMPOSED = "composed"
_SEED = 7
_MIN_SHARE = 0.003  # of the frame: smaller people are neither asked for nor wrong
_MATCH_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a network says of one photo: scene logits (6, H, W), person logits (N,) and mask logits (N, H, W)."""

    scene: NDArray[np.float32]
    people: NDArray[np.float32]
    masks: NDArray[np.float32]


Network = Callable[["NDArray[np.uint8]"], Outputs]  # image (H, W, 3) to what it says


@dataclass(slots=True)
class PeopleCount:
    """People found and missed; `overlap` sums the IoU of those found, `best` that of each person's best mask."""

    found: int = 0
    wrong: int = 0
    missed: int = 0
    overlap: float = 0.0
    best: float = 0.0

    def quality(self) -> dict[str, float]:
        """Return panoptic quality (Kirillov et al. 2019), recall, precision and the mean IoU of best masks."""
        people = self.found + self.missed
        return {
            "panoptic": self.overlap / max(1e-9, self.found + 0.5 * (self.wrong + self.missed)),
            "recall": self.found / max(1, people),
            "precision": self.found / max(1, self.found + self.wrong),
            "best_iou": self.best / max(1, people),
        }


@dataclass(slots=True)
class Tally:
    """Shared and joined pixels by archive and kind, and people by archive."""

    shared: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    joined: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    people: dict[str, PeopleCount] = field(default_factory=lambda: defaultdict(PeopleCount))

    def report(self) -> dict[str, float]:
        """Return IoU as `archive/kind` and people's figures as `archive/people/...`, in [0, 1]."""
        areas = {
            f"{archive}/{kind}": round(self.shared[archive, kind] / joined, 4)
            for (archive, kind), joined in sorted(self.joined.items())
            if joined
        }
        people = {
            f"{archive}/people/{name}": round(value, 4)
            for archive, count in sorted(self.people.items())
            for name, value in count.quality().items()
        }
        return areas | people


def hold_out(validation: Mapping[str, list[Lesson]], limit: int = PHOTOS_PER_ARCHIVE) -> dict[str, list[Lesson]]:
    """Return the lessons that are looked at: evenly spaced ones of each archive, and as many compositions."""
    chosen = {name: _spread(lessons, limit) for name, lessons in validation.items()}
    rng = np.random.default_rng(_SEED)
    people = cut_people([*chosen[archives.GARMENTS], *chosen[archives.PORTRAITS], *chosen[archives.FACES]])
    behind = [fit_view(lesson, (512, 384)) for lesson in chosen[archives.EMPTY]]
    chosen[COMPOSED] = [compose(scene, people, rng) for scene in behind]
    return chosen


def iter_views(held_out: Mapping[str, Sequence[Lesson]], pixels: int) -> Iterator[tuple[str, Lesson]]:
    """Yield each archive's photos as the product sees them: about `pixels` in their own shape."""
    for archive, lessons in held_out.items():
        for lesson in lessons:
            yield archive, fit_view(lesson, choose_size(lesson.pixels.shape[1], lesson.pixels.shape[0], pixels))


def validate(
    network: Network, held_out: Mapping[str, Sequence[Lesson]], thresholds: Thresholds, *, pixels: int
) -> dict[str, float]:
    """Return the figures of a network that reads photos of about `pixels` in their own shape."""
    tally = Tally()
    for archive, view in iter_views(held_out, pixels):
        outputs = network(view.pixels)
        _count_pixels(tally, archive, outputs.scene, view, thresholds)
        masks = [mask for mask, _ in decode_people(outputs.people, outputs.masks, thresholds)]
        count_people(tally.people[archive], masks, view)
    return tally.report()


def _spread(lessons: list[Lesson], limit: int) -> list[Lesson]:
    rows = np.unique(np.linspace(0, len(lessons) - 1, min(limit, len(lessons))).astype(int))
    return [lessons[row] for row in rows]


def _count_pixels(
    tally: Tally, archive: str, logits: NDArray[np.float32], view: Lesson, thresholds: Thresholds
) -> None:
    for index, kind in enumerate(SCENE_KINDS):
        known = (view.unknown >> index) & 1 == 0
        wanted = (view.present >> index) & 1 == 1
        found = logits[index] > logit(thresholds.pixels[kind])
        tally.shared[archive, kind.value] += int((found & wanted & known).sum())
        tally.joined[archive, kind.value] += int(((found | wanted) & known).sum())


def count_people(count: PeopleCount, masks: list[NDArray[np.bool_]], view: Lesson) -> None:
    """Count one photo; where not all people are labelled, nobody who is found is wrong."""
    areas = np.bincount(view.instances.ravel(), minlength=2)
    counted = [
        index for index in range(1, min(len(areas), UNCOUNTED)) if areas[index] >= _MIN_SHARE * view.instances.size
    ]
    hits = set()
    for index in counted:
        wanted = view.instances == index
        overlaps = [float((mask & wanted).sum() / (mask | wanted).sum()) for mask in masks]
        best = int(np.argmax(overlaps)) if overlaps else -1
        count.best += overlaps[best] if overlaps else 0.0
        if overlaps and overlaps[best] > _MATCH_IOU:
            hits.add(best)
            count.found += 1
            count.overlap += overlaps[best]
        else:
            count.missed += 1
    if view.is_complete:
        count.wrong += len(masks) - len(hits)
