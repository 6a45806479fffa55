"""A bundled graph as a Core ML package: an mlprogram for iOS 16 and macOS 13 or later, with 8-bit weights.

One photo or one text at a time and no open sizes (`open_sizes`), as the Neural Engine wants it; activations are fp16. Made on any
machine; Core ML itself predicts on a Mac or an iPhone only, so elsewhere `mil_runner` stands in for it.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from albumen.errors import ModelError
from models.compression.int8 import MIN_SIZE
from models.export.onnx_module import OnnxModule
from models.export.open_sizes import fix_shape
from models.export.palette import find_palette
from models.export.plan import WeightKind
from models.export.quiet import quiet_core_ml
from models.export.torch_program import capture

if TYPE_CHECKING:
    from pathlib import Path

    from onnx import ModelProto, ValueInfoProto

_FLOATS, _IMAGE, _WHOLE = 1, 2, 7  # kinds of tensors, by ONNX's numbers; uint8 is an image, (1, H, W, 3)
_DTYPES = {_FLOATS: np.float32, _WHOLE: np.int32}
_READERS = ("Conv", "MatMul", "Gemm", "Gather")  # the operations whose weights ship as int8 where they are large


def find_float_size(shipped: ModelProto) -> int:
    """Return how many values the largest kernel, matrix or table has that ships as floats; `MIN_SIZE` at least.

    A network keeps floats where int8 costs too much: lift-s, whose depthwise kernels are sensitive, below 20,000 values.
    """
    read = {name for node in shipped.graph.node if node.op_type in _READERS for name in node.input}
    weights = [tensor for tensor in shipped.graph.initializer if tensor.name in read and len(tensor.dims) > 1]
    return max([MIN_SIZE, *(prod(tensor.dims) for tensor in weights if tensor.data_type == _FLOATS)])


def convert(model: ModelProto, weights: WeightKind, sizes: dict[str, int], *, largest_float: int = MIN_SIZE) -> Any:
    """Convert a float graph.

    Args:
        model: A graph whose weights are floats (`restore_floats`).
        weights: `FLOAT` is fp16 here.
        sizes: A value for each size that the graph leaves open; shorter texts are padded under the mask.
        largest_float: Weights with this many values and smaller ones stay floats: `find_float_size` of what ships.

    Returns:
        A `coremltools.models.MLModel`.

    Raises:
        ModelError: Core ML Tools cannot convert the network.
    """
    kinds = [_kind(tensor) for tensor in model.graph.input]
    shapes = [_shape(tensor, sizes) for tensor in model.graph.input]
    example = tuple(_example(*pair) for pair in zip(kinds, shapes, strict=True))
    program = capture(_PhoneInputs(OnnxModule(model), kinds), example)
    with quiet_core_ml():
        import coremltools as ct

        try:
            converted = ct.convert(
                program.run_decompositions({}),
                inputs=[_input(tensor, shape) for tensor, shape in zip(model.graph.input, shapes, strict=True)],
                outputs=[
                    ct.TensorType(name=tensor.name, dtype=_DTYPES[_kind(tensor)]) for tensor in model.graph.output
                ],
                minimum_deployment_target=ct.target.iOS16,
                convert_to="mlprogram",
            )
        except (NotImplementedError, RuntimeError, TypeError, ValueError) as error:
            raise ModelError(f"Core ML Tools cannot convert the network: {error}") from error
        return _compress(converted, weights, largest_float)


def save(converted: Any, path: Path, facts: dict[str, str], tensors: dict[str, str]) -> None:
    """Write an `.mlpackage` that names its author, licence, version, inputs and outputs."""
    converted.author = facts["author"]
    converted.license = facts["licence"]
    converted.version = facts["version"]
    converted.short_description = facts["description"]
    for name, value in facts.items():
        converted.user_defined_metadata[name] = value
    for name in converted.input_description:
        converted.input_description[name] = tensors[name]
    for name in converted.output_description:
        converted.output_description[name] = tensors[name]
    with quiet_core_ml():
        converted.save(str(path))


class _PhoneInputs(nn.Module):
    """Takes images as Core ML gives them, (1, 3, H, W), and 32-bit whole numbers."""

    def __init__(self, network: OnnxModule, kinds: list[int]) -> None:
        super().__init__()
        self.network = network
        self._kinds = kinds

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Rearrange the inputs, run the network."""
        return self.network(*(_as_shipped(value, kind) for value, kind in zip(inputs, self._kinds, strict=True)))


def _as_shipped(value: Tensor, kind: int) -> Tensor:
    if kind == _IMAGE:
        return value.permute(0, 2, 3, 1)
    return value.long() if kind == _WHOLE else value


def _kind(tensor: ValueInfoProto) -> int:
    return int(tensor.type.tensor_type.elem_type)


def _shape(tensor: ValueInfoProto, sizes: dict[str, int]) -> tuple[int, ...]:
    shape = fix_shape(tensor, sizes)
    if _kind(tensor) != _IMAGE:
        return shape
    if len(shape) != 4 or shape[3] != 3:
        raise ModelError(f"The input {tensor.name} is bytes but no RGB image; Core ML export does not know it.")
    return shape[0], shape[3], shape[1], shape[2]


def _example(kind: int, shape: tuple[int, ...]) -> Tensor:
    return torch.zeros(shape, dtype=torch.int32 if kind == _WHOLE else torch.float32)


def _input(tensor: ValueInfoProto, shape: tuple[int, ...]) -> Any:
    """Return an image that apps hand over as a pixel buffer (values 0 to 255; the graph normalises), or an array."""
    import coremltools as ct

    if _kind(tensor) == _IMAGE:
        return ct.ImageType(name=tensor.name, shape=shape, color_layout=ct.colorlayout.RGB)
    return ct.TensorType(name=tensor.name, shape=shape, dtype=_DTYPES[_kind(tensor)])


def _compress(converted: Any, weights: WeightKind, largest_float: int) -> Any:
    """Store weights of more values than `largest_float` in 8 bits.

    Convolutions are linear in either kind: one palette for all channels of a depthwise one, whose sizes differ by
    hundreds, moved embeddings by up to 0.012; a palette for each channel needs iOS 18.
    """
    from coremltools.optimize import coreml

    if weights is WeightKind.FLOAT:
        return converted
    linear = coreml.OpLinearQuantizerConfig(
        mode="linear_symmetric", dtype="int8", granularity="per_channel", weight_threshold=largest_float
    )
    if weights is WeightKind.LINEAR:
        return coreml.linear_quantize_weights(converted, coreml.OptimizationConfig(linear))
    palette = coreml.OpPalettizerConfig(mode="custom", lut_function=find_palette, weight_threshold=largest_float)
    coloured = coreml.palettize_weights(converted, coreml.OptimizationConfig(palette, op_type_configs={"conv": None}))
    return coreml.linear_quantize_weights(coloured, coreml.OptimizationConfig(op_type_configs={"conv": linear}))
