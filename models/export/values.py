"""What flows between the operators of a graph: tensors, and numpy arrays for what is about sizes.

A shape that was asked for, an axis, a literal: such arithmetic runs in Python while the network is captured, so that a
captured program holds sizes, not sums over sizes. A size that stays open (the batch) is a symbol of torch's in an array
of dtype object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

Value = Any  # Tensor | NDArray, or None for an optional input that is left out
Attributes = Mapping[str, Any]
Operator = Callable[..., Value]


def as_tensor(value: Value) -> Tensor:
    """Return a value as a tensor."""
    if isinstance(value, Tensor):
        return value
    array = np.asarray(value)
    return torch.from_numpy(np.array(array, dtype=np.int64 if array.dtype == object else array.dtype))


def sizes(value: Value) -> list[Any]:
    """Return a one-dimensional value as a list of sizes, open ones as torch's symbols."""
    return list(value.tolist())


def operand(value: Value) -> Any:
    """Return a tensor, or the number that an array of one element stands for."""
    if isinstance(value, Tensor):
        return value
    return value.item() if value.size == 1 and value.ndim <= 1 else as_tensor(value)


def as_array(value: Any) -> np.ndarray:
    """Wrap what numpy returned, which for a single element is that element itself, an open size for instance."""
    if isinstance(value, np.ndarray | np.generic):
        return np.asarray(value)
    return np.asarray(value, dtype=np.int64 if isinstance(value, int) else object)


def elementwise(tensors: Operator, arrays: Operator) -> Operator:
    """Return an operator that takes tensors with numbers, or arrays alone."""

    def run(_: Attributes, *values: Value) -> Value:
        if any(isinstance(value, Tensor) for value in values):
            return tensors(*(operand(value) for value in values))
        return as_array(arrays(*values))

    return run


def unary(function: Callable[[Tensor], Tensor]) -> Operator:
    """Return an operator on one tensor."""
    return lambda _, value: function(as_tensor(value))
