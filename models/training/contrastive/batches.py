"""The tensors of a step, from one rank's samples: batches in an order that can be taken up at any step."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from albumen.errors import UsageError
from models.ansa.export import MAX_TOKENS
from models.training.contrastive.preparation import Pair, Preparation
from models.training.contrastive.ranks import Ranks
from models.training.contrastive.recipe import Recipe
from models.training.contrastive.shards import ShardSet
from models.training.contrastive.stream import RawSample, Reader, iter_training


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of a photo and a text."""

    pixels: Tensor  # (N, S, S, 3) uint8
    ids: Tensor  # (N, L) int64
    mask: Tensor  # (N, L) int64
    teacher: Tensor | None = None  # (N, D) unit rows
    unreadable: tuple[str, ...] = ()  # keys of samples that another one of the batch stands in for

    def split(self, photos: int) -> list[Batch]:
        """Return parts of so many pairs each."""
        starts = range(0, len(self.pixels), photos)
        return [self._part(slice(start, start + photos)) for start in starts]

    def _part(self, rows: slice) -> Batch:
        teacher = None if self.teacher is None else self.teacher[rows]
        return Batch(self.pixels[rows], self.ids[rows], self.mask[rows], teacher)


class TrainingBatches(IterableDataset[Batch]):
    """One rank's batches from a step on. Workers take turns: each reads a stream that holds every W-th batch."""

    def __init__(self, shards: ShardSet, recipe: Recipe, ranks: Ranks, *, tokenizer: Path, first_step: int) -> None:
        self._shards = shards
        self._batch = recipe.batch
        self._rank, self._world = ranks.rank, ranks.world
        self._first_step = first_step
        self._preparation = Preparation(recipe.image.side_px, recipe.seed, tokenizer, recipe.losses.distils)

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        turn, workers = (worker.id, worker.num_workers) if worker else (0, 1)
        stream = (self._first_step + turn) % workers  # torch asks worker 0 first, wherever the run goes on
        given = len(range(stream, self._first_step, workers))
        samples = iter_training(
            self._shards,
            Reader(self._rank * workers + stream, self._world * workers),
            seed=self._preparation.seed,
            buffer=self._batch.shuffle_photos,
            skip=given * self._batch.photos,
        )
        while True:
            yield collate(list(itertools.islice(samples, self._batch.photos)), self._preparation)


def iter_batches(
    shards: ShardSet, recipe: Recipe, ranks: Ranks, *, tokenizer: Path, first_step: int = 0
) -> Iterator[Batch]:
    """Yield this rank's batches from a step on, for ever."""
    batches = TrainingBatches(shards, recipe, ranks, tokenizer=tokenizer, first_step=first_step)
    workers = recipe.batch.workers
    # A fork after torch has started its threads may hang; a spawned worker starts clean.
    context = "spawn" if workers else None
    return iter(DataLoader(batches, batch_size=None, num_workers=workers, multiprocessing_context=context))


def collate(samples: Sequence[RawSample], preparation: Preparation) -> Batch:
    """Prepare samples for a step; one that cannot be read is named, and a readable one stands in for it.

    The batch keeps its size: ranks stay in step, and the position in the data stays a product of steps.

    Raises:
        UsageError: None of them can be read.
    """
    prepared = [preparation.prepare(sample) for sample in samples]
    readable = [pair for pair in prepared if pair is not None]
    if not readable:
        raise UsageError(f"No sample of a batch can be read, {samples[0].key} among them. Make the shards again.")
    pairs = [pair or readable[row % len(readable)] for row, pair in enumerate(prepared)]
    missing = tuple(sample.key for sample, pair in zip(samples, prepared, strict=True) if pair is None)
    return _stack(pairs, preparation, missing)


def _stack(pairs: Sequence[Pair], preparation: Preparation, unreadable: tuple[str, ...]) -> Batch:
    ids, mask = preparation.wordpiece.encode([pair.text for pair in pairs], MAX_TOKENS)
    teacher = [torch.from_numpy(pair.teacher) for pair in pairs if pair.teacher is not None]
    return Batch(
        torch.from_numpy(np.stack([pair.pixels for pair in pairs])),
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.nn.functional.normalize(torch.stack(teacher), dim=-1) if teacher else None,
        unreadable,
    )
