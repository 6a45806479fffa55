"""What a batch is made of: photos of each archive, and compositions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from models.training.hyperdetr import lessons as archives
from models.training.hyperdetr.composition import compose, cut_people, repaint_sky
from models.training.hyperdetr.label_maps import GLASSES, SKY
from models.training.hyperdetr.lesson import Lesson
from models.training.hyperdetr.targets import Batch, stack_lessons
from models.training.hyperdetr.views import draw_view, flip_and_turn, jitter_colours

COMPOSED = "composed"
SHARES = {
    COMPOSED: 0.36,
    archives.FACES: 0.11,
    archives.GARMENTS: 0.10,
    archives.STREETS: 0.11,
    archives.COCO: 0.11,
    archives.PORTRAITS: 0.04,
    archives.PEDESTRIANS: 0.04,
    archives.EMPTY: 0.07,
    archives.INDOORS: 0.06,
}
_CUT_SHARES = {archives.GARMENTS: 0.4, archives.FACES: 0.3, archives.PORTRAITS: 0.2, archives.PEDESTRIANS: 0.1}
_BEHIND_SHARES = {archives.EMPTY: 0.35, archives.INDOORS: 0.25, archives.STREETS: 0.2, archives.COCO: 0.2}
_WEARERS = (archives.FACES, archives.GARMENTS)
_STREET_SKIES = (archives.STREETS, archives.COCO)
_GLASSES_SHARE = 0.3  # of faces and garments: few wear any
_MIN_GLASSES = 40  # pixels
_REPAINTED_SHARE = 0.35  # of photos with a sky


class Mixture:
    """Draws batches, of one size each: landscape, portrait or square in turn by chance."""

    def __init__(self, train: Mapping[str, list[Lesson]], *, side_px: int, batch_size: int, queries: int) -> None:
        """Mix lessons; `side_px` is the short side of a landscape photo, 3 to 4."""
        self._lessons = train
        self._cut_outs = {name: cut_people(train[name]) for name in _CUT_SHARES}
        with_glasses = {name: [x for x in train[name] if _wears_glasses(x)] for name in _WEARERS}
        self._with_glasses = {name: lessons for name, lessons in with_glasses.items() if lessons}
        self._cut_glasses = {name: cut_people(lessons) for name, lessons in self._with_glasses.items()}
        self._skies = [sky for lesson in train[archives.EMPTY] if len(sky := _upper_sky(lesson))]
        self._behind = {name: [x for x in train[name] if _shows_nobody(x, name)] for name in _BEHIND_SHARES}
        self._side_px, self._batch_size, self._queries = side_px, batch_size, queries

    def draw_batches(self, rng: np.random.Generator) -> Iterator[Batch]:
        """Yield batches without end."""
        while True:
            size = self._draw_size(rng)
            yield stack_lessons([self.draw_lesson(size, rng) for _ in range(self._batch_size)], self._queries)

    def draw_lesson(self, size: tuple[int, int], rng: np.random.Generator) -> Lesson:
        """Return one lesson of `size` (width, height)."""
        source = _choose(SHARES, rng)
        lesson = self._compose(size, rng) if source == COMPOSED else self._draw(self._lessons, source, size, rng)
        lesson = flip_and_turn(lesson, rng)
        pixels = jitter_colours(lesson.pixels, rng)
        return Lesson(pixels, np.ascontiguousarray(lesson.labels), lesson.is_complete)

    def _compose(self, size: tuple[int, int], rng: np.random.Generator) -> Lesson:
        scene = self._draw(self._behind, _choose(_BEHIND_SHARES, rng), size, rng)
        source = _choose(_CUT_SHARES, rng)
        wearers = self._cut_glasses.get(source, [])
        return compose(scene, wearers if wearers and rng.random() < _GLASSES_SHARE else self._cut_outs[source], rng)

    def _draw(
        self, lessons: Mapping[str, list[Lesson]], source: str, size: tuple[int, int], rng: np.random.Generator
    ) -> Lesson:
        chosen = lessons[source]
        if source in self._with_glasses and rng.random() < _GLASSES_SHARE:
            chosen = self._with_glasses[source]
        view = draw_view(chosen[int(rng.integers(len(chosen)))], size, rng)
        if self._skies and source in _STREET_SKIES and rng.random() < _REPAINTED_SHARE:
            return repaint_sky(view, self._skies[int(rng.integers(len(self._skies)))])
        return view

    def _draw_size(self, rng: np.random.Generator) -> tuple[int, int]:
        long_px = self._side_px * 4 // 3
        square_px = round((self._side_px * long_px) ** 0.5 / 32) * 32
        sizes = ((long_px, self._side_px), (self._side_px, long_px), (square_px, square_px))
        return sizes[int(rng.choice(3, p=(0.45, 0.4, 0.15)))]


def _shows_nobody(lesson: Lesson, name: str) -> bool:
    """Whether people may be put in front: a street's few people may stay, uncounted."""
    return name == archives.STREETS or not (lesson.instances > 0).any()


def _wears_glasses(lesson: Lesson) -> bool:
    return int(((lesson.present & GLASSES) > 0).sum()) >= _MIN_GLASSES


def _upper_sky(lesson: Lesson) -> NDArray[np.uint8]:
    """Return the rows that are all sky, (h, w, 3)."""
    return lesson.pixels[((lesson.present & SKY) > 0).all(axis=1)]


def _choose(shares: Mapping[str, float], rng: np.random.Generator) -> str:
    names = list(shares)
    return names[int(rng.choice(len(names), p=np.array(list(shares.values()))))]
