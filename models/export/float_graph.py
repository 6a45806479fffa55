"""The shipped int8 graph with all of its weights as floats, as other formats' own compression takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.compression.int8 import restore_weights

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto


def restore_floats(model: ModelProto) -> ModelProto:
    """Return a copy whose weights and embedding tables are fp32, of the same values to the last bit but one.

    `restore_weights` leaves tables int8, since ONNX Runtime reads a few of their rows only; here each
    `Gather, Cast, Mul by the row's scale` becomes one `Gather` again.
    """
    import onnx

    restored = restore_weights(model)
    graph = restored.graph
    for gather in [node for node in graph.node if node.op_type == "Gather"]:
        chain = _dequantising_chain(graph, gather)
        if chain is not None:
            _merge(graph, gather, *chain)
    _drop_unused(graph)
    onnx.checker.check_model(restored)
    return restored


def _dequantising_chain(graph: GraphProto, gather: NodeProto) -> tuple[NodeProto, NodeProto] | None:
    """Return the `Cast` and `Mul` behind a gather of int8 rows."""
    import onnx

    kinds = {tensor.name: tensor.data_type for tensor in graph.initializer}
    if kinds.get(gather.input[0]) != onnx.TensorProto.INT8:
        return None
    cast = _reader(graph, gather.output[0], "Cast")
    multiply = _reader(graph, cast.output[0], "Mul") if cast else None
    return (cast, multiply) if cast and multiply else None


def _merge(graph: GraphProto, gather: NodeProto, cast: NodeProto, multiply: NodeProto) -> None:
    from onnx import numpy_helper

    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    name = gather.input[0]
    if f"{name}_float" not in tensors:
        table = tensors[name].astype(np.float32) * tensors[f"{name}_scale"][:, None]
        graph.initializer.append(numpy_helper.from_array(table, f"{name}_float"))
    gather.input[0] = f"{name}_float"
    gather.output[0] = multiply.output[0]
    graph.node.remove(cast)
    graph.node.remove(multiply)


def _reader(graph: GraphProto, value: str, kind: str) -> NodeProto | None:
    return next((node for node in graph.node if node.op_type == kind and value in node.input), None)


def _drop_unused(graph: GraphProto) -> None:
    """Remove nodes whose result nobody reads any more (the gathers of scales), then unread weights."""
    wanted = {tensor.name for tensor in graph.output}
    for node in reversed(list(graph.node)):
        if wanted.isdisjoint(node.output):
            graph.node.remove(node)
        else:
            wanted.update(node.input)
    for tensor in [tensor for tensor in graph.initializer if tensor.name not in wanted]:
        graph.initializer.remove(tensor)
