from __future__ import annotations

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from models.ansa.assembly import attach_heads, detach_heads
from models.ansa.image_graph import IMAGE_FILE
from models.ansa.maps import MAP_SHAPES, expose_maps, name_maps
from models.registry import WEIGHTS_DIR
from models.runtime.bundle import load_bundle
from models.runtime.onnx_session import open_session

PIXELS = np.random.default_rng(0).integers(0, 256, (2, 224, 224, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def shipped() -> onnx.ModelProto:
    return detach_heads(onnx.load_from_string(load_bundle(WEIGHTS_DIR / "ansa-s").read(IMAGE_FILE)))


@pytest.fixture(scope="module")
def backbone(shipped: onnx.ModelProto) -> onnx.ModelProto:
    return name_maps(shipped)


def _mean_head(source: str, output: str) -> onnx.ModelProto:
    node = helper.make_node("ReduceMean", [source], [output], axes=[2, 3], keepdims=0)
    given = helper.make_tensor_value_info(source, TensorProto.FLOAT, ["N", *MAP_SHAPES[source]])
    result = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["N", MAP_SHAPES[source][0]])
    graph = helper.make_graph([node], "head", [given], [result])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def test_every_map_has_its_stated_shape(backbone: onnx.ModelProto) -> None:
    session = open_session(expose_maps(backbone, list(MAP_SHAPES)).SerializeToString())
    shapes = [output.shape for output in session.run(None, {"pixels": PIXELS})]
    assert shapes == [(2, *shape) for shape in MAP_SHAPES.values()]


def test_heads_are_attached_beside_the_embedding_which_stays_as_it_was(
    shipped: onnx.ModelProto, backbone: onnx.ModelProto
) -> None:
    whole = attach_heads(backbone, {"fine": _mean_head("map8", "fine"), "coarse": _mean_head("map32", "coarse_mean")})
    session = open_session(whole.SerializeToString())
    assert [output.name for output in session.get_outputs()] == ["embeddings", "fine", "coarse_mean"]
    embeddings, fine, coarse = session.run(None, {"pixels": PIXELS})
    before = open_session(shipped.SerializeToString()).run(None, {"pixels": PIXELS})[0]
    maps = open_session(expose_maps(backbone, ["map8", "map32"]).SerializeToString()).run(None, {"pixels": PIXELS})
    np.testing.assert_allclose(embeddings, before, atol=1e-6)
    np.testing.assert_allclose(fine, maps[0].mean((2, 3)), atol=1e-4)
    np.testing.assert_allclose(coarse, maps[1].mean((2, 3)), atol=1e-4)


def test_a_head_that_reads_what_is_no_map_is_refused(backbone: onnx.ModelProto) -> None:
    head = _mean_head("map8", "fine")
    head.graph.input[0].name = "map9"
    with pytest.raises(ValueError, match="reads map9"):
        attach_heads(backbone, {"fine": head})


def test_a_head_whose_outputs_do_not_carry_its_name_is_refused(backbone: onnx.ModelProto) -> None:
    with pytest.raises(ValueError, match="must be called fine"):
        attach_heads(backbone, {"fine": _mean_head("map8", "other")})


def test_a_backbone_whose_heads_are_detached_is_the_one_that_they_were_attached_to(backbone: onnx.ModelProto) -> None:
    whole = attach_heads(backbone, {"fine": _mean_head("map8", "fine")})
    assert detach_heads(whole).graph.node == backbone.graph.node
