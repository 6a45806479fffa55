"""The processes that train together: one, or as many as `torchrun` started, each with its device.

Collectives go over NCCL on CUDA devices and over gloo on CPUs.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True, slots=True)
class Ranks:
    """This process among its peers."""

    rank: int = 0
    world: int = 1
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))

    @property
    def is_first(self) -> bool:
        """Whether this rank is the one that writes files."""
        return self.rank == 0

    def wait(self) -> None:
        """Return when every rank has come here."""
        if self.world > 1:
            dist.barrier()

    def average(self, values: Tensor) -> Tensor:
        """Return the mean over ranks of a tensor that each has in the same shape."""
        if self.world == 1:
            return values
        total = values.clone()
        dist.all_reduce(total)
        return total / self.world

    def gather(self, rows: Tensor) -> Tensor:
        """Return all ranks' rows (N, D), in rank order: (world * N, D). Gradients do not flow back."""
        if self.world == 1:
            return rows
        parts = [torch.empty_like(rows) for _ in range(self.world)]
        dist.all_gather(parts, rows.contiguous())
        return torch.cat(parts)

    def spread(self, network: nn.Module) -> nn.Module:
        """Move a network to the device; over ranks, keep its gradients (and on CUDA its batch norms) in step.

        torch synchronises batch norms on GPUs alone: on CPUs each rank normalises by its own rows.
        """
        network = network.to(self.device)
        if self.world == 1:
            return network
        if self.device.type == "cuda":
            from timm.layers.norm_act import convert_sync_batchnorm

            network = convert_sync_batchnorm(network)  # timm's: torch's own drops the activations of timm's norms
            return DistributedDataParallel(network, device_ids=[self.device.index])
        return DistributedDataParallel(network)


@contextmanager
def join_ranks(device: str = "auto") -> Iterator[Ranks]:
    """Join the processes that `torchrun` started, or stand alone.

    Args:
        device: `cpu`, `cuda`, or `auto` for CUDA where there is one.
    """
    kind = ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device
    place = torch.device(kind, int(os.environ.get("LOCAL_RANK", "0"))) if kind == "cuda" else torch.device(kind)
    if kind == "cuda":
        torch.cuda.set_device(place)
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield Ranks(device=place)
        return
    dist.init_process_group("nccl" if kind == "cuda" else "gloo")
    try:
        yield Ranks(dist.get_rank(), dist.get_world_size(), place)
    finally:
        dist.destroy_process_group()
