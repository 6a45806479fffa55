"""The shipped text tower as a torch module again, where its training checkpoint is not at hand.

int8 rounding moves a text vector by less than 0.001 of cosine distance, so fine-tuning can start from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from models.ansa.towers import TextTower
from models.compression.int8 import restore_weights
from models.training.text_tower import tower_of_state

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto

_TABLE = "encoder.words.weight"


def restore_text_tower(model: ModelProto, *, dropout: float = 0.0) -> TextTower:
    """Return the tower that `export_text_tower` traced `model` from, whether or not it was compressed since."""
    from onnx import numpy_helper

    graph = restore_weights(model).graph
    tensors = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    state = {name: tensor for name, tensor in tensors.items() if name.endswith((".weight", ".bias"))}
    return tower_of_state(state | {_TABLE: _float_table(tensors)} | _matrices(graph, tensors), dropout=dropout)


def _float_table(tensors: dict[str, Tensor]) -> Tensor:
    table = tensors[_TABLE]
    scale = tensors.get(f"{_TABLE}_scale")  # int8 rows are scaled after the Gather, so they are still int8 here
    return table if scale is None else table.float() * scale[:, None]


def _matrices(graph: GraphProto, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Name the weights of matrix products: by the module in the node's name, or by their own where Gemm kept it."""
    state = {}
    for node in graph.node:
        weight = tensors.get(node.input[1]) if node.op_type in ("MatMul", "Gemm") else None
        if weight is None:
            continue
        module = node.name.strip("/").rpartition("/")[0].replace("/", ".")
        state[f"{module}.weight"] = weight if node.op_type == "Gemm" else weight.T.contiguous()  # Gemm has transB
    return state
