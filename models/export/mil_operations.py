"""The operations of Core ML programs in torch, for `mil_runner`: those that exports of the shipped networks use.

From their definitions in Core ML Tools' reference (`coremltools.converters.mil.mil.ops.defs`), iOS 15 and 16.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from albumen.errors import ModelError

Inputs = Mapping[str, Any]
HALF = "fp16"


def _sizes(value: Tensor) -> list[int]:
    return [int(item) for item in value.reshape(-1)]


def _cast(inputs: Inputs) -> Tensor:
    kinds = {"fp16": torch.float16, "fp32": torch.float32, "int32": torch.int64, "bool": torch.bool}
    value = inputs["x"].to(kinds[inputs["dtype"]])
    return value.float() if inputs["dtype"] == HALF else value


def _conv(inputs: Inputs) -> Tensor:
    data, pad = inputs["x"], _sizes(inputs["pad"]) if inputs.get("pad") is not None else [0, 0, 0, 0]
    if inputs["pad_type"] == "custom":
        data = F.pad(data, (pad[2], pad[3], pad[0], pad[1]))
    elif inputs["pad_type"] != "valid":
        raise ModelError(f"The padding {inputs['pad_type']} is not known to the parity check.")
    strides, dilations = _sizes(inputs["strides"]), _sizes(inputs["dilations"])
    return F.conv2d(data, inputs["weight"], inputs.get("bias"), strides, 0, dilations, int(inputs["groups"]))


def _max_pool(inputs: Inputs) -> Tensor:
    data = F.pad(inputs["x"], _pool_padding(inputs), value=float("-inf"))
    return F.max_pool2d(data, _sizes(inputs["kernel_sizes"]), _sizes(inputs["strides"]))


def _average_pool(inputs: Inputs) -> Tensor:
    padding = _pool_padding(inputs)
    if any(padding) and inputs["exclude_padding_from_average"]:
        raise ModelError("Averages without their padding are not known to the parity check.")
    return F.avg_pool2d(F.pad(inputs["x"], padding), _sizes(inputs["kernel_sizes"]), _sizes(inputs["strides"]))


def _pool_padding(inputs: Inputs) -> tuple[int, int, int, int]:
    """Return torch's order, the last axis first, of (top, bottom, left, right)."""
    top, bottom, left, right = _sizes(inputs["pad"]) if inputs["pad_type"] == "custom" else [0, 0, 0, 0]
    return left, right, top, bottom


def _upsample_nearest(inputs: Inputs) -> Tensor:
    factors = (float(inputs["scale_factor_height"]), float(inputs["scale_factor_width"]))
    return F.interpolate(inputs["x"], scale_factor=factors, mode="nearest")


def _upsample_bilinear(inputs: Inputs) -> Tensor:
    factors = (float(inputs["scale_factor_height"]), float(inputs["scale_factor_width"]))
    if inputs["align_corners"] or inputs.get("half_pixel_centers") is False:
        raise ModelError("Enlarging by other than half-pixel centres is not known to the parity check.")
    return F.interpolate(inputs["x"], scale_factor=factors, mode="bilinear", align_corners=False)


def _pad(inputs: Inputs) -> Tensor:
    if inputs["mode"] != "constant":
        raise ModelError(f"The padding {inputs['mode']} is not known to the parity check.")
    ends = _sizes(inputs["pad"])
    sides = [side for axis in reversed(range(len(ends) // 2)) for side in ends[2 * axis : 2 * axis + 2]]
    return F.pad(inputs["x"], sides, value=float(inputs["constant_val"]))


def _cumulative_sum(inputs: Inputs) -> Tensor:
    if inputs["exclusive"] or inputs["reverse"]:
        raise ModelError("A sum that excludes or turns round is not known to the parity check.")
    return torch.cumsum(inputs["x"], dim=int(inputs["axis"]))


def _hard_sigmoid(inputs: Inputs) -> Tensor:
    return (inputs["x"] * float(inputs["alpha"]) + float(inputs["beta"])).clamp(0.0, 1.0)


def _top_k(inputs: Inputs) -> tuple[Tensor, Tensor]:
    best = torch.topk(inputs["x"], int(inputs["k"]), dim=int(inputs["axis"]), largest=not inputs.get("ascending"))
    return best.values, best.indices


def _slice(inputs: Inputs) -> Tensor:
    data, begin, end = inputs["x"], _sizes(inputs["begin"]), _sizes(inputs["end"])
    strides = _sizes(inputs["stride"]) if inputs.get("stride") is not None else [1] * data.ndim
    masks = [inputs.get(name) for name in ("begin_mask", "end_mask", "squeeze_mask")]
    from_start, to_end, squeezed = ([False] * data.ndim if mask is None else mask.tolist() for mask in masks)
    cuts: list[Any] = []
    for axis in range(data.ndim):
        if squeezed[axis]:
            cuts.append(begin[axis])
        else:
            first, last = (None if from_start[axis] else begin[axis]), (None if to_end[axis] else end[axis])
            cuts.append(slice(first, last, strides[axis]))
    return data[tuple(cuts)]


def _gather(inputs: Inputs) -> Tensor:
    data, places, axis = inputs["x"], inputs["indices"].long(), int(inputs["axis"])
    picked = data.index_select(axis, places.reshape(-1))
    return picked.reshape(*data.shape[:axis], *places.shape, *data.shape[axis + 1 :])


def _matmul(inputs: Inputs) -> Tensor:
    first, second = inputs["x"], inputs["y"]
    first = first.transpose(-1, -2) if inputs.get("transpose_x") else first
    return first @ (second.transpose(-1, -2) if inputs.get("transpose_y") else second)


def _gelu(inputs: Inputs) -> Tensor:
    if inputs["mode"] != "EXACT":
        raise ModelError(f"The gelu {inputs['mode']} is not known to the parity check.")
    return F.gelu(inputs["x"])


def _layer_norm(inputs: Inputs) -> Tensor:
    shape = [inputs["x"].shape[axis] for axis in _sizes(inputs["axes"])]
    return F.layer_norm(inputs["x"], shape, inputs["gamma"], inputs["beta"], float(inputs["epsilon"]))


def _expand_dims(inputs: Inputs) -> Tensor:
    value = inputs["x"]
    for axis in sorted(_sizes(inputs["axes"])):
        value = value.unsqueeze(axis)
    return value


def _affine(inputs: Inputs) -> Tensor:
    levels, axis = inputs["quantized_data"], int(inputs["axis"])
    shape = [-1 if index == axis else 1 for index in range(levels.ndim)]
    return (levels - inputs["zero_point"].reshape(shape)) * inputs["scale"].reshape(shape)


def _palette(inputs: Inputs) -> Tensor:
    return inputs["lut"][inputs["indices"]].reshape(_sizes(inputs["shape"]))


def _binary(function: Callable[[Any, Any], Tensor]) -> Callable[[Inputs], Tensor]:
    return lambda inputs: function(inputs["x"], inputs["y"])


def _unary(function: Callable[[Tensor], Tensor]) -> Callable[[Inputs], Tensor]:
    return lambda inputs: function(inputs["x"])


def _reduce(function: Callable[..., Tensor]) -> Callable[[Inputs], Tensor]:
    return lambda inputs: function(inputs["x"], dim=_sizes(inputs["axes"]), keepdim=bool(inputs["keep_dims"]))


OPERATIONS: dict[str, Callable[[Inputs], Any]] = {
    "add": _binary(torch.add),
    "avg_pool": _average_pool,
    "cast": _cast,
    "clip": lambda inputs: inputs["x"].clamp(float(inputs["alpha"]), float(inputs["beta"])),
    "concat": lambda inputs: torch.cat(inputs["values"], dim=int(inputs["axis"])),
    "constexpr_affine_dequantize": _affine,
    "constexpr_lut_to_dense": _palette,
    "conv": _conv,
    "cos": _unary(torch.cos),
    "cumsum": _cumulative_sum,
    "equal": _binary(torch.eq),
    "exp": _unary(torch.exp),
    "expand_dims": _expand_dims,
    "floor_div": _binary(lambda first, second: torch.div(first, second, rounding_mode="floor")),
    "gather": _gather,
    "gather_along_axis": lambda inputs: torch.gather(inputs["x"], int(inputs["axis"]), inputs["indices"].long()),
    "gelu": _gelu,
    "layer_norm": _layer_norm,
    "less": _binary(torch.lt),
    "linear": lambda inputs: F.linear(inputs["x"], inputs["weight"], inputs.get("bias")),
    "logical_and": _binary(torch.logical_and),
    "logical_not": _unary(torch.logical_not),
    "logical_xor": _binary(torch.logical_xor),
    "matmul": _matmul,
    "max_pool": _max_pool,
    "mod": _binary(torch.remainder),
    "mul": _binary(torch.mul),
    "pad": _pad,
    "real_div": _binary(torch.div),
    "reduce_l2_norm": _reduce(torch.linalg.vector_norm),
    "reduce_max": _reduce(torch.amax),
    "reduce_mean": _reduce(torch.mean),
    "reduce_sum": _reduce(torch.sum),
    "relu": _unary(torch.relu),
    "relu6": _unary(F.relu6),
    "reshape": lambda inputs: inputs["x"].reshape(_sizes(inputs["shape"])),
    "select": lambda inputs: torch.where(inputs["cond"], inputs["a"], inputs["b"]),
    "sigmoid": _unary(torch.sigmoid),
    "sigmoid_hard": _hard_sigmoid,
    "sin": _unary(torch.sin),
    "slice_by_index": _slice,
    "softmax": lambda inputs: inputs["x"].softmax(int(inputs["axis"])),
    "split": lambda inputs: torch.split(inputs["x"], _sizes(inputs["split_sizes"]), dim=int(inputs["axis"])),
    "sqrt": _unary(torch.sqrt),
    "squeeze": lambda inputs: inputs["x"].squeeze(tuple(_sizes(inputs["axes"]))),
    "sub": _binary(torch.sub),
    "tanh": _unary(torch.tanh),
    "thresholded_relu": lambda inputs: inputs["x"] * (inputs["x"] >= float(inputs["alpha"])),
    "tile": lambda inputs: inputs["x"].repeat(_sizes(inputs["reps"])),
    "topk": _top_k,
    "transpose": lambda inputs: inputs["x"].permute(_sizes(inputs["perm"])),
    "upsample_bilinear": _upsample_bilinear,
    "upsample_nearest_neighbor": _upsample_nearest,
}
