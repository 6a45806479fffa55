"""Run a saved Core ML package in torch, on machines that have no Core ML.

Core ML predicts on Apple's systems only. This reads the package as it lies on disk (its program, its compressed weights)
and computes each operation from its definition, with results rounded to fp16 where the program says fp16: what a phone
would give, but for the order of its sums. For parity checks; slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from albumen.errors import ModelError
from models.export.mil_operations import HALF, OPERATIONS
from models.export.quiet import quiet_core_ml

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


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
    if operation.op_type not in OPERATIONS:
        raise ModelError(f"The Core ML operation {operation.op_type} is not known to the parity check.")
    result = OPERATIONS[operation.op_type]({name: _read(value, values) for name, value in operation.inputs.items()})
    return result if isinstance(result, tuple) else (result,)


def _read(variable: Any, values: dict[str, Any]) -> Any:
    if isinstance(variable, list | tuple):
        return [values[item.name] for item in variable]
    return None if variable is None else values[variable.name]


def _constant(value: Any) -> Any:
    """Return arrays and numbers as tensors, fp16 ones widened for torch's sums; words stay as they are."""
    if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind not in "fiub":
        return value
    wide = {"f": np.float32, "i": np.int64, "u": np.int64, "b": np.bool_}[value.dtype.kind]
    return torch.from_numpy(np.array(value, dtype=wide))


def _rounded(result: Tensor, variable: Any) -> Tensor:
    is_half = result.is_floating_point() and getattr(variable.dtype, "__name__", "") == HALF
    return result.half().float() if is_half else result
