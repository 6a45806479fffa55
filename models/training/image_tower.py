"""Fine-tune TinyViT's last stage and a new head onto the teacher's image space.

Three steps. The head alone learns from pooled features, which takes a minute and is the recipe to beat. Then head and
last stage learn from feature maps of the photos themselves; then from random views too, by now against the finished
text tower. Maps are flipped and cropped at random; four losses pull: the teacher's direction, its neighbourhoods among
photos and among texts, and the photo's own captions.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator, Sequence
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
from models.training.corpus import sample_rows
from models.training.losses import direction_loss, matching_loss, neighbourhood_loss
from models.training.schedule import AveragedNetwork, Descent, warm_cosine, weight_groups

_LOG = logging.getLogger(__name__)
_REPORT_STEPS = 60


@dataclass(frozen=True, slots=True)
class ImageRecipe:
    """Settings of a fine-tuning step, chosen on the validation photos."""

    epochs: int
    stage_rate: float
    head_rate: float
    warmup_steps: int
    average_decay: float
    batch: int = 128
    weight_decay: float = 0.05
    photo_references: int = 4096
    caption_references: int = 2048
    word_references: int = 1024
    caption_weight: float = 0.3


FIRST_RECIPE = ImageRecipe(epochs=10, stage_rate=5e-4, head_rate=8e-4, warmup_steps=120, average_decay=0.998)
VIEWS_RECIPE = ImageRecipe(epochs=8, stage_rate=4e-4, head_rate=6e-4, warmup_steps=60, average_decay=0.997)


@dataclass(frozen=True, slots=True)
class ImageLessons:
    """What there is to learn from, as tensors; N photos, T texts."""

    views: list[NDArray[np.float16]]  # each (N, 14, 14, 160), output of the frozen stages; the photo itself first
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
    def of(cls, backbone: nn.Module, *, drop_path: float = 0.07, dropout: float = 0.1) -> TrainedTail:
        """Take the end of a TinyViT; the modules are shared with it.

        Args:
            backbone: The whole network.
            drop_path: Rate of stochastic depth in the last stage.
            dropout: Rate inside the head.
        """
        network = cast(Any, backbone)
        for block in network.stages[3].blocks:
            block.drop_path1, block.drop_path2 = DropPath(drop_path), DropPath(drop_path)
        return cls(network.stages[3], network.head, ProjectionHead(FEATURE_DIM, IMAGE_HIDDEN, dropout=dropout))

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
    pooled = encode_maps(tail, lessons.views[0], pool_only=True)
    rng = np.random.default_rng(0)
    tail.head.train()
    descent = Descent.of_head(tail.head, epochs * (len(lessons.fit) // batch))
    for _ in range(epochs):
        for rows in _iter_batches(lessons.fit, batch, rng):
            vectors = F.normalize(tail.head(pooled[rows]), dim=-1)
            teacher = lessons.teacher[rows]
            descent.step(direction_loss(vectors, teacher) + matching_loss(vectors, teacher))
    tail.head.eval()


def fine_tune(tail: TrainedTail, lessons: ImageLessons, recipe: ImageRecipe) -> TrainedTail:
    """Train everything in the tail together; returns its moving average."""
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    groups = weight_groups(tail.stage.parameters(), rate=recipe.stage_rate, decay=recipe.weight_decay)
    groups += weight_groups(tail.norm.parameters(), rate=recipe.stage_rate, decay=recipe.weight_decay)
    groups += weight_groups(tail.head.parameters(), rate=recipe.head_rate, decay=recipe.weight_decay)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    total = recipe.epochs * (len(lessons.fit) // recipe.batch)
    descent = Descent(optimizer, warm_cosine(optimizer, warmup=recipe.warmup_steps, total=total), clip=5.0)
    average = AveragedNetwork(tail, decay=recipe.average_decay)
    captions = _captions_by_photo(lessons)
    losses: list[float] = []
    tail.train()
    for rows in itertools.islice(_iter_forever(lessons.fit, recipe.batch, rng), total):
        loss = _loss(tail, lessons, recipe, rows, captions, rng)
        descent.step(loss)
        average.update(tail)
        losses.append(float(loss.detach()))
        if len(losses) % _REPORT_STEPS == 0:
            _LOG.info("image tower, step %d of %d: loss %.3f", len(losses), total, np.mean(losses[-_REPORT_STEPS:]))
    result = average.network
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
    vectors = tail(crop_and_flip(_load_views(lessons.views, rows, rng), rng))
    others = lessons.teacher[sample_rows(lessons.fit, recipe.photo_references, rng)]
    words = np.arange(len(lessons.owners), len(lessons.texts))
    texts = [
        sample_rows(lessons.fit_captions, recipe.caption_references, rng),
        sample_rows(words, recipe.word_references, rng),
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


def _iter_forever(rows: NDArray[np.int64], batch: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    while True:
        yield from _iter_batches(rows, batch, rng)


def _load_views(views: Sequence[NDArray[np.float16]], rows: NDArray[np.int64], rng: np.random.Generator) -> Tensor:
    """Return one view of each photo, chosen at random."""
    chosen = rng.integers(0, len(views), len(rows))
    maps = np.stack([views[view][row] for view, row in zip(chosen, rows, strict=True)])
    return torch.from_numpy(maps.astype(np.float32))


def _load(maps: NDArray[np.float16], rows: NDArray[np.int64]) -> Tensor:
    return torch.from_numpy(np.asarray(maps[rows], dtype=np.float32))
