"""The head `quality`: aesthetics as LAION's predictor judges, and technical quality from photos made worse."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.evaluation.quality_ladders import spearman
from models.training.heads.degradations import technical_quality
from models.training.heads.export import export_head
from models.training.heads.pooled_statistics import columns, original_statistics
from models.training.heads.quality_network import MAPS, QualityNetwork, rank_loss
from models.training.heads.quality_teacher import AestheticScale, aesthetic_scores
from models.training.heads.quality_views import QualityViews, load_quality_views
from models.training.heads.workshop import TrainedHead
from models.training.schedule import Descent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.heads.workshop import Workshop

VERSION = "1"
_EPOCHS = 20
_BATCH = 128  # photos with their versions, and 4 times as many others for aesthetics
_LEAST_SEVERITY = 0.1  # versions nearer than this have no order
_WORSE_IS_UGLIER = 0.3  # weight of the order of versions in aesthetics
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Lessons:
    """Photos with the teacher's aesthetics, and versions of photos with what was done to them."""

    photos: Tensor  # (N, S)
    aesthetics: Tensor  # (N,) in [0, 1]
    versions: Tensor  # (P, V, S)
    look: Tensor  # (P, V, 4): technical, blur, exposure, noise


def train(workshop: Workshop) -> TrainedHead:
    """Train the head on cached statistics; minutes on one core once these are computed."""
    torch.manual_seed(0)
    scores = aesthetic_scores(workshop.data_dir, workshop.work_dir, workshop.photos)
    fit = workshop.split.fit
    scale = AestheticScale(float(scores[fit].mean()), float(scores[fit].std()))
    statistics = original_statistics(workshop)
    lessons = _prepare(statistics[fit], scale.to_unit(scores[fit]), load_quality_views(workshop))
    network = teach(lessons)
    held = np.concatenate([workshop.split.flickr, workshop.split.others])
    agreement = spearman(score(network, statistics[held])[:, 0], scores[held])
    _LOG.info("quality: aesthetics agree with the teacher's, Spearman %.3f on validation photos", agreement)
    return TrainedHead(export_head(network, maps=MAPS, outputs=["quality"]), _facts(scale, len(fit), agreement))


def teach(lessons: _Lessons) -> QualityNetwork:
    """Return a network that was taught all lessons."""
    network = QualityNetwork()
    network.fit_scale(torch.cat([lessons.photos, lessons.versions.flatten(0, 1)]))
    steps = _EPOCHS * (len(lessons.versions) // _BATCH)
    descent = Descent.of_head(network, steps)
    network.train()
    network.scale.eval()
    for photos, versions in _iter_batches(lessons, steps):
        descent.step(_loss(network, lessons, photos, versions))
    return network.eval()


@torch.no_grad()
def score(network: QualityNetwork, statistics: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the five scores (N, 5) of photos by the statistics of all their maps."""
    own = torch.from_numpy(np.ascontiguousarray(statistics[:, columns(MAPS)]))
    return torch.sigmoid(network.score_statistics(own)).numpy()


def _prepare(photos: NDArray[np.float32], aesthetics: NDArray[np.float32], views: QualityViews) -> _Lessons:
    own = columns(MAPS)
    technical = technical_quality(*np.moveaxis(views.defects, -1, 0))
    return _Lessons(
        photos=torch.from_numpy(np.ascontiguousarray(photos[:, own])),
        aesthetics=torch.from_numpy(aesthetics),
        versions=torch.from_numpy(np.ascontiguousarray(views.statistics[..., own])),
        look=torch.from_numpy(np.concatenate([technical[..., None], views.defects], axis=-1)),
    )


def _iter_batches(lessons: _Lessons, steps: int) -> Iterator[tuple[Tensor, Tensor]]:
    for _ in range(steps):
        yield torch.randint(len(lessons.photos), (4 * _BATCH,)), torch.randint(len(lessons.versions), (_BATCH,))


def _loss(network: QualityNetwork, lessons: _Lessons, photos: Tensor, versions: Tensor) -> Tensor:
    judged = network.score_statistics(lessons.photos[photos])[:, 0]
    seen = network.score_statistics(lessons.versions[versions].flatten(0, 1)).unflatten(0, (len(versions), -1))
    look = lessons.look[versions]  # (B, V, 4)
    orders = [
        rank_loss(seen[..., 1 + score], look[..., score], least_difference=_LEAST_SEVERITY)
        for score in range(look.shape[-1])
    ]
    uglier = rank_loss(seen[..., 0], look[..., 0], least_difference=2 * _LEAST_SEVERITY)
    return (
        functional.binary_cross_entropy_with_logits(judged, lessons.aesthetics[photos])
        + functional.binary_cross_entropy_with_logits(seen[..., 1:], look)
        + torch.stack(orders).mean()
        + _WORSE_IS_UGLIER * uglier
    )


def _facts(scale: AestheticScale, photos: int, agreement: float) -> dict[str, Any]:
    return {
        "version": VERSION,
        "outputs": ["aesthetics", "technical", "blur", "exposure", "noise"],
        "aesthetics": {
            "teacher": "LAION-AI/aesthetic-predictor sa_0_4_vit_b_16_linear (MIT) on CLIP ViT-B/16 vectors",
            "teacher_mean": round(scale.mean, 4),
            "teacher_deviation": round(scale.deviation, 4),
            "spearman_validation": agreement,
        },
        "photos": photos,
    }
