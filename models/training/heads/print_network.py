"""The perceptual print's network and the lessons that it is taught by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models.ansa.heads.perceptual_print import BITS
from models.training.heads.pooled_statistics import WIDTHS, MapStatistics

MAPS = ("map16", "map32")
_SHRINKAGE = 0.3  # of the copies' covariance towards a multiple of the identity: 10,000 copies, 960 statistics


class PrintNetwork(nn.Module):
    """Maps to `BITS` logits, (N, BITS), through their statistics; a bit is the sign of its logit."""

    def __init__(self, maps: Sequence[str] = MAPS) -> None:
        super().__init__()
        width = sum(WIDTHS[name] for name in maps)
        self._statistics = MapStatistics(maps)
        self.scale = nn.BatchNorm1d(width, affine=False)
        self.bits = nn.Linear(width, BITS)

    def forward(self, *maps: Tensor) -> Tensor:
        """Print photos by the backbone's maps."""
        return self.print_statistics(self._statistics(*maps))

    def print_statistics(self, statistics: Tensor) -> Tensor:
        """Print photos by the statistics of their maps, (N, sum of the maps' `WIDTHS`)."""
        logits: Tensor = self.bits(self.scale(statistics))
        return logits

    @torch.no_grad()
    def start(self, photos: Tensor, copies: Tensor) -> None:
        """Fix the scale of the statistics, and start the bits where photos differ most and their copies least.

        Args:
            photos: (N, S).
            copies: (P, V, S), copies of one photo side by side.
        """
        assert self.scale.running_mean is not None
        assert self.scale.running_var is not None
        self.scale.running_mean.copy_(photos.mean(dim=0))
        self.scale.running_var.copy_(photos.var(dim=0))
        self.scale.eval()
        scaled = self.scale(copies.flatten(0, 1)).unflatten(0, copies.shape[:2])
        directions = discriminants(self.scale(photos), (scaled - scaled.mean(dim=1, keepdim=True)).flatten(0, 1))
        self.bits.weight.copy_(directions.T)
        self.bits.bias.zero_()


def discriminants(rows: Tensor, noise: Tensor) -> Tensor:
    """Return `BITS` directions (S, BITS) along which rows vary most against noise, mixed so that all weigh alike.

    Fisher's linear discriminants of centred rows (N, S) and noise (M, S), turned by a random rotation as in locality-
    sensitive hashing; each projection of `rows` has variance 1.
    """
    width = rows.shape[1]
    within = (noise.T @ noise / len(noise)).double()
    within = (1.0 - _SHRINKAGE) * within + _SHRINKAGE * within.trace() / width * torch.eye(width, dtype=torch.double)
    whitening = torch.linalg.inv(torch.linalg.cholesky(within)).T  # (S, S)
    total = (rows.T @ rows / len(rows)).double()
    _, vectors = torch.linalg.eigh(whitening.T @ total @ whitening)
    rotation = torch.linalg.qr(torch.randn(BITS, BITS, dtype=torch.double))[0]
    directions = (whitening @ vectors[:, -BITS:] @ rotation).float()
    return directions / (rows @ directions).std(dim=0)


def copy_loss(codes: Tensor, owners: Tensor, *, temperature: float) -> Tensor:
    """Return how badly copies find each other among all rows: InfoNCE with several positives.

    Args:
        codes: (M, BITS) in [-1, 1].
        owners: (M,), equal for copies of one photo; a photo with one row is a negative only.
        temperature: Of the softmax over mean products of bits.
    """
    similarity = codes @ codes.T / (codes.shape[1] * temperature)  # (M, M)
    is_self = torch.eye(len(codes), dtype=torch.bool)
    is_copy = (owners[:, None] == owners[None, :]) & ~is_self
    others = similarity.masked_fill(is_self | is_copy, -torch.inf).logsumexp(dim=1, keepdim=True)  # (M, 1)
    losses = functional.softplus(others - similarity)  # -log of a positive's share among itself and all negatives
    return losses[is_copy].mean()


def bit_loss(codes: Tensor) -> Tensor:
    """Return how far bits are from being balanced and independent: the covariance's distance from the identity."""
    balance = codes.mean(dim=0).square().mean()
    centred = codes - codes.mean(dim=0)
    covariance = centred.T @ centred / len(codes)
    off_diagonal = covariance - torch.diag(covariance.diagonal())
    return balance + off_diagonal.square().sum() / len(covariance)


def similar_photos(statistics: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Return for each row the `count` most similar other rows by cosine, (N, count): the hardest to tell apart."""
    scaled = (statistics - statistics.mean(axis=0)) / (statistics.std(axis=0) + 1e-6)
    scaled /= np.linalg.norm(scaled, axis=1, keepdims=True)
    nearest = np.empty((len(scaled), count), np.int64)
    for start in range(0, len(scaled), 1024):
        similarity = scaled[start : start + 1024] @ scaled.T
        similarity[np.arange(len(similarity)), np.arange(start, start + len(similarity))] = -np.inf
        nearest[start : start + 1024] = np.argpartition(-similarity, count, axis=1)[:, :count]
    return nearest
