"""Prune a trained text tower while it learns on, guided by the unpruned tower.

Stored photo vectors and the image tower stay as they are, so the pruned tower must put every text where the unpruned
one did. The guide's vectors are therefore targets beside the photos and the teacher's words: for captions and words,
and for the vocabulary's own words, which reach rows of the token table that no caption uses.
"""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.ansa.towers import TextTower
from models.training.corpus import iter_length_buckets
from models.training.losses import direction_loss
from models.training.pruning import Pruner, PruningSchedule
from models.training.schedule import AveragedNetwork, Descent, warm_cosine, weight_groups
from models.training.text_tower import (
    TextLessons,
    TextRecipe,
    caption_loss,
    draw_words,
    encode_tokens,
    tokens_of,
    word_loss,
)

_LOG = logging.getLogger(__name__)
_FROZEN = ("positions", "norm")
_REPORT_EVERY = 25


@dataclass(frozen=True, slots=True)
class PruningRecipe:
    """Settings of the pruning run, chosen on validation photos and words."""

    lessons: TextRecipe = field(default_factory=lambda: TextRecipe(epochs=3))
    encoder_rate: float = 2e-4
    table_rate: float = 1e-4
    head_rate: float = 2e-4
    sparsity: float = 0.405  # of the large matrices: 0.40 of all weights, biases and norms counted
    ramp: tuple[float, float] = (0.03, 0.45)  # of all steps: from the first cut to the last
    guide_weight: float = 2.0
    vocabulary_words: int = 64  # a step

    def schedule(self, *, steps: int) -> PruningSchedule:
        """Return when to cut in a run of so many steps."""
        start, end = (round(fraction * steps) for fraction in self.ramp)
        return PruningSchedule(final=self.sparsity, start=start, end=end)


class GuidedLessons:
    """The lessons of training, with an unpruned tower's vectors as further targets."""

    def __init__(
        self, guide: TextTower, lessons: TextLessons, vocabulary: list[list[int]], recipe: PruningRecipe
    ) -> None:
        """Keep the guide; `vocabulary` holds token ids of the vocabulary's words."""
        self._guide = copy.deepcopy(guide).eval().requires_grad_(False)
        self._lessons = lessons
        self._vocabulary = vocabulary
        self._recipe = recipe
        self._rng = np.random.default_rng(0)

    def iter_batches(self) -> list[NDArray[np.int64]]:
        """Return one epoch of batches of captions."""
        lengths = np.array([len(row) for row in self._lessons.captions])
        return iter_length_buckets(self._lessons.fit_captions, lengths, batch=self._recipe.lessons.batch, rng=self._rng)

    def loss(self, tower: TextTower, rows: NDArray[np.int64]) -> Tensor:
        """Return the loss of captions `rows`, of words, and of vocabulary drawn with them."""
        recipe, rng = self._recipe, self._rng
        captions = tokens_of(self._lessons.captions, rows)
        vectors, from_guide = self._encode(tower, captions)
        loss = caption_loss(vectors, self._lessons, recipe.lessons, rows, rng) + from_guide
        prompted = draw_words(self._lessons, recipe.lessons, rng)
        vectors, from_guide = self._encode(tower, prompted.tokens)
        loss = loss + from_guide
        loss = loss + recipe.lessons.word_weight * word_loss(vectors, self._lessons, recipe.lessons, prompted.rows, rng)
        drawn = rng.integers(0, len(self._vocabulary), recipe.vocabulary_words)
        return loss + self._encode(tower, tokens_of(self._vocabulary, drawn))[1]

    def _encode(self, tower: TextTower, texts: list[list[int]]) -> tuple[Tensor, Tensor]:
        """Return a tower's vectors, and how far they are from the guide's."""
        vectors = encode_tokens(tower, texts)
        with torch.no_grad():
            wanted = encode_tokens(self._guide, texts)
        return vectors, self._recipe.guide_weight * direction_loss(vectors, wanted)


def prune_and_distil(tower: TextTower, lessons: GuidedLessons, recipe: PruningRecipe) -> TextTower:
    """Train a tower while its weights are cut away; returns the moving average, cut as well."""
    torch.manual_seed(0)
    batches = [batch for _ in range(recipe.lessons.epochs) for batch in lessons.iter_batches()]
    descent = _descent(tower, recipe, steps=len(batches))
    pruner = Pruner(tower, recipe.schedule(steps=len(batches)))
    average = AveragedNetwork(tower, decay=recipe.lessons.average_decay)
    tower.train()
    losses = []
    for step, rows in enumerate(batches, start=1):
        loss = lessons.loss(tower, rows)
        descent.step(loss)
        pruner.step(tower, step)
        average.update(tower)
        losses.append(float(loss.detach()))
        if step % _REPORT_EVERY == 0:
            _LOG.info("pruning, step %d of %d: loss %.3f", step, len(batches), np.mean(losses[-_REPORT_EVERY:]))
    result = average.network
    pruner.hold(result)
    assert isinstance(result, TextTower)
    return result.eval()


def _descent(tower: TextTower, recipe: PruningRecipe, *, steps: int) -> Descent:
    """Return the optimizer: no decay on the token table, whose rare rows have gradients in few steps."""
    for name, parameter in tower.encoder.named_parameters():
        if name.startswith(_FROZEN):
            parameter.requires_grad_(False)
    table = tower.encoder.words.weight
    groups = weight_groups(tower.encoder.layers.parameters(), rate=recipe.encoder_rate, decay=0.01)
    groups += weight_groups(tower.head.parameters(), rate=recipe.head_rate, decay=0.05)
    groups += [{"params": [table], "lr": recipe.table_rate, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    return Descent(optimizer, warm_cosine(optimizer, warmup=recipe.lessons.warmup_steps, total=steps), clip=5.0)
