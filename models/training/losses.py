"""What the towers are trained on: directions, neighbourhoods and captions.

All inputs are unit rows. `SCALE` is the inverse temperature of every softmax here; CLIP's own 100 is far too sharp
for vectors whose mean has been taken out.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

SCALE = 20.0
_NEVER = -1e4


def direction_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Return ten times the mean cosine distance of matching rows."""
    return 10.0 * (1.0 - (student * teacher).sum(-1)).mean()


def neighbourhood_loss(student: Tensor, teacher: Tensor, references: Tensor) -> Tensor:
    """Return how far the student's softmax over reference vectors is from the teacher's (KL divergence).

    Args:
        student: (N, D).
        teacher: (N, D), the same items.
        references: (R, D) in the same space: other photos, or texts. Keeps the order of neighbours, which is what
            search uses, and not only the direction.
    """
    return F.kl_div(
        F.log_softmax(SCALE * student @ references.T, dim=-1),
        F.softmax(SCALE * teacher @ references.T, dim=-1),
        reduction="batchmean",
    )


def matching_loss(
    queries: Tensor, targets: Tensor, *, owners: Tensor | None = None, negatives: Tensor | None = None
) -> Tensor:
    """Return the symmetric cross-entropy of picking each row's partner (InfoNCE).

    Args:
        queries: (N, D).
        targets: (N, D); row i is the partner of query i.
        owners: (N,) ids; rows with an equal id (two captions of one photo) are not each other's negatives.
        negatives: (M, D) more targets. Those scored far above the partner are taken for true matches and left out.
    """
    logits = SCALE * queries @ targets.T  # (N, N)
    truth = torch.arange(len(queries))
    if owners is not None:
        same = (owners[:, None] == owners[None]) & ~torch.eye(len(owners), dtype=torch.bool)
        logits = logits.masked_fill(same, _NEVER)
    forward = logits
    if negatives is not None:
        extra = SCALE * queries @ negatives.T
        extra = extra.masked_fill(extra > logits.diagonal()[:, None].detach() + 4.0, _NEVER)
        forward = torch.cat([logits, extra], dim=1)
    return (F.cross_entropy(forward, truth) + F.cross_entropy(logits.T, truth)) / 2
