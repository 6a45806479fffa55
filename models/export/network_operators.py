"""Operators of networks proper: convolutions, products, norms, pools; https://onnx.ai/onnx/operators/, opset 17."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from albumen.errors import ModelError
from models.export.values import Attributes, Operator, Value, operand, sizes, unary

_RESIZE_MODES = {"nearest": "nearest", "linear": "bilinear", "cubic": "bicubic"}


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
    return torch.clamp(data, *(None if bound is None else operand(bound) for bound in (low, high)))


def _hard_sigmoid(attributes: Attributes, data: Tensor) -> Tensor:
    return torch.clamp(data * attributes.get("alpha", 0.2) + attributes.get("beta", 0.5), 0.0, 1.0)


def _cumulative_sum(attributes: Attributes, data: Tensor, axis: Value) -> Tensor:
    if attributes.get("exclusive", 0) or attributes.get("reverse", 0):
        raise ModelError("CumSum is converted as it is by default: from the first on, each element with itself.")
    return torch.cumsum(data, dim=int(axis.item()))


def _pad(attributes: Attributes, data: Tensor, pads: Value, fill: Value = None) -> Tensor:
    """Pad with a constant; torch wants the last axis first, and each axis's two ends beside each other."""
    if attributes.get("mode", b"constant") != b"constant":
        raise ModelError("Pad is converted with a constant alone.")
    ends = sizes(pads)
    rank = len(ends) // 2
    sides = [side for axis in reversed(range(rank)) for side in (ends[axis], ends[axis + rank])]
    while sides and sides[-2:] == [0, 0]:  # Core ML pads pictures, not batches and channels
        sides = sides[:-2]
    return F.pad(data, sides, value=0.0 if fill is None else float(operand(fill)))


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
    return F.max_pool2d(data, attributes["kernel_shape"], attributes.get("strides", [1, 1]), padding)


def _average_pool(attributes: Attributes, data: Tensor) -> Tensor:
    data, padding = _pad_symmetric(attributes, data, 0.0)
    counts_padding = bool(attributes.get("count_include_pad", 0))
    return F.avg_pool2d(
        data, attributes["kernel_shape"], attributes.get("strides", [1, 1]), padding, count_include_pad=counts_padding
    )


def _resize(attributes: Attributes, data: Tensor, _: Value = None, scales: Value = None, shape: Value = None) -> Tensor:
    mode = _RESIZE_MODES[attributes.get("mode", b"nearest").decode()]
    aligns = attributes.get("coordinate_transformation_mode", b"half_pixel") == b"align_corners"
    corners = None if mode == "nearest" else aligns
    if shape is not None:
        return F.interpolate(data, size=sizes(shape)[2:], mode=mode, align_corners=corners)
    factors = sizes(scales)[2:]
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


def _batch_norm(
    attributes: Attributes, data: Tensor, weight: Tensor, bias: Tensor, mean: Tensor, variance: Tensor
) -> Tensor:
    """Scale by what was learnt; the mean goes first, so that fp16 keeps what is left."""
    shape = [1, -1] + [1] * (data.ndim - 2)
    scale = weight * torch.rsqrt(variance + attributes.get("epsilon", 1e-5))
    return (data - mean.reshape(shape)) * scale.reshape(shape) + bias.reshape(shape)


NETWORK_OPERATORS: dict[str, Operator] = {
    "AveragePool": _average_pool,
    "BatchNormalization": _batch_norm,
    "Clip": _clip,
    "Conv": _conv,
    "ConvTranspose": _conv_transpose,
    "Cos": unary(torch.cos),
    "CumSum": _cumulative_sum,
    "DequantizeLinear": _dequantize,
    "Einsum": _einsum,
    "Erf": unary(torch.erf),
    "Exp": unary(torch.exp),
    "Gemm": _gemm,
    "GlobalAveragePool": lambda _, data: data.mean(list(range(2, data.ndim)), keepdim=True),
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": unary(F.hardswish),
    "LayerNormalization": _layer_norm,
    "MatMul": _matmul,
    "MaxPool": _max_pool,
    "Pad": _pad,
    "ReduceL2": _reduce(lambda data, axes, keeps: torch.linalg.vector_norm(data, dim=axes, keepdim=keeps)),
    "ReduceMax": _reduce(lambda data, axes, keeps: data.amax(axes, keepdim=keeps)),
    "ReduceMean": _reduce(lambda data, axes, keeps: data.mean(axes, keepdim=keeps)),
    "ReduceSum": _reduce(lambda data, axes, keeps: data.sum(axes, keepdim=keeps)),
    "Relu": unary(torch.relu),
    "Resize": _resize,
    "Sigmoid": unary(torch.sigmoid),
    "Sin": unary(torch.sin),
    "Softmax": _softmax,
    "Tanh": unary(torch.tanh),
}
