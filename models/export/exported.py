"""Run an exported file of any format on the shipped graph's own inputs, to compare the two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from models.runtime.onnx_session import open_session

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

Arrays = dict[str, "NDArray[Any]"]
Network = Callable[[Arrays], Arrays]


def open_exported(path: Path, outputs: Sequence[str], *, max_tokens: int = 0) -> Network:
    """Open a file of an export by its suffix.

    Args:
        path: `.onnx`, `.pt2` or `.mlpackage`; the last takes one photo or text at a time.
        outputs: Names of the shipped graph's outputs, in its order.
        max_tokens: The length that Core ML's texts are padded to, where there are texts.
    """
    if path.suffix == ".onnx":
        session = open_session(path.read_bytes(), threads=1)
        return lambda inputs: dict(zip(outputs, session.run(outputs, inputs), strict=True))
    if path.suffix == ".pt2":
        return _open_program(path, outputs)
    from models.export.mil_runner import MilRunner

    runner = MilRunner(path)
    return lambda inputs: runner.run({name: _core_ml_input(array, max_tokens) for name, array in inputs.items()})


def _open_program(path: Path, outputs: Sequence[str]) -> Network:
    import torch

    module = torch.export.load(path).module()

    def run(inputs: Arrays) -> Arrays:
        with torch.inference_mode():
            results = module(*(torch.from_numpy(np.array(array)) for array in inputs.values()))
        return {name: value.numpy() for name, value in zip(outputs, results, strict=True)}

    return run


def _core_ml_input(array: NDArray[Any], max_tokens: int) -> NDArray[Any]:
    """Return an image as Core ML shows it to the program, tokens padded, and anything else as it is."""
    if array.dtype == np.uint8:
        return array.transpose(0, 3, 1, 2).astype(np.float32)
    if array.dtype == np.int64:
        return np.pad(array, ((0, 0), (0, max_tokens - array.shape[1])))
    return array
