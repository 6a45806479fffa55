"""ONNX operators (opset 17) as torch operations: those that the shipped networks use, and no more.

Semantics: https://onnx.ai/onnx/operators/.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.export.network_operators import NETWORK_OPERATORS
from models.export.shape_operators import SHAPE_OPERATORS
from models.export.values import Attributes, Operator, Value, as_array, as_tensor, elementwise


def _divide(first: Any, second: Any) -> Any:
    """Divide; whole numbers are rounded down, which is cutting here: sizes and places are never negative.

    Core ML Tools would cut by way of fp16, which holds whole numbers up to 2,048 only.
    """
    is_real = (first if isinstance(first, Tensor) else second).is_floating_point()
    return first / second if is_real else torch.div(first, second, rounding_mode="floor")


def _divide_arrays(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return first / second if np.issubdtype(first.dtype, np.floating) else first // second


def _logical(function: Operator) -> Operator:
    """Return the function on tensors alone: Core ML Tools knows no operator between a tensor and a truth value."""
    return lambda first, second: function(as_tensor(first), as_tensor(second))


def _sqrt(_: Attributes, value: Value) -> Value:
    return torch.sqrt(value) if isinstance(value, Tensor) else as_array(np.sqrt(value))


_ELEMENTWISE: dict[str, Operator] = {
    "Add": elementwise(operator.add, operator.add),
    "And": elementwise(_logical(torch.logical_and), np.logical_and),
    "Div": elementwise(_divide, _divide_arrays),
    "Equal": elementwise(operator.eq, operator.eq),
    "Less": elementwise(operator.lt, operator.lt),
    "Mod": elementwise(operator.mod, operator.mod),
    "Mul": elementwise(operator.mul, operator.mul),
    "Not": elementwise(torch.logical_not, np.logical_not),
    "Pow": elementwise(operator.pow, operator.pow),
    "Sqrt": _sqrt,
    "Sub": elementwise(operator.sub, operator.sub),
    "Xor": elementwise(_logical(torch.logical_xor), np.logical_xor),
}

OPERATORS: dict[str, Operator] = _ELEMENTWISE | NETWORK_OPERATORS | SHAPE_OPERATORS
