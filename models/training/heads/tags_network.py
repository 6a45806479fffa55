"""The tags head: linear on the embedding, and every concept at least as likely as its likeliest kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn


class TagsHead(nn.Module):
    """Embeddings (N, 512) to probabilities (N, T)."""

    def __init__(self, linear: nn.Linear, families: FamilyMaximum) -> None:
        super().__init__()
        self.linear = linear
        self.families = families

    def forward(self, embeddings: Tensor) -> Tensor:
        """Return calibrated probabilities."""
        chances: Tensor = self.families(torch.sigmoid(self.linear(embeddings)))
        return chances


class FamilyMaximum(nn.Module):
    """Raise each concept's probability to the highest of its descendants'.

    Concepts with about as many descendants are gathered together, so that the padded indices stay few.
    """

    positions: Tensor  # (T,) where each column lies among the gathered ones

    def __init__(self, kinds: Sequence[Sequence[int]]) -> None:
        """`kinds` lists the columns of each concept's descendants, for all T concepts."""
        super().__init__()
        buckets: dict[int, list[int]] = {}
        for column, below in enumerate(kinds):
            buckets.setdefault(len(below).bit_length(), []).append(column)
        order = [column for width in sorted(buckets) for column in buckets[width]]
        self.bucket_sizes = [len(buckets[width]) for width in sorted(buckets)]
        for number, width in enumerate(sorted(buckets)):
            longest = max(len(kinds[column]) for column in buckets[width]) + 1
            rows = [[column, *kinds[column]] for column in buckets[width]]
            padded = [row + [row[0]] * (longest - len(row)) for row in rows]
            self.register_buffer(f"bucket_{number}", torch.tensor(padded))  # (P, K)
        self.register_buffer("positions", torch.tensor(order).argsort())

    def forward(self, chances: Tensor) -> Tensor:
        """Return (N, T) of (N, T)."""
        buckets = [getattr(self, f"bucket_{number}") for number in range(len(self.bucket_sizes))]
        highest = [
            chances[:, bucket[:, 0]] if bucket.shape[1] == 1 else chances[:, bucket].amax(dim=2) for bucket in buckets
        ]
        return torch.cat(highest, dim=1)[:, self.positions]


def list_kinds(ids: Sequence[str], descendants: Mapping[str, frozenset[str]]) -> list[list[int]]:
    """Return for each id the columns of its descendants."""
    column = {concept_id: number for number, concept_id in enumerate(ids)}
    return [sorted(column[kind] for kind in descendants[concept_id]) for concept_id in ids]
