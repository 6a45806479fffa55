"""A trained head as an ONNX graph that reads the backbone's maps by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.ansa.export import trace_to_onnx
from models.ansa.maps import MAP_SHAPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnx import ModelProto
    from torch import nn


def export_head(module: nn.Module, *, maps: Sequence[str], outputs: Sequence[str]) -> ModelProto:
    """Trace a head.

    Args:
        module: Takes the maps as positional float32 tensors (N, ...), returns a tensor or a tuple of them.
        maps: Names of `MAP_SHAPES`, in the order of its arguments.
        outputs: What its outputs are called: the head's name, alone or followed by `_...`.
    """
    import torch

    example = tuple(torch.zeros(2, *MAP_SHAPES[name]) for name in maps)
    return trace_to_onnx(module, example, {name: {0: "N"} for name in maps}, outputs)
