"""An ONNX graph as a torch module: its weights become buffers, its nodes run one after another.

The shipped bundle is ONNX, and whoever exports it has nothing else. `onnx2torch` (1.5.15) converts neither tower, so
this is the small interpreter that does; docs/decisions/0009 says why. `torch.export` sees through the loop, so what
is saved or converted further is a plain graph of torch operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from albumen.errors import ModelError
from models.export.operators import OPERATORS
from models.export.values import Value

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

_FEW = 4  # factors of a resize, one for each axis
_WEIGHT_OPERATORS = frozenset({"DequantizeLinear"})  # stay in the program, so that int8 weights stay int8


@dataclass(frozen=True, slots=True)
class _Step:
    """One node, ready to run."""

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]

    def run(self, values: dict[str, Value]) -> tuple[Value, ...]:
        """Compute the outputs from earlier values."""
        result = OPERATORS[self.kind](self.attributes, *(values[name] if name else None for name in self.inputs))
        return result if isinstance(result, tuple) else (result,)


class OnnxModule(nn.Module):
    """Runs an ONNX model of opset 17 in torch.

    Called with the model's inputs in their order; returns a tuple of tensors, one for each of its outputs.
    """

    def __init__(self, model: ModelProto) -> None:
        """Take weights and nodes over; what depends on constants alone is computed here, once.

        Raises:
            ModelError: The graph has an operator that is not converted.
        """
        super().__init__()
        self.input_names = tuple(tensor.name for tensor in model.graph.input)
        self.output_names = tuple(tensor.name for tensor in model.graph.output)
        constants = {tensor.name: _constant(numpy_helper.to_array(tensor)) for tensor in model.graph.initializer}
        self._steps = _fold(model, constants)
        self._literals: dict[str, np.ndarray] = {}
        self._buffer_names: dict[str, str] = {}
        self._keep(constants)

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Run all nodes."""
        values: dict[str, Value] = dict(zip(self.input_names, inputs, strict=True))
        values |= self._literals
        values |= {name: self.get_buffer(buffer) for name, buffer in self._buffer_names.items()}
        for step in self._steps:
            values |= zip(step.outputs, step.run(values), strict=True)
        return tuple(values[name] for name in self.output_names)

    def _keep(self, constants: dict[str, Value]) -> None:
        """Register the constants that the steps still read."""
        used = {name for step in self._steps for name in step.inputs} | set(self.output_names)
        for name, value in constants.items():
            if name not in used:
                continue
            if isinstance(value, Tensor):
                self._buffer_names[name] = f"weight_{len(self._buffer_names)}"
                self.register_buffer(self._buffer_names[name], value)
            else:
                self._literals[name] = value


def _fold(model: ModelProto, constants: dict[str, Value]) -> list[_Step]:
    """Return the steps that depend on an input; the values of all others are added to `constants`."""
    steps = []
    for node in model.graph.node:
        step = _step(node)
        if node.op_type == "Constant":
            constants[node.output[0]] = _literal(step.attributes["value"])
        elif node.op_type not in OPERATORS:
            raise ModelError(f"The operator {node.op_type} (node {node.name}) is not converted to torch.")
        elif step.kind not in _WEIGHT_OPERATORS and all(name in constants or not name for name in step.inputs):
            constants |= zip(step.outputs, step.run(constants), strict=True)
        else:
            steps.append(step)
    return steps


def _step(node: NodeProto) -> _Step:
    attributes = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    return _Step(node.op_type, tuple(node.input), tuple(node.output), attributes)


def _literal(tensor: Any) -> Value:
    """Return a number or a few of them as an array, so that they stand as numbers in torch's program too."""
    array = numpy_helper.to_array(tensor)
    return array if array.size <= _FEW and array.ndim <= 1 else _constant(array)


def _constant(array: np.ndarray) -> Value:
    """Return a weight as a tensor, and a list of sizes or axes as an array."""
    is_sizes = array.dtype == np.int64 and array.ndim <= 1
    return array if is_sizes else torch.from_numpy(np.array(array, order="C"))
