"""A bundled graph as a Core ML package: an mlprogram for iOS 16 and macOS 13 or later, with 8-bit weights.

One photo or one text at a time and no open sizes, as the Neural Engine wants it; activations are fp16. Made on any
machine; Core ML itself predicts on a Mac or an iPhone only, so elsewhere `mil_runner` stands in for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from albumen.errors import ModelError
from models.compression.int8 import MIN_SIZE
from models.export.onnx_module import OnnxModule
from models.export.palette import find_palette
from models.export.plan import WeightKind
from models.export.quiet import quiet_core_ml
from models.export.torch_program import capture

if TYPE_CHECKING:
    from pathlib import Path

    from onnx import ModelProto

_DTYPES = {1: np.float32, 7: np.int32}  # of outputs, by ONNX's numbers
_IMAGE, _TOKENS = 4, 2  # ranks of the two kinds of input: (N, H, W, 3) uint8 and (N, L) int64


def convert(model: ModelProto, weights: WeightKind, *, max_tokens: int) -> Any:
    """Convert a float graph.

    Args:
        model: A graph whose weights are floats (`restore_floats`).
        weights: `FLOAT` is fp16 here.
        max_tokens: The fixed length of texts; shorter ones are padded under the mask.

    Returns:
        A `coremltools.models.MLModel`.

    Raises:
        ModelError: Core ML Tools cannot convert the network.
    """
    shapes = [_shape(tensor, max_tokens) for tensor in model.graph.input]
    example = tuple(_example(shape) for shape in shapes)
    program = capture(_PhoneInputs(OnnxModule(model)), example)
    with quiet_core_ml():
        import coremltools as ct

        try:
            converted = ct.convert(
                program.run_decompositions({}),
                inputs=[_input(tensor.name, shape) for tensor, shape in zip(model.graph.input, shapes, strict=True)],
                outputs=[
                    ct.TensorType(name=tensor.name, dtype=_DTYPES[_kind(tensor)]) for tensor in model.graph.output
                ],
                minimum_deployment_target=ct.target.iOS16,
                convert_to="mlprogram",
            )
        except (NotImplementedError, RuntimeError, TypeError, ValueError) as error:
            raise ModelError(f"Core ML Tools cannot convert the network: {error}") from error
        return _compress(converted, weights)


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
    """Takes images as Core ML gives them, (1, 3, H, W), and 32-bit token numbers."""

    def __init__(self, network: OnnxModule) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Rearrange the inputs, run the network."""
        return self.network(*(value.permute(0, 2, 3, 1) if value.ndim == _IMAGE else value.long() for value in inputs))


def _shape(tensor: Any, max_tokens: int) -> tuple[int, ...]:
    dims = [dim.dim_value for dim in tensor.type.tensor_type.shape.dim]
    if len(dims) == _IMAGE:
        return (1, dims[3], dims[1], dims[2])
    if len(dims) == _TOKENS:
        return (1, max_tokens)
    raise ModelError(f"The input {tensor.name} is neither an image nor tokens; Core ML export does not know it.")


def _kind(tensor: Any) -> int:
    return int(tensor.type.tensor_type.elem_type)


def _example(shape: tuple[int, ...]) -> Tensor:
    return torch.zeros(shape, dtype=torch.float32 if len(shape) == _IMAGE else torch.int32)


def _input(name: str, shape: tuple[int, ...]) -> Any:
    """Return an image that apps hand over as a pixel buffer (values 0 to 255; the graph normalises), or tokens."""
    import coremltools as ct

    if len(shape) == _IMAGE:
        return ct.ImageType(name=name, shape=shape, color_layout=ct.colorlayout.RGB)
    return ct.TensorType(name=name, shape=shape, dtype=np.int32)


def _compress(converted: Any, weights: WeightKind) -> Any:
    """Store large weights in 8 bits; the same ones as in the shipped bundle, since their size decides.

    Convolutions are linear in either kind: one palette for all channels of a depthwise one, whose sizes differ by
    hundreds, moved embeddings by up to 0.012; a palette for each channel needs iOS 18.
    """
    from coremltools.optimize import coreml

    if weights is WeightKind.FLOAT:
        return converted
    linear = coreml.OpLinearQuantizerConfig(
        mode="linear_symmetric", dtype="int8", granularity="per_channel", weight_threshold=MIN_SIZE
    )
    if weights is WeightKind.LINEAR:
        return coreml.linear_quantize_weights(converted, coreml.OptimizationConfig(linear))
    palette = coreml.OpPalettizerConfig(mode="custom", lut_function=find_palette, weight_threshold=MIN_SIZE)
    coloured = coreml.palettize_weights(converted, coreml.OptimizationConfig(palette, op_type_configs={"conv": None}))
    return coreml.linear_quantize_weights(coloured, coreml.OptimizationConfig(op_type_configs={"conv": linear}))
