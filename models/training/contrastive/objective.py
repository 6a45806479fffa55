"""The losses of a step: open_clip's contrastive loss, and what the teacher's vectors say of the photos.

Over ranks, every loss is a mean over this rank's rows against the rows of all ranks; the mean over ranks, which
DistributedDataParallel takes of the gradients, is then that of one process on the joint batch. That needs gradients to
flow through the gathering (`gather_with_grad`): without them they come out divided by the number of ranks.
"""

from __future__ import annotations

import warnings

from open_clip.loss import ClipLoss
from torch import Tensor

from models.training.contrastive.ranks import Ranks
from models.training.contrastive.recipe import LossSettings
from models.training.losses import direction_loss, neighbourhood_loss


class Objective:
    """What a pair of towers is trained on."""

    def __init__(self, settings: LossSettings, ranks: Ranks) -> None:
        self._settings = settings
        self._ranks = ranks
        self._clip = ClipLoss(
            local_loss=settings.local_loss, gather_with_grad=True, rank=ranks.rank, world_size=ranks.world
        )

    def __call__(self, images: Tensor, texts: Tensor, scale: Tensor, teacher: Tensor | None) -> dict[str, Tensor]:
        """Score a batch.

        Args:
            images: (N, D) unit rows.
            texts: (N, D) unit rows; row i belongs to image i.
            scale: Of the logits, a scalar.
            teacher: (N, D) unit rows: the teacher's vectors of the photos, where the settings ask for them.

        Returns:
            The unweighted losses by name, and `loss`, their weighted sum, to descend.
        """
        parts = {"contrastive": self._contrast(images, texts, scale)}
        if teacher is not None:
            parts["direction"] = direction_loss(images, teacher)
            parts["neighbourhood"] = neighbourhood_loss(images, teacher, self._ranks.gather(teacher))
        total = sum((getattr(self._settings, name) * part for name, part in parts.items()), start=images.new_zeros(()))
        return {"loss": total, **parts}

    def _contrast(self, images: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
        with warnings.catch_warnings():
            # open_clip gathers through torch.distributed.nn, which torch 2.15 announces the end of at every call.
            warnings.filterwarnings("ignore", category=FutureWarning, message="torch.distributed.nn")
            loss: Tensor = self._clip(images, texts, scale)
        return loss
