"""The gradients of one step, of a batch that may be too large for one forward pass.

A contrastive loss scores each pair against all others, so the losses of parts do not add up to the loss of the whole.
Gradient caching does: encode all parts without gradients, take the loss of the whole batch and its gradient with
respect to the vectors, then encode each part again and pass its rows of that gradient on.
Source: Gao and others, "Scaling Deep Contrastive Learning Batch Size under Memory Limited Setup" (2021), section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from models.training.contrastive.batches import Batch
from models.training.contrastive.ranks import Ranks
from models.training.contrastive.recipe import Precision

_AUTOCAST = {Precision.BF16: torch.bfloat16, Precision.FP16: torch.float16}
Vectors = tuple[Tensor, Tensor, Tensor]  # of images, of texts, and the scale
Score = Callable[[Tensor, Tensor, Tensor, Tensor | None], dict[str, Tensor]]


class Encoding:
    """How a part of a batch goes through the towers: device, number format, and random numbers that can be repeated."""

    def __init__(self, pair: nn.Module, ranks: Ranks, precision: Precision, *, seed: int) -> None:
        self.pair = pair
        self._ranks = ranks
        self._precision = precision
        self._seed = seed

    def __call__(self, part: Batch, *, step: int, index: int) -> Vectors:
        """Encode one part; dropout and the like follow from seed, step, rank and part alone."""
        words = np.random.SeedSequence((self._seed, step, self._ranks.rank, index)).generate_state(1, np.uint64)
        torch.manual_seed(int(words[0]))
        inputs = [tensor.to(self._ranks.device, non_blocking=True) for tensor in (part.pixels, part.ids, part.mask)]
        with self.autocast():
            vectors: Vectors = self.pair(*inputs)
        return vectors

    def autocast(self) -> torch.autocast:
        """Return the context in which the towers run."""
        kind = _AUTOCAST.get(self._precision)
        return torch.autocast(self._ranks.device.type, kind, enabled=kind is not None)

    def gather_later(self) -> AbstractContextManager[None]:
        """Return a context in which ranks do not exchange gradients yet."""
        return self.pair.no_sync() if isinstance(self.pair, DistributedDataParallel) else nullcontext()

    def to_device(self, teacher: Tensor | None) -> Tensor | None:
        """Move what the loss needs beside the vectors."""
        return None if teacher is None else teacher.to(self._ranks.device, non_blocking=True)


def accumulate_gradients(
    encode: Encoding, score: Score, batch: Batch, *, step: int, micro_photos: int, scaler: torch.amp.GradScaler
) -> dict[str, Tensor]:
    """Add the gradients of the whole batch's loss to the parameters; returns the losses, detached."""
    parts = batch.split(micro_photos)
    teacher = encode.to_device(batch.teacher)
    if len(parts) == 1:
        losses = score(*encode(batch, step=step, index=0), teacher)
        scaler.scale(losses["loss"]).backward()
    else:
        leaves = _encode_without_gradients(encode, parts, step)
        losses = score(*leaves, teacher)
        scaler.scale(losses["loss"]).backward()  # as far as the vectors
        _pass_on(encode, parts, leaves, step=step, micro_photos=micro_photos)
    return {name: loss.detach() for name, loss in losses.items()}


def _encode_without_gradients(encode: Encoding, parts: Sequence[Batch], step: int) -> Vectors:
    with torch.no_grad():
        vectors = [encode(part, step=step, index=index) for index, part in enumerate(parts)]
    images, texts, scales = zip(*vectors, strict=True)
    leaves = torch.cat(images), torch.cat(texts), scales[0].clone()
    return tuple(leaf.requires_grad_() for leaf in leaves)  # type: ignore[return-value] # three of them


def _pass_on(encode: Encoding, parts: Sequence[Batch], leaves: Vectors, *, step: int, micro_photos: int) -> None:
    """Encode each part again, and send its rows of the cached gradient down; ranks exchange theirs with the last."""
    image_rows, text_rows, scale = (_gradient(leaf) for leaf in leaves)
    gradients = zip(image_rows.split(micro_photos), text_rows.split(micro_photos), strict=True)
    for index, (part, rows) in enumerate(zip(parts, gradients, strict=True)):
        with nullcontext() if index == len(parts) - 1 else encode.gather_later():
            vectors = encode(part, step=step, index=index)
            torch.autograd.backward(vectors, [*rows, scale / len(parts)])


def _gradient(leaf: Tensor) -> Tensor:
    assert leaf.grad is not None
    return leaf.grad
