"""The quality head's network and the lessons that it is taught by."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.training.heads.pooled_statistics import WIDTHS, MapStatistics

MAPS = ("map4", "map8", "map16", "pooled", "embeddings")
LOOK_MAPS = ("map4", "map8", "map16")  # blur, light and noise show here; what the photo is of shows later
_HIDDEN = 128
_DROPOUT = 0.4


class QualityNetwork(nn.Module):
    """Maps to five scores in [0, 1], (N, 5), in the order of `albumen.types.Quality`.

    Technical quality and defects are read off the early maps alone, so that no subject is a defect.
    """

    def __init__(self) -> None:
        super().__init__()
        width, self._look_width = (sum(WIDTHS[name] for name in names) for names in (MAPS, LOOK_MAPS))
        self._statistics = MapStatistics(MAPS)
        self.scale = nn.BatchNorm1d(width, affine=False)
        self.aesthetics = _perceptron(width, 1)
        self.look = _perceptron(self._look_width, 4)

    def forward(self, *maps: Tensor) -> Tensor:
        """Score photos by the backbone's maps."""
        return torch.sigmoid(self.score_statistics(self._statistics(*maps)))

    def score_statistics(self, statistics: Tensor) -> Tensor:
        """Return logits (N, 5) of photos by the statistics of their maps, (N, sum of the maps' `WIDTHS`)."""
        scaled = self.scale(statistics)
        return torch.cat([self.aesthetics(scaled), self.look(scaled[:, : self._look_width])], dim=1)

    def fit_scale(self, statistics: Tensor) -> None:
        """Fix the means and variances by which statistics are scaled."""
        assert self.scale.running_mean is not None
        assert self.scale.running_var is not None
        self.scale.running_mean.copy_(statistics.mean(dim=0))
        self.scale.running_var.copy_(statistics.var(dim=0))
        self.scale.eval()


def rank_loss(logits: Tensor, targets: Tensor, *, least_difference: float) -> Tensor:
    """Return how badly versions of one photo are ordered: the logistic loss of each pair that differs enough.

    Args:
        logits: (P, V), scores of each photo's versions.
        targets: (P, V), what they should be ordered by.
        least_difference: Pairs whose targets are nearer than this have no order.
    """
    gap = logits[:, :, None] - logits[:, None, :]  # (P, V, V)
    is_pair = targets[:, :, None] - targets[:, None, :] > least_difference
    return functional.softplus(-gap)[is_pair].mean()


def _perceptron(width: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(_DROPOUT),
        nn.Linear(width, _HIDDEN),
        nn.GELU(),
        nn.Dropout(_DROPOUT),
        nn.Linear(_HIDDEN, outputs),
    )
