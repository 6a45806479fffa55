"""Static int8 (QDQ): activations are int8 too, with ranges measured on calibration inputs.

Kept beside weight-only int8 to be measured, network by network: faster for some convolutional nets, slower or too
lossy for others. `python -m models.compression --data DIR` prints the comparison.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from onnx import ModelProto


def quantise_activations(
    model: ModelProto, calibration: Sequence[dict[str, np.ndarray]], *, kinds: tuple[str, ...] = ("Conv", "MatMul")
) -> ModelProto:
    """Return a QDQ model: int8 weights per channel, uint8 activations by min-max over the calibration inputs.

    Args:
        model: fp32 ONNX model.
        calibration: Inputs of typical forward passes.
        kinds: Operators to quantise; all others stay float.
    """
    import onnx
    from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        onnx.save(model, str(folder / "float.onnx"))
        quant_pre_process(str(folder / "float.onnx"), str(folder / "ready.onnx"), skip_symbolic_shape=True)
        quantize_static(
            str(folder / "ready.onnx"),
            str(folder / "int8.onnx"),
            _Reader(calibration),
            quant_format=QuantFormat.QDQ,
            op_types_to_quantize=list(kinds),
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax,
        )
        return onnx.load(str(folder / "int8.onnx"))


class _Reader:
    """What onnxruntime's calibrator pulls its inputs from."""

    def __init__(self, inputs: Sequence[dict[str, Any]]) -> None:
        self._inputs = iter(inputs)

    def get_next(self) -> dict[str, Any] | None:
        """Return the next input, or None at the end."""
        return next(self._inputs, None)
