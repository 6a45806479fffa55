"""Operators that move, pick and shape values: https://onnx.ai/onnx/operators/, opset 17."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from onnx import numpy_helper
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from models.export.values import Attributes, Operator, Value, as_array, as_tensor, sizes

_DTYPES = {1: torch.float32, 2: torch.uint8, 3: torch.int8, 6: torch.int32, 7: torch.int64, 9: torch.bool}
_NUMPY_DTYPES = {1: np.float32, 6: np.int32, 7: np.int64, 9: np.bool_}
_LONGEST = np.iinfo(np.int32).max  # beyond it an end means "to the end"


def _cast(attributes: Attributes, value: Value) -> Value:
    if isinstance(value, Tensor):
        return value.to(_DTYPES[attributes["to"]])
    kind = _NUMPY_DTYPES[attributes["to"]]
    is_open = value.dtype == object and np.issubdtype(kind, np.integer)
    return value if is_open else value.astype(kind)


def _shape(_: Attributes, value: Value) -> np.ndarray:
    shape = np.empty(value.ndim, dtype=object)
    shape[:] = list(value.shape)
    return shape


def _gather(attributes: Attributes, data: Value, indices: Value) -> Value:
    axis = attributes.get("axis", 0)
    if not isinstance(data, Tensor):
        return as_array(np.take(data, indices.astype(np.int64), axis=axis))
    if not isinstance(indices, Tensor) and indices.ndim == 0:
        return data.select(axis, int(indices))
    places = as_tensor(indices)
    if axis == 0:
        return F.embedding(places, data) if data.is_floating_point() and data.ndim == 2 else data[places]
    picked = data.index_select(axis, places.reshape(-1))
    return picked.reshape(*data.shape[:axis], *places.shape, *data.shape[axis + 1 :])


def _concat(attributes: Attributes, *values: Value) -> Value:
    if any(isinstance(value, Tensor) for value in values):
        return torch.cat([as_tensor(value) for value in values], dim=attributes["axis"])
    return np.concatenate(values, axis=attributes["axis"])


def _unsqueeze(_: Attributes, value: Value, axes: np.ndarray) -> Value:
    if not isinstance(value, Tensor):
        return np.expand_dims(value, tuple(axes.tolist()))
    rank = value.ndim + len(axes)
    for axis in sorted(int(axis) % rank for axis in axes):
        value = value.unsqueeze(axis)
    return value


def _squeeze(_: Attributes, value: Value, axes: Value = None) -> Value:
    if axes is None:
        return value.squeeze()
    return value.squeeze(tuple(int(axis) for axis in axes))


def _slice(_: Attributes, data: Value, starts: Value, ends: Value, axes: Value = None, steps: Value = None) -> Value:
    axes = range(len(starts)) if axes is None else axes.tolist()
    steps = [1] * len(starts) if steps is None else steps.tolist()
    cuts = [slice(None)] * data.ndim
    for axis, start, end, step in zip(axes, sizes(starts), sizes(ends), steps, strict=True):
        cuts[axis] = _cut(data.shape[axis], start, end, step)
    return data if all(cut == slice(None) for cut in cuts) else data[tuple(cuts)]


def _cut(size: Any, start: Any, end: Any, step: int) -> slice:
    """Return Python's slice; a whole axis is left alone, as Core ML has no operation that only renames."""
    reaches_end = isinstance(end, int) and (end > _LONGEST or (isinstance(size, int) and end >= size))
    if reaches_end and step == 1 and isinstance(start, int) and start == 0:
        return slice(None)
    return slice(start, None if reaches_end else end, step)


def _split(attributes: Attributes, data: Tensor, parts: Value) -> tuple[Tensor, ...]:
    return torch.split(data, sizes(parts), dim=attributes.get("axis", 0))


def _reshape(_: Attributes, data: Value, shape: np.ndarray) -> Value:
    target = [
        data.shape[axis] if isinstance(size, int) and size == 0 else size for axis, size in enumerate(sizes(shape))
    ]
    return data.reshape(target)


def _expand(_: Attributes, data: Value, shape: np.ndarray) -> Tensor:
    tensor = as_tensor(data)
    return tensor.expand(torch.broadcast_shapes(tensor.shape, sizes(shape)))


def _flatten(attributes: Attributes, data: Tensor) -> Tensor:
    axis = attributes.get("axis", 1) % max(data.ndim, 1)
    return data.flatten(axis) if axis == 1 else data.reshape(int(np.prod(data.shape[:axis])), -1)


def _transpose(attributes: Attributes, data: Value) -> Value:
    order = attributes.get("perm", list(range(data.ndim))[::-1])
    return data.permute(order) if isinstance(data, Tensor) else data.transpose(order)


def _constant_of_shape(attributes: Attributes, shape: np.ndarray) -> np.ndarray:
    value = numpy_helper.to_array(attributes["value"])
    return np.full(tuple(shape.tolist()), value[0])


def _where(_: Attributes, condition: Value, first: Value, second: Value) -> Value:
    if any(isinstance(value, Tensor) for value in (condition, first, second)):
        return torch.where(as_tensor(condition), as_tensor(first), as_tensor(second))  # Core ML Tools wants tensors
    return np.where(condition, first, second)


def _gather_elements(attributes: Attributes, data: Tensor, places: Tensor) -> Tensor:
    return torch.gather(data, attributes.get("axis", 0), places)


def _top_k(attributes: Attributes, data: Tensor, count: np.ndarray) -> tuple[Tensor, Tensor]:
    best = torch.topk(
        data, int(count.item()), dim=attributes.get("axis", -1), largest=bool(attributes.get("largest", 1))
    )
    return best.values, best.indices


SHAPE_OPERATORS: dict[str, Operator] = {
    "Cast": _cast,
    "Concat": _concat,
    "ConstantOfShape": _constant_of_shape,
    "Expand": _expand,
    "Flatten": _flatten,
    "Gather": _gather,
    "GatherElements": _gather_elements,
    "Identity": lambda _, value: value,
    "Reshape": _reshape,
    "Shape": _shape,
    "Slice": _slice,
    "Split": _split,
    "Squeeze": _squeeze,
    "TopK": _top_k,
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
    "Where": _where,
}
