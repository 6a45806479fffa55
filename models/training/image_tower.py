"""Fine-tune TinyViT's last stage and a new head onto the teacher's image space.

Two steps. First the head alone learns from pooled features, which takes a minute and is the recipe to beat. Then head
and last stage learn together from feature maps, flipped and cropped at random, on four losses: the teacher's
direction, its neighbourhoods among photos and among texts, and the photo's own captions.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from timm.layers.drop import DropPath
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from models.ansa.tiny_vit import FEATURE_DIM
from models.ansa.towers import IMAGE_HIDDEN, ProjectionHead
from models.training.losses import direction_loss, matching_loss, neighbourhood_loss
from models.training.schedule import AveragedNetwork, warm_cosine, weight_groups

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ImageRecipe:
    """Settings of the second step, chosen on the validation photos."""

    epochs: int = 10
    batch: int = 128
    stage_rate: float = 5e-4
    head_rate: float = 8e-4
    weight_decay: float = 0.05
    warmup_steps: int = 120
    average_decay: float = 0.998
    photo_references: int = 4096
    caption_references: int = 2048
    word_references: int = 1024
    caption_weight: float = 0.3


@dataclass(frozen=True, slots=True)
class ImageLessons:
    """What there is to learn from, as tensors; N photos, T texts."""

    maps: NDArray[np.float16]  # (N, 14, 14, 160), output of the frozen stages
    teacher: Tensor  # (N, 512)
    texts: Tensor  # (T, 512), by the frozen text tower: captions first, then words
    owners: NDArray[np.int64]  # (captions,) row of each caption's photo
    fit: NDArray[np.int64]  # photos to train on
    fit_captions: NDArray[np.int64]  # their captions


class TrainedTail(nn.Module):
    """The last stage, the pooling norm and the head: (N, 14, 14, 160) to unit rows (N, 512)."""

    def __init__(self, stage: nn.Module, norm: nn.Module, head: ProjectionHead) -> None:
        super().__init__()
        self.stage = stage
        self.norm = norm
        self.head = head

    @classmethod
    def of(cls, backbone: nn.Module, *, dropout: float = 0.1, drop_path: float = 0.07) -> TrainedTail:
        """Take the tail of a TinyViT; the modules are shared with it."""
        stage: Any = cast(Any, backbone).stages[3]
        for block in stage.blocks:
            block.drop_path1, block.drop_path2 = DropPath(drop_path), DropPath(drop_path)
        head = ProjectionHead(FEATURE_DIM, IMAGE_HIDDEN, dropout=dropout)
        return cls(stage, cast(Any, backbone).head, head)

    def pool(self, maps: Tensor) -> Tensor:
        """Return pooled features, (N, 320)."""
        with torch.autocast("cpu", torch.bfloat16):
            pooled = self.norm(self.stage(maps.permute(0, 3, 1, 2)))
        return pooled.float()

    def forward(self, maps: Tensor) -> Tensor:
        """Return unit rows."""
        return F.normalize(self.head(self.pool(maps)), dim=-1)

    def train(self, mode: bool = True) -> TrainedTail:
        """Switch training on or off; batch norms keep the statistics that were folded into them."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


def warm_up_head(tail: TrainedTail, lessons: ImageLessons, *, epochs: int = 25, batch: int = 512) -> None:
    """First step: fit the head alone on the pooled features of the untouched backbone."""
    pooled = encode_maps(tail, lessons.maps, pool_only=True)
    rng = np.random.default_rng(0)
    tail.head.train()
    optimizer = torch.optim.AdamW(tail.head.parameters(), lr=1e-3, weight_decay=0.05)
    steps = epochs * (len(lessons.fit) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-3, total_steps=steps, pct_start=0.1)
    for _ in range(epochs):
        for rows in _iter_batches(lessons.fit, batch, rng):
            vectors = F.normalize(tail.head(pooled[rows]), dim=-1)
            teacher = lessons.teacher[rows]
            loss = direction_loss(vectors, teacher) + matching_loss(vectors, teacher)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    tail.head.eval()


def fine_tune(tail: TrainedTail, lessons: ImageLessons, recipe: ImageRecipe) -> TrainedTail:
    """Second step: train last stage and head together; returns their moving average."""
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    groups = weight_groups(tail.stage.parameters(), rate=recipe.stage_rate, decay=recipe.weight_decay)
    groups += weight_groups(tail.norm.parameters(), rate=recipe.stage_rate, decay=recipe.weight_decay)
    groups += weight_groups(tail.head.parameters(), rate=recipe.head_rate, decay=recipe.weight_decay)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    total = recipe.epochs * (len(lessons.fit) // recipe.batch)
    schedule = warm_cosine(optimizer, warmup=recipe.warmup_steps, total=total)
    average = AveragedNetwork(tail, decay=recipe.average_decay)
    captions = _captions_by_photo(lessons)
    for epoch in range(recipe.epochs):
        tail.train()
        losses = []
        for rows in _iter_batches(lessons.fit, recipe.batch, rng):
            loss = _loss(tail, lessons, recipe, rows, captions, rng)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(tail.parameters(), 5.0)
            optimizer.step()
            schedule.step()
            average.update(tail)
            losses.append(float(loss.detach()))
        _LOG.info("image tower, epoch %d of %d: loss %.3f", epoch + 1, recipe.epochs, np.mean(losses))
    result = copy.deepcopy(average.network)
    assert isinstance(result, TrainedTail)
    return result.eval()


@torch.inference_mode()
def encode_maps(tail: TrainedTail, maps: NDArray[np.float16], *, pool_only: bool = False, batch: int = 64) -> Tensor:
    """Return the vectors (or the pooled features) of all feature maps."""
    tail.eval()
    run = tail.pool if pool_only else tail
    rows = [run(_load(maps, np.arange(at, min(at + batch, len(maps))))) for at in range(0, len(maps), batch)]
    return torch.cat(rows).clone()


def crop_and_flip(maps: Tensor, rng: np.random.Generator) -> Tensor:
    """Flip a batch of feature maps, and cut a random window out of each: augmentation without a new forward pass.

    Args:
        maps: (N, H, W, C).
        rng: Decides flip (half of the batches) and crop (70 %; 0.7 to 1 of the side, aspect within 15 %).
    """
    maps = maps.permute(0, 3, 1, 2)
    if rng.random() < 0.5:
        maps = maps.flip(3)
    if rng.random() < 0.7:
        side = rng.uniform(0.7, 1.0, len(maps))
        aspect = np.exp(rng.uniform(-0.15, 0.15, len(maps)))
        scale = np.minimum(np.stack([side * aspect, side / aspect]), 1.0)  # (2, N): x, y
        shift = rng.uniform(-1.0, 1.0, scale.shape) * (1.0 - scale)
        theta = torch.zeros(len(maps), 2, 3)
        for axis in (0, 1):
            theta[:, axis, axis] = torch.from_numpy(scale[axis])
            theta[:, axis, 2] = torch.from_numpy(shift[axis])
        grid = F.affine_grid(theta, list(maps.shape), align_corners=False)
        maps = F.grid_sample(maps, grid, padding_mode="border", align_corners=False)
    return maps.permute(0, 2, 3, 1)


def _loss(
    tail: TrainedTail,
    lessons: ImageLessons,
    recipe: ImageRecipe,
    rows: NDArray[np.int64],
    captions: dict[int, list[int]],
    rng: np.random.Generator,
) -> Tensor:
    teacher = lessons.teacher[rows]
    vectors = tail(crop_and_flip(_load(lessons.maps, rows), rng))
    others = lessons.teacher[rng.choice(lessons.fit, recipe.photo_references, replace=False)]
    words = np.arange(len(lessons.owners), len(lessons.texts))
    texts = [
        rng.choice(lessons.fit_captions, recipe.caption_references, replace=False),
        rng.choice(words, recipe.word_references, replace=False),
    ]
    captioned = [index for index, row in enumerate(rows.tolist()) if row in captions]
    own = lessons.texts[[rng.choice(captions[row]) for row in rows.tolist() if row in captions]]
    return (
        direction_loss(vectors, teacher)
        + neighbourhood_loss(vectors, teacher, torch.cat([teacher, others]))
        + neighbourhood_loss(vectors, teacher, lessons.texts[np.concatenate(texts)])
        + recipe.caption_weight * matching_loss(vectors[captioned], own)
    )


def _captions_by_photo(lessons: ImageLessons) -> dict[int, list[int]]:
    captions: dict[int, list[int]] = {}
    for text, owner in enumerate(lessons.owners.tolist()):
        captions.setdefault(owner, []).append(text)
    return captions


def _iter_batches(rows: NDArray[np.int64], batch: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    shuffled = rng.permutation(rows)
    for start in range(0, len(rows) - batch + 1, batch):
        yield np.sort(shuffled[start : start + batch])


def _load(maps: NDArray[np.float16], rows: NDArray[np.int64]) -> Tensor:
    return torch.from_numpy(np.asarray(maps[rows], dtype=np.float32))
