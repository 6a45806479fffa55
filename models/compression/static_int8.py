"""Static int8 (QDQ): activations are int8 too, with ranges measured on calibration inputs.

Kept beside weight-only int8 to be measured, network by network: faster for some convolutional nets, slower or too
lossy for others. A recipe says which nodes are rounded, so that softmax, norms, GELU and the products inside attention
can stay float. `python -m models.compression --data DIR` prints the comparison; docs/models/export.md has it.
"""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from onnx import GraphProto, ModelProto, NodeProto

_PERCENTILE = 99.99
_HISTOGRAM_INPUTS = 16  # of percentiles and entropies: all of their activations are held at once, about 50 MB each


class Ranges(StrEnum):
    """How an activation's range is found: ONNX Runtime's calibration methods."""

    MIN_MAX = "MinMax"
    PERCENTILE = "Percentile"
    ENTROPY = "Entropy"


@dataclass(frozen=True, slots=True)
class StaticRecipe:
    """Which nodes become int8, chosen by looking at a node in its graph, and how their ranges are found."""

    name: str
    takes: Callable[[NodeProto, GraphProto], bool]
    ranges: Ranges


def takes_products(node: NodeProto, graph: GraphProto) -> bool:
    """Take every convolution and matrix product, those inside attention too."""
    return node.op_type in {"Conv", "MatMul", "Gemm"}


def takes_convolutions(node: NodeProto, graph: GraphProto) -> bool:
    """Take every convolution."""
    return node.op_type == "Conv"


def takes_pointwise(node: NodeProto, graph: GraphProto) -> bool:
    """Take 1 x 1 convolutions: dense, and without a depthwise one's few products for each channel."""
    return node.op_type == "Conv" and any(a.name == "kernel_shape" and set(a.ints) == {1} for a in node.attribute)


def takes_linear(node: NodeProto, graph: GraphProto) -> bool:
    """Take products with a weight, so none inside attention."""
    weights = {tensor.name for tensor in graph.initializer}
    return node.op_type in {"MatMul", "Gemm"} and node.input[1] in weights


def takes_linear_after_norm(node: NodeProto, graph: GraphProto) -> bool:
    """Take linear layers that read a norm's output, whose range is even; GELU's has long tails."""
    makers = {output: maker.op_type for maker in graph.node for output in maker.output}
    return takes_linear(node, graph) and makers.get(node.input[0]) == "LayerNormalization"


def takes_linear_before_gelu(node: NodeProto, graph: GraphProto) -> bool:
    """Take all linear layers but those that read GELU's output, a product by the last of its steps."""
    makers = {output: maker.op_type for maker in graph.node for output in maker.output}
    return takes_linear(node, graph) and makers.get(node.input[0]) != "Mul"


RECIPES = (
    StaticRecipe("all products, min-max", takes_products, Ranges.MIN_MAX),
    StaticRecipe("all products, percentile", takes_products, Ranges.PERCENTILE),
    StaticRecipe("convolutions, percentile", takes_convolutions, Ranges.PERCENTILE),
    StaticRecipe("1 x 1 convolutions, percentile", takes_pointwise, Ranges.PERCENTILE),
    StaticRecipe("linear, min-max", takes_linear, Ranges.MIN_MAX),
    StaticRecipe("linear, percentile", takes_linear, Ranges.PERCENTILE),
    StaticRecipe("linear, entropy", takes_linear, Ranges.ENTROPY),
    StaticRecipe("linear but after GELU, min-max", takes_linear_before_gelu, Ranges.MIN_MAX),
    StaticRecipe("linear after a norm, min-max", takes_linear_after_norm, Ranges.MIN_MAX),
)


def quantise_activations(
    model: ModelProto, calibration: Sequence[dict[str, np.ndarray]], recipe: StaticRecipe
) -> ModelProto | None:
    """Return a QDQ model: int8 weights per channel, uint8 activations; None where the recipe takes no node.

    Args:
        model: fp32 ONNX model.
        calibration: Inputs of typical forward passes.
        recipe: What to round, and how.
    """
    import onnx
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):  # its progress
        folder = Path(name)
        onnx.save(model, str(folder / "float.onnx"))
        quant_pre_process(str(folder / "float.onnx"), str(folder / "ready.onnx"), skip_symbolic_shape=True)
        ready = onnx.load(str(folder / "ready.onnx")).graph
        taken = [node for node in ready.node if recipe.takes(node, ready)]
        if not taken:
            return None
        quantize_static(
            str(folder / "ready.onnx"),
            str(folder / "int8.onnx"),
            _Reader(calibration if recipe.ranges is Ranges.MIN_MAX else calibration[:_HISTOGRAM_INPUTS]),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=sorted({node.op_type for node in taken}),
            nodes_to_quantize=[node.name for node in taken],
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod[recipe.ranges.value],
            extra_options={"CalibPercentile": _PERCENTILE},
        )
        return onnx.load(str(folder / "int8.onnx"))


class _Reader:
    """What onnxruntime's calibrator pulls its inputs from."""

    def __init__(self, inputs: Sequence[dict[str, Any]]) -> None:
        self._inputs = iter(inputs)

    def get_next(self) -> dict[str, Any] | None:
        """Return the next input, or None at the end."""
        return next(self._inputs, None)
