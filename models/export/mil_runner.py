"""Run a saved Core ML package in torch, on machines that have no Core ML.

Core ML predicts on Apple's systems only. This reads the package as it lies on disk (its program, its compressed weights)
and computes each operation from its definition, with results rounded to fp16 where the program says fp16: what a phone
would give, but for the order of its sums. For parity checks; slow. Operations: Core ML Tools' reference, `iOS15`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from albumen.errors import ModelError
from models.export.quiet import quiet_core_ml

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

Inputs = Mapping[str, Any]
_HALF = "fp16"


class MilRunner:
    """One `.mlpackage`, ready to run."""

    def __init__(self, path: Path) -> None:
        with quiet_core_ml():
            import coremltools as ct
            from coremltools.converters.mil.frontend.milproto.load import load

            self.package = ct.models.MLModel(str(path), skip_model_load=True)
            spec = self.package.get_spec()
            program = load(spec, spec.specificationVersion, self.package.weights_dir)
        self.function = program.functions["main"]

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return all outputs; images are given as (1, 3, H, W) values from 0 to 255.

        Raises:
            ModelError: The program has an operation that is not known here.
        """
        values = {name: torch.from_numpy(np.array(array)) for name, array in inputs.items()}
        for operation in self.function.operations:
            if operation.op_type == "const":
                values[operation.outputs[0].name] = _constant(operation.outputs[0].val)
                continue
            results = _run(operation, values)
            for variable, result in zip(operation.outputs, results, strict=True):
                values[variable.name] = _rounded(result, variable)
        return {output.name: values[output.name].numpy() for output in self.function.outputs}


def _run(operation: Any, values: dict[str, Any]) -> tuple[Tensor, ...]:
    if operation.op_type not in _OPERATIONS:
        raise ModelError(f"The Core ML operation {operation.op_type} is not known to the parity check.")
    result = _OPERATIONS[operation.op_type]({name: _read(value, values) for name, value in operation.inputs.items()})
    return result if isinstance(result, tuple) else (result,)


def _read(variable: Any, values: dict[str, Any]) -> Any:
    if isinstance(variable, list | tuple):
        return [values[item.name] for item in variable]
    return None if variable is None else values[variable.name]


def _constant(value: Any) -> Any:
    """Return arrays as tensors, fp16 ones widened for torch's sums; settings such as axes stay as they are."""
    if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind not in "fiu":
        return value
    array = np.asarray(value)
    return torch.from_numpy(np.array(array.astype(np.float32) if array.dtype.kind == "f" else array.astype(np.int64)))


def _rounded(result: Tensor, variable: Any) -> Tensor:
    is_half = result.is_floating_point() and getattr(variable.dtype, "__name__", "") == _HALF
    return result.half().float() if is_half else result


def _sizes(value: Tensor) -> list[int]:
    return [int(item) for item in value.reshape(-1)]


def _cast(inputs: Inputs) -> Tensor:
    kinds = {"fp16": torch.float16, "fp32": torch.float32, "int32": torch.int64, "bool": torch.bool}
    value = inputs["x"].to(kinds[inputs["dtype"]])
    return value.float() if inputs["dtype"] == _HALF else value


def _conv(inputs: Inputs) -> Tensor:
    data, pad = inputs["x"], _sizes(inputs["pad"]) if inputs.get("pad") is not None else [0, 0, 0, 0]
    if inputs["pad_type"] == "custom":
        data = F.pad(data, (pad[2], pad[3], pad[0], pad[1]))
    elif inputs["pad_type"] != "valid":
        raise ModelError(f"The padding {inputs['pad_type']} is not known to the parity check.")
    strides, dilations = _sizes(inputs["strides"]), _sizes(inputs["dilations"])
    return F.conv2d(data, inputs["weight"], inputs.get("bias"), strides, 0, dilations, int(inputs["groups"]))


def _max_pool(inputs: Inputs) -> Tensor:
    pad = _sizes(inputs["pad"]) if inputs["pad_type"] == "custom" else [0, 0, 0, 0]
    data = F.pad(inputs["x"], (pad[2], pad[3], pad[0], pad[1]), value=float("-inf"))
    return F.max_pool2d(data, _sizes(inputs["kernel_sizes"]), _sizes(inputs["strides"]))


def _upsample(inputs: Inputs) -> Tensor:
    factors = (float(inputs["scale_factor_height"]), float(inputs["scale_factor_width"]))
    return F.interpolate(
        inputs["x"], scale_factor=factors, mode="bilinear", align_corners=bool(inputs["align_corners"])
    )


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


_OPERATIONS: dict[str, Callable[[Inputs], Any]] = {
    "add": _binary(torch.add),
    "cast": _cast,
    "clip": lambda inputs: inputs["x"].clamp(float(inputs["alpha"]), float(inputs["beta"])),
    "concat": lambda inputs: torch.cat(inputs["values"], dim=int(inputs["axis"])),
    "constexpr_affine_dequantize": _affine,
    "constexpr_lut_to_dense": _palette,
    "conv": _conv,
    "exp": _unary(torch.exp),
    "expand_dims": _expand_dims,
    "gather": _gather,
    "gelu": _gelu,
    "layer_norm": _layer_norm,
    "linear": lambda inputs: F.linear(inputs["x"], inputs["weight"], inputs.get("bias")),
    "matmul": _matmul,
    "max_pool": _max_pool,
    "mul": _binary(torch.mul),
    "real_div": _binary(torch.div),
    "reduce_l2_norm": _reduce(torch.linalg.vector_norm),
    "reduce_max": _reduce(torch.amax),
    "reduce_mean": _reduce(torch.mean),
    "reduce_sum": _reduce(torch.sum),
    "relu": _unary(torch.relu),
    "reshape": lambda inputs: inputs["x"].reshape(_sizes(inputs["shape"])),
    "sigmoid": _unary(torch.sigmoid),
    "slice_by_index": _slice,
    "softmax": lambda inputs: inputs["x"].softmax(int(inputs["axis"])),
    "split": lambda inputs: torch.split(inputs["x"], _sizes(inputs["split_sizes"]), dim=int(inputs["axis"])),
    "sqrt": _unary(torch.sqrt),
    "squeeze": lambda inputs: inputs["x"].squeeze(tuple(_sizes(inputs["axes"]))),
    "sub": _binary(torch.sub),
    "tanh": _unary(torch.tanh),
    "tile": lambda inputs: inputs["x"].repeat(_sizes(inputs["reps"])),
    "transpose": lambda inputs: inputs["x"].permute(_sizes(inputs["perm"])),
    "upsample_bilinear": _upsample,
}
