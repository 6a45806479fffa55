"""The backbone's inner tensors that heads branch off from, by name.

Heads are trained, exported and attached apart from the backbone and from each other: a head's graph reads some of
these tensors by name, so a new version of one head leaves the bytes of all others as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onnx import ModelProto

# Shapes after N: what TinyViT's four stages give for 224 px, the pooled last one, and the unit embedding.
MAP_SHAPES: dict[str, tuple[int, ...]] = {
    "map4": (64, 56, 56),
    "map8": (128, 28, 28),
    "map16": (160, 14, 14),
    "map32": (320, 7, 7),
    "pooled": (320,),
    "embeddings": (512,),
}
_STAGE = "/backbone/stages/stages.{}/"


def name_maps(backbone: ModelProto) -> ModelProto:
    """Return a copy of an exported image tower, named before or not, whose maps carry the names of `MAP_SHAPES`."""
    import onnx

    named = onnx.ModelProto()
    named.CopyFrom(backbone)
    names = _traced_names(named)
    for node in named.graph.node:
        for tensors in (node.input, node.output):
            for position, tensor in enumerate(tensors):
                tensors[position] = names.get(tensor, tensor)
    return named


def expose_maps(backbone: ModelProto, names: Sequence[str]) -> ModelProto:
    """Return a copy of a tower with named maps whose outputs are these maps, in this order."""
    import onnx
    from onnx import TensorProto, helper

    exposed = onnx.ModelProto()
    exposed.CopyFrom(backbone)
    del exposed.graph.output[:]
    exposed.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", *MAP_SHAPES[name]]) for name in names
    )
    return exposed


def _traced_names(backbone: ModelProto) -> dict[str, str]:
    """Return the tracer's names of the maps: each stage's downsampling reads the map before it."""
    inputs = {
        stage: next(
            node.input[0]
            for node in backbone.graph.node
            if node.op_type == "Conv" and node.output[0].startswith(f"{_STAGE.format(stage)}downsample/conv1/")
        )
        for stage in (1, 2, 3)
    }
    pooling = next(node for node in backbone.graph.node if node.op_type == "GlobalAveragePool")
    pooled = next(node.output[0] for node in backbone.graph.node if node.op_type == "Flatten")
    return {
        inputs[1]: "map4",
        inputs[2]: "map8",
        inputs[3]: "map16",
        pooling.input[0]: "map32",
        pooled: "pooled",
    }
