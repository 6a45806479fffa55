"""ONNX operators (opset 17) as torch operations: those that the shipped networks use, and no more.

A value is a tensor, or a numpy array for what is about sizes: a shape that was asked for, an axis, a literal. Such
arithmetic then runs in Python while the network is captured, so that a captured program holds sizes, not sums over
sizes. A size that stays open (the batch) is a symbol of torch's in an array of dtype object. Semantics:
https://onnx.ai/onnx/operators/.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from albumen.errors import ModelError

Value = Any  # Tensor | NDArray, or None for an optional input that is left out
Attributes = Mapping[str, Any]
Operator = Callable[..., Value]

_DTYPES = {1: torch.float32, 2: torch.uint8, 3: torch.int8, 6: torch.int32, 7: torch.int64, 9: torch.bool}
_NUMPY_DTYPES = {1: np.float32, 6: np.int32, 7: np.int64, 9: np.bool_}
_LONGEST = np.iinfo(np.int32).max  # beyond it an end means "to the end"
_RESIZE_MODES = {"nearest": "nearest", "linear": "bilinear", "cubic": "bicubic"}


def as_tensor(value: Value) -> Tensor:
    """Return a value as a tensor."""
    return value if isinstance(value, Tensor) else torch.as_tensor(np.asarray(value).astype(_plain_dtype(value)))


def sizes(value: Value) -> list[Any]:
    """Return a one-dimensional value as a list of sizes, open ones as torch's symbols."""
    return list(value.tolist())


def _plain_dtype(value: np.ndarray) -> Any:
    return np.int64 if value.dtype == object else value.dtype


def _host(value: Any, dtype: Any = None) -> np.ndarray:
    """Wrap what numpy returned, which for a single object is that object itself."""
    return value if isinstance(value, np.ndarray) else np.asarray(value, dtype=dtype)


def _elementwise(tensors: Operator, arrays: Operator) -> Operator:
    def run(_: Attributes, *values: Value) -> Value:
        if any(isinstance(value, Tensor) for value in values):
            return tensors(*(_operand(value) for value in values))
        return _host(arrays(*values), values[0].dtype)

    return run


def _operand(value: Value) -> Any:
    """Return a tensor, or the number that an array of one element stands for."""
    if isinstance(value, Tensor):
        return value
    return value.item() if value.size == 1 and value.ndim <= 1 else as_tensor(value)


def _divide_arrays(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return first / second if np.issubdtype(first.dtype, np.floating) else first // second


def _unary(function: Callable[[Tensor], Tensor]) -> Operator:
    return lambda _, value: function(as_tensor(value))


def _sqrt(_: Attributes, value: Value) -> Value:
    return torch.sqrt(value) if isinstance(value, Tensor) else _host(np.sqrt(value))


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
        return _host(np.take(data, indices.astype(np.int64), axis=axis), data.dtype)
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


def _transpose(attributes: Attributes, data: Tensor) -> Tensor:
    return data.permute(attributes.get("perm", list(range(data.ndim))[::-1]))


def _matmul(_: Attributes, first: Tensor, second: Tensor) -> Tensor:
    """Multiply; by a matrix it is a linear layer, the form in which Core ML compresses weights by channel."""
    return F.linear(first, second.transpose(0, 1)) if second.ndim == 2 else first @ second


def _gemm(attributes: Attributes, first: Tensor, second: Tensor, bias: Value = None) -> Tensor:
    if attributes.get("alpha", 1.0) != 1.0 or attributes.get("beta", 1.0) != 1.0 or attributes.get("transA", 0):
        raise ModelError("Gemm with a scale or a transposed first matrix is not converted; write it as MatMul and Mul.")
    return F.linear(first, second if attributes.get("transB", 0) else second.transpose(0, 1), bias)


def _einsum(attributes: Attributes, *values: Tensor) -> Tensor:
    return torch.einsum(attributes["equation"], *values)


def _layer_norm(attributes: Attributes, data: Tensor, weight: Tensor, bias: Value = None) -> Tensor:
    return F.layer_norm(data, weight.shape, weight, bias, attributes.get("epsilon", 1e-5))


def _softmax(attributes: Attributes, data: Tensor) -> Tensor:
    return data.softmax(attributes.get("axis", -1))


def _clip(_: Attributes, data: Value, low: Value = None, high: Value = None) -> Tensor:
    return torch.clamp(data, *(None if bound is None else _operand(bound) for bound in (low, high)))


def _pad_symmetric(attributes: Attributes, data: Tensor, fill: float) -> tuple[Tensor, list[int]]:
    """Return the padding that torch takes beside its convolutions and pools; lopsided padding is done first."""
    if attributes.get("auto_pad", b"NOTSET") != b"NOTSET":
        raise ModelError("auto_pad is not converted; export the network with explicit padding.")
    rank = data.ndim - 2
    pads = list(attributes.get("pads", [0] * 2 * rank))
    if pads[:rank] == pads[rank:]:
        return data, pads[:rank]
    lopsided = [side for axis in reversed(range(rank)) for side in (pads[axis], pads[axis + rank])]
    return F.pad(data, lopsided, value=fill), [0] * rank


def _conv(attributes: Attributes, data: Tensor, weight: Tensor, bias: Value = None) -> Tensor:
    data, padding = _pad_symmetric(attributes, data, 0.0)
    ones = [1] * len(padding)
    convolve = F.conv1d if len(padding) == 1 else F.conv2d
    stride, dilation = attributes.get("strides", ones), attributes.get("dilations", ones)
    return convolve(data, weight, bias, stride, padding, dilation, attributes.get("group", 1))


def _conv_transpose(attributes: Attributes, data: Tensor, weight: Tensor, bias: Value = None) -> Tensor:
    pads, ones = attributes.get("pads", [0] * 4), [1, 1]
    return F.conv_transpose2d(
        data,
        weight,
        bias,
        stride=attributes.get("strides", ones),
        padding=pads[:2],
        output_padding=attributes.get("output_padding", [0, 0]),
        groups=attributes.get("group", 1),
        dilation=attributes.get("dilations", ones),
    )


def _max_pool(attributes: Attributes, data: Tensor) -> Tensor:
    data, padding = _pad_symmetric(attributes, data, float("-inf"))
    return F.max_pool2d(data, attributes["kernel_shape"], attributes.get("strides"), padding)


def _average_pool(attributes: Attributes, data: Tensor) -> Tensor:
    data, padding = _pad_symmetric(attributes, data, 0.0)
    counts_padding = bool(attributes.get("count_include_pad", 0))
    return F.avg_pool2d(
        data, attributes["kernel_shape"], attributes.get("strides"), padding, count_include_pad=counts_padding
    )


def _resize(attributes: Attributes, data: Tensor, _: Value = None, scales: Value = None, shape: Value = None) -> Tensor:
    mode = _RESIZE_MODES[attributes.get("mode", b"nearest").decode()]
    aligns = attributes.get("coordinate_transformation_mode", b"half_pixel") == b"align_corners"
    corners = None if mode == "nearest" else aligns
    if shape is not None:
        return F.interpolate(data, size=sizes(shape)[2:], mode=mode, align_corners=corners)
    factors = as_tensor(scales).tolist()[2:]
    return F.interpolate(data, scale_factor=factors, mode=mode, align_corners=corners)


def _reduce(function: Callable[[Tensor, list[int], bool], Tensor]) -> Operator:
    """Reduce over axes that are an attribute or, as in newer operators, an input; over all by default."""

    def run(attributes: Attributes, data: Tensor, axes: Value = None) -> Tensor:
        chosen: Sequence[int] = attributes.get("axes", list(range(data.ndim))) if axes is None else sizes(axes)
        return function(data, list(chosen), bool(attributes.get("keepdims", 1)))

    return run


def _dequantize(attributes: Attributes, levels: Tensor, scale: Tensor, zero: Value = None) -> Tensor:
    """Make floats of int8 levels; `zero` is ignored, as levels here are symmetric (`models.compression`)."""
    shape = [1] * levels.ndim
    shape[attributes.get("axis", 1)] = -1
    return levels.to(scale.dtype) * scale.reshape(shape)


OPERATORS: dict[str, Operator] = {
    "Add": _elementwise(operator.add, operator.add),
    "AveragePool": _average_pool,
    "Cast": _cast,
    "Clip": _clip,
    "Concat": _concat,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "DequantizeLinear": _dequantize,
    "Div": _elementwise(operator.truediv, _divide_arrays),
    "Einsum": _einsum,
    "Erf": _unary(torch.erf),
    "Exp": _unary(torch.exp),
    "Expand": _expand,
    "Flatten": _flatten,
    "Gather": _gather,
    "Gemm": _gemm,
    "GlobalAveragePool": lambda _, data: data.mean(list(range(2, data.ndim)), keepdim=True),
    "Identity": lambda _, value: value,
    "LayerNormalization": _layer_norm,
    "MatMul": _matmul,
    "MaxPool": _max_pool,
    "Mod": _elementwise(operator.mod, operator.mod),
    "Mul": _elementwise(operator.mul, operator.mul),
    "Pow": _elementwise(operator.pow, operator.pow),
    "ReduceL2": _reduce(lambda data, axes, keeps: torch.linalg.vector_norm(data, dim=axes, keepdim=keeps)),
    "ReduceMax": _reduce(lambda data, axes, keeps: data.amax(axes, keepdim=keeps)),
    "ReduceMean": _reduce(lambda data, axes, keeps: data.mean(axes, keepdim=keeps)),
    "ReduceSum": _reduce(lambda data, axes, keeps: data.sum(axes, keepdim=keeps)),
    "Relu": _unary(torch.relu),
    "Reshape": _reshape,
    "Resize": _resize,
    "Shape": _shape,
    "Sigmoid": _unary(torch.sigmoid),
    "Slice": _slice,
    "Softmax": _softmax,
    "Split": _split,
    "Sqrt": _sqrt,
    "Squeeze": _squeeze,
    "Sub": _elementwise(operator.sub, operator.sub),
    "Tanh": _unary(torch.tanh),
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
}
