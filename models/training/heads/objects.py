"""Training of the objects head, CenterNet's kind, on boxes of people and of a teacher: `objects` in `HEADS`."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from models.training.heads.boxes_drawn import load_class_names
from models.training.heads.export import export_head
from models.training.heads.objects_lessons import Lesson, LessonPool, join_lessons, repeat_factors
from models.training.heads.objects_network import ObjectsNetwork, PeakPicker
from models.training.heads.objects_photos import CACHE, BoxedPhotos, load_boxed_photos, load_sharp_photos
from models.training.heads.objects_targets import build_targets, objects_loss
from models.training.heads.objects_thresholds import choose_thresholds
from models.training.heads.objects_views import MAPS, BoxedPhoto, View, ViewMaps, cache_views, cut_out, lay_mosaic
from models.training.heads.workshop import TrainedHead
from models.training.schedule import Descent, warm_cosine, weight_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.training.heads.workshop import Workshop

OUTPUTS = ("objects_boxes", "objects_scores", "objects_classes")
VERSION = "1"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ObjectsRecipe:
    """How much of what: views made once, and a batch's share of each kind."""

    cuts: int = 1000
    mosaics: int = 300
    rounds: tuple[tuple[int, float], ...] = ((1200, 2e-3), (500, 1e-3))  # steps and highest rate of each cosine
    batch: tuple[int, int, int] = (20, 8, 4)  # whole photos, cut-outs, mosaics
    decay: float = 0.02
    seed: int = 0


def train(workshop: Workshop) -> TrainedHead:
    """Train the head, choose its thresholds on validation photos, and export it."""
    torch.set_num_threads(workshop.threads)
    recipe = ObjectsRecipe()
    labels = load_class_names(workshop.data_dir)
    photos = load_boxed_photos(workshop)
    whole = _whole_pool(workshop, photos, len(labels))
    pools = [whole, *_view_pools(workshop, photos, recipe, classes=len(labels))]
    network = ObjectsNetwork(len(labels))
    with torch.no_grad():
        network.presence.weight.copy_(_word_weights(workshop, labels))
    network = teach(network, pools, recipe)
    picker = PeakPicker(network).eval()
    facts: dict[str, Any] = {
        "version": VERSION,
        "labels": labels,
        **choose_thresholds(picker, whole, photos, labels),
        "trained_on": _summary(photos, recipe),
    }
    return TrainedHead(export_head(picker, maps=MAPS, outputs=OUTPUTS), facts)


def teach(network: ObjectsNetwork, pools: Sequence[LessonPool], recipe: ObjectsRecipe) -> ObjectsNetwork:
    """Take the recipe's rounds of steps; seeded, logs the losses."""
    torch.manual_seed(recipe.seed)
    rng = np.random.default_rng(recipe.seed)
    network = network.to(memory_format=torch.channels_last).train()
    for steps, rate in recipe.rounds:
        optimizer = torch.optim.AdamW(weight_groups(network.parameters(), rate=rate, decay=recipe.decay))
        descent = Descent(optimizer, warm_cosine(optimizer, warmup=100, total=steps), clip=10.0)
        for step in range(steps):
            lesson = join_lessons([pool.draw(count, rng) for pool, count in zip(pools, recipe.batch, strict=True)])
            losses = _losses(network, lesson)
            descent.step(losses[0] + losses[1])
            if step % 100 == 0:
                _LOG.info("step %d: heat %.3f, boxes %.3f", step, losses[0].item(), losses[1].item())
    return network.eval()


def _losses(network: ObjectsNetwork, lesson: Lesson) -> tuple[torch.Tensor, torch.Tensor]:
    maps = [values.to(memory_format=torch.channels_last) if values.ndim == 4 else values for values in lesson.maps]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        heat, geometry = network(*maps)
    return objects_loss(heat.float(), geometry.float(), build_targets(lesson.boxes, heat.shape[1]))


def _whole_pool(workshop: Workshop, photos: BoxedPhotos, classes: int) -> LessonPool:
    """Return the photos as the product sees them; only those to fit on have weight."""
    weights = np.zeros(len(photos.boxes))
    weights[photos.fit] = repeat_factors([photos.boxes[row] for row in photos.fit], classes)
    return LessonPool(ViewMaps({name: workshop.load_maps(name) for name in MAPS}, photos.boxes), weights)


def _view_pools(
    workshop: Workshop, photos: BoxedPhotos, recipe: ObjectsRecipe, *, classes: int
) -> tuple[LessonPool, LessonPool]:
    """Return cut-outs and mosaics of photos, those with rare classes more often."""
    shown = [BoxedPhoto(workshop.photos[row], photos.boxes[row]) for row in photos.fit if len(photos.boxes[row])]
    shown += load_sharp_photos(workshop)
    chances = repeat_factors([photo.boxes for photo in shown], classes)
    backbone = workshop.open_backbone(MAPS)
    folder = workshop.work_dir / CACHE

    def draw(count: int, rng: np.random.Generator) -> list[BoxedPhoto]:
        return [shown[row] for row in rng.choice(len(shown), count, p=chances / chances.sum())]

    cutting, laying = np.random.default_rng([recipe.seed, 0]), np.random.default_rng([recipe.seed, 1])
    cuts: Iterator[View] = (cut_out(photo, cutting) for photo in draw(recipe.cuts, cutting))
    mosaics: Iterator[View] = (lay_mosaic(draw(4, laying), laying) for _ in range(recipe.mosaics))
    views = (
        cache_views(backbone, cuts, count=recipe.cuts, folder=folder / "cuts"),
        cache_views(backbone, mosaics, count=recipe.mosaics, folder=folder / "mosaics"),
    )
    first, second = (LessonPool(kind, repeat_factors(kind.boxes, classes)) for kind in views)
    return first, second


def _word_weights(workshop: Workshop, labels: Sequence[str]) -> torch.Tensor:
    """Return each class's centred word vector, the embedding's direction in which its photos lie, (C, 512)."""
    row_of = {word: row for row, word in enumerate(workshop.teacher.word_list)}
    rows = [row_of[label] for label in labels]
    return torch.from_numpy(_WORD_SCALE * workshop.teacher.words[rows])


def _summary(photos: BoxedPhotos, recipe: ObjectsRecipe) -> dict[str, int]:
    return {
        "photos": len(photos.fit),
        "views": recipe.cuts + recipe.mosaics,
        "boxes": sum(len(photos.boxes[row]) for row in photos.fit),
        "drawn_boxes": sum(int((photos.boxes[row].confidence == 1).sum()) for row in photos.fit),
    }


_WORD_SCALE = 6.0  # logits for each unit of cosine, at first
