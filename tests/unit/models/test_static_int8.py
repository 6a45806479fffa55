"""Which nodes each recipe of static int8 takes."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402 - after the skip

from models.compression.static_int8 import (  # noqa: E402
    RECIPES,
    Ranges,
    StaticRecipe,
    quantise_activations,
    takes_convolutions,
    takes_linear,
    takes_linear_after_norm,
    takes_pointwise,
    takes_products,
)
from models.runtime import open_session  # noqa: E402

RNG = np.random.default_rng(6)


def _network() -> onnx.ModelProto:
    """A convolution, a 1 x 1 one, a norm, a linear layer behind it, one behind that, and a product of activations."""
    tensors = {"wide": (8, 3, 3, 3), "narrow": (8, 8, 1, 1), "scale": (8,), "up": (8, 16), "down": (16, 8)}
    nodes = [
        helper.make_node("Conv", ["x", "wide"], ["a"], name="wide", kernel_shape=[3, 3]),
        helper.make_node("Conv", ["a", "narrow"], ["b"], name="narrow", kernel_shape=[1, 1]),
        helper.make_node("Transpose", ["b"], ["t"], perm=[0, 2, 3, 1]),
        helper.make_node("LayerNormalization", ["t", "scale"], ["n"]),
        helper.make_node("MatMul", ["n", "up"], ["u"], name="up"),
        helper.make_node("Relu", ["u"], ["r"]),
        helper.make_node("MatMul", ["r", "down"], ["d"], name="down"),
        helper.make_node("MatMul", ["d", "d"], ["y"], name="attention"),
    ]
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 3, 10, 10])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 8, 8, 8])
    constants = [numpy_helper.from_array(RNG.normal(size=size).astype(np.float32), n) for n, size in tensors.items()]
    graph = helper.make_graph(nodes, "small", [given], [result], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.mark.parametrize(
    ("takes", "names"),
    [
        (takes_products, {"wide", "narrow", "up", "down", "attention"}),
        (takes_convolutions, {"wide", "narrow"}),
        (takes_pointwise, {"narrow"}),
        (takes_linear, {"up", "down"}),
        (takes_linear_after_norm, {"up"}),
    ],
)
def test_a_recipe_takes_its_kind_of_nodes(takes: object, names: set[str]) -> None:
    graph = _network().graph
    assert callable(takes)
    assert {node.name for node in graph.node if takes(node, graph)} == names


@pytest.mark.parametrize("ranges", list(Ranges))
def test_only_what_was_taken_is_rounded(ranges: Ranges, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = [{"x": RNG.normal(size=(1, 3, 10, 10)).astype(np.float32)} for _ in range(4)]
    model = quantise_activations(_network(), inputs, StaticRecipe("linear", takes_linear, ranges))
    assert model is not None
    kinds = [tensor.data_type for tensor in model.graph.initializer if len(tensor.dims) == 2]
    assert kinds == [TensorProto.INT8] * 2
    assert all(t.data_type == TensorProto.FLOAT for t in model.graph.initializer if len(t.dims) == 4)
    expected = open_session(_network().SerializeToString(), threads=1).run(None, inputs[0])[0]
    got = open_session(model.SerializeToString(), threads=1, folds_int8=False).run(None, inputs[0])[0]
    assert expected.shape == got.shape
    assert capsys.readouterr().out == ""


def test_a_recipe_that_finds_nothing_gives_nothing() -> None:
    recipe = StaticRecipe("none", lambda node, graph: False, Ranges.MIN_MAX)
    assert quantise_activations(_network(), [], recipe) is None


def test_recipes_have_names_of_their_own() -> None:
    assert len({recipe.name for recipe in RECIPES}) == len(RECIPES)
