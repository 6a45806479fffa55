"""A bundled graph as a program that torch runs without this package: `torch.export.load(path).module()`."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from albumen.errors import ModelError
from models.export.onnx_module import OnnxModule
from models.export.open_sizes import STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from onnx import ModelProto, ValueInfoProto
    from torch.export import ExportedProgram

METADATA_FILE = "metadata.json"
_DTYPES = {1: torch.float32, 2: torch.uint8, 7: torch.int64}
_EXAMPLE = 2  # what open sizes, in steps, are while a program is captured: torch takes 0 and 1 for special


def capture_program(model: ModelProto, *, longest: dict[str, int]) -> ExportedProgram:
    """Capture a graph with its open sizes open, as the batch N is.

    Args:
        model: int8 or float; int8 weights stay int8 and become floats while the program runs.
        longest: The largest value of open sizes that have one, such as the tokens L.
    """
    dims: dict[str, Any] = {}
    for tensor in model.graph.input:
        for name in _open_sizes(tensor).values():
            dims.setdefault(name, _open_dim(name, longest.get(name)))
    shapes = tuple({axis: dims[name] for axis, name in _open_sizes(tensor).items()} for tensor in model.graph.input)
    example = tuple(_zeros(tensor) for tensor in model.graph.input)
    return capture(OnnxModule(model), example, dynamic_shapes=(shapes,))


def _open_dim(name: str, longest: int | None) -> Any:
    """Return torch's open size. One that goes by ones is not multiplied: torch takes the product's name for a formula."""
    dim = torch.export.Dim(name, min=1, max=longest)
    return STEPS[name] * dim if name in STEPS else dim


def capture(network: nn.Module, example: tuple[Tensor, ...], **options: Any) -> ExportedProgram:
    """Run `torch.export` quietly.

    Raises:
        ModelError: torch cannot capture the network.
    """
    with torch.inference_mode(False), torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that torch itself will give up
        try:
            return torch.export.export(network.eval(), example, **options)
        except Exception as error:  # many classes of torch's own, and of its symbolic arithmetic
            raise ModelError(f"torch cannot capture the network: {str(error).splitlines()[0]}") from error


def save_program(program: ExportedProgram, path: Path, facts: dict[str, Any]) -> None:
    """Write a `.pt2` file with its facts inside, as `metadata.json`."""
    program.example_inputs = None  # they would be stored too: megabytes of zeros for a network that reads maps
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.export.save(program, path, extra_files={METADATA_FILE: json.dumps(facts, indent=1)})


def _open_sizes(tensor: ValueInfoProto) -> dict[int, str]:
    return {axis: dim.dim_param for axis, dim in enumerate(tensor.type.tensor_type.shape.dim) if dim.dim_param}


def _zeros(tensor: ValueInfoProto) -> Tensor:
    kind = tensor.type.tensor_type
    shape = [dim.dim_value or _EXAMPLE * STEPS.get(dim.dim_param, 1) for dim in kind.shape.dim]
    return torch.zeros(shape, dtype=_DTYPES[kind.elem_type])
