"""Weight-only int8 for ONNX graphs: a quarter of the size, activations stay float.

Each large weight becomes int8 with one symmetric scale for each output channel, behind a `DequantizeLinear` that
ONNX Runtime folds at load; so speed is that of fp32 and a row does not depend on its batch, which dynamic
activation scales would break. Embedding tables keep int8 in memory: rows are dequantised after the `Gather`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnx import GraphProto, ModelProto, NodeProto, TensorProto

MIN_SIZE = 1024  # smaller tensors (norms, biases) save nothing and are the ones that hurt
_LEVELS = 127.0
_OUTPUT_AXIS = {"Conv": 0, "Gather": 0, "MatMul": -1, "Gemm": -1}


def compress_weights(model: ModelProto, *, min_size: int = MIN_SIZE) -> ModelProto:
    """Return a copy of a model with int8 weights.

    Args:
        model: fp32 ONNX model, opset 13 or later.
        min_size: Weights with fewer elements stay float.
    """
    import onnx

    compressed = onnx.ModelProto()
    compressed.CopyFrom(model)
    graph = compressed.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    _inline_shared_tensors(graph, tensors)
    nodes: list[NodeProto] = []
    done: dict[str, str] = {}
    for node in graph.node:
        position = 0 if node.op_type == "Gather" else 1
        name = node.input[position] if len(node.input) > position else ""
        if node.op_type in _OUTPUT_AXIS and name in tensors and (name in done or _is_large(tensors[name], min_size)):
            if name not in done:
                axis = _output_axis(node, tensors[name])
                _replace_by_int8(graph, tensors[name], axis)
                done[name] = f"{name}_dequantized"
                if node.op_type != "Gather":
                    nodes.append(_dequantize(name, done[name], axis))
            if node.op_type == "Gather":
                nodes += _dequantized_gather(node, name)
                continue
            node.input[position] = done[name]
        nodes.append(node)
    _set_nodes(graph, nodes)
    onnx.checker.check_model(compressed)
    return compressed


def restore_weights(model: ModelProto) -> ModelProto:
    """Return a copy of a compressed model with the same values as plain fp32 weights, to compare against."""
    import onnx
    from onnx import numpy_helper

    restored = onnx.ModelProto()
    restored.CopyFrom(model)
    graph = restored.graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.op_type != "DequantizeLinear" or node.input[0] not in tensors:
            nodes.append(node)
            continue
        axis = next(attribute.i for attribute in node.attribute if attribute.name == "axis")
        values = numpy_helper.to_array(tensors[node.input[0]]).astype(np.float32)
        scale = numpy_helper.to_array(tensors[node.input[1]])
        shape = [-1 if index == axis % values.ndim else 1 for index in range(values.ndim)]
        graph.initializer.append(numpy_helper.from_array(values * scale.reshape(shape), node.output[0]))
    _set_nodes(graph, nodes)
    return restored


def quantise_rows(weights: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round weights to int8, symmetric, one scale for each index of `axis`.

    Returns:
        int8 of the same shape, and scales float32 of length `weights.shape[axis]`.
    """
    others = tuple(index for index in range(weights.ndim) if index != axis % weights.ndim)
    scale = np.abs(weights).max(axis=others, keepdims=True) / _LEVELS
    scale = np.where(scale == 0.0, 1.0, scale).astype(np.float32)
    levels = np.clip(np.rint(weights / scale), -_LEVELS, _LEVELS).astype(np.int8)
    return levels, scale.reshape(-1)


def _inline_shared_tensors(graph: GraphProto, tensors: dict[str, TensorProto]) -> None:
    """Drop the `Identity` nodes through which torch's exporter shares equal weights."""
    shared = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Identity" and n.input[0] in tensors}
    nodes = [node for node in graph.node if not (node.op_type == "Identity" and node.output[0] in shared)]
    for node in nodes:
        for position, name in enumerate(node.input):
            node.input[position] = shared.get(name, name)
    _set_nodes(graph, nodes, keep_unused=True)


def _is_large(tensor: TensorProto, min_size: int) -> bool:
    import onnx

    return tensor.data_type == onnx.TensorProto.FLOAT and int(np.prod(tensor.dims)) >= min_size and len(tensor.dims) > 1


def _output_axis(node: NodeProto, tensor: TensorProto) -> int:
    if node.op_type == "Gemm" and any(a.name == "transB" and a.i for a in node.attribute):
        return 0
    return _OUTPUT_AXIS[node.op_type] % len(tensor.dims)


def _replace_by_int8(graph: GraphProto, tensor: TensorProto, axis: int) -> None:
    from onnx import numpy_helper

    levels, scale = quantise_rows(numpy_helper.to_array(tensor), axis)
    name = tensor.name
    tensor.CopyFrom(numpy_helper.from_array(levels, name))
    graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
    graph.initializer.append(numpy_helper.from_array(np.zeros(len(scale), np.int8), f"{name}_zero"))


def _dequantize(name: str, output: str, axis: int) -> NodeProto:
    from onnx import helper

    inputs = [name, f"{name}_scale", f"{name}_zero"]
    return helper.make_node("DequantizeLinear", inputs, [output], name=f"{output}_node", axis=axis)


def _dequantized_gather(node: NodeProto, name: str) -> list[NodeProto]:
    """Gather int8 rows and their scales, then multiply: the table itself is never made float."""
    from onnx import TensorProto, helper

    indices, output = node.input[1], node.output[0]
    row_scale, column = f"{output}_row_scale", f"{output}_column"
    return [
        helper.make_node("Gather", [name, indices], [f"{output}_int8"], axis=0),
        helper.make_node("Cast", [f"{output}_int8"], [f"{output}_float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{name}_scale", indices], [row_scale], axis=0),
        helper.make_node("Unsqueeze", [row_scale, "minus_one_axis"], [column]),
        helper.make_node("Mul", [f"{output}_float", column], [output]),
    ]


def _set_nodes(graph: GraphProto, nodes: list[NodeProto], *, keep_unused: bool = False) -> None:
    from onnx import numpy_helper

    used = {name for node in nodes for name in node.input}
    if "minus_one_axis" in used and all(tensor.name != "minus_one_axis" for tensor in graph.initializer):
        graph.initializer.append(numpy_helper.from_array(np.array([-1], np.int64), "minus_one_axis"))
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    copies = [type(node).FromString(node.SerializeToString()) for node in nodes]
    del graph.node[:]
    graph.node.extend(copies)
    if keep_unused:
        return
    kept_copies = [type(tensor).FromString(tensor.SerializeToString()) for tensor in kept]
    del graph.initializer[:]
    graph.initializer.extend(kept_copies)
