"""One graph out of a backbone and its heads, each exported alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.ansa.maps import MAP_SHAPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from onnx import ModelProto


def attach_heads(backbone: ModelProto, heads: Mapping[str, ModelProto]) -> ModelProto:
    """Join heads to a backbone with named maps.

    Args:
        backbone: An image tower after `name_maps`; its output `embeddings` stays the first.
        heads: By name. A head's inputs are maps of the backbone; its outputs are called `NAME` or `NAME_...` and
            become outputs of the whole.

    Raises:
        ValueError: A head reads what is no map, or its outputs do not carry its name.
    """
    import onnx

    whole = onnx.ModelProto()
    whole.CopyFrom(backbone)
    for name, head in heads.items():
        _check(name, head)
        joined = onnx.compose.add_prefix(head, f"{name}/", rename_inputs=False, rename_outputs=False)
        whole.graph.node.extend(joined.graph.node)
        whole.graph.initializer.extend(joined.graph.initializer)
        whole.graph.output.extend(joined.graph.output)
    onnx.checker.check_model(whole)
    return whole


def detach_heads(whole: ModelProto) -> ModelProto:
    """Return the backbone alone, `pixels` to `embeddings`, without what only heads need."""
    from onnx.utils import Extractor

    return Extractor(whole).extract_model(["pixels"], ["embeddings"])


def _check(name: str, head: ModelProto) -> None:
    unknown = {tensor.name for tensor in head.graph.input} - MAP_SHAPES.keys()
    if unknown:
        raise ValueError(
            f"the head {name} reads {', '.join(sorted(unknown))}; the backbone has {', '.join(MAP_SHAPES)}"
        )
    strange = [o.name for o in head.graph.output if o.name != name and not o.name.startswith(f"{name}_")]
    if strange:
        raise ValueError(f"outputs of the head {name} must be called {name} or {name}_...: {', '.join(strange)}")
