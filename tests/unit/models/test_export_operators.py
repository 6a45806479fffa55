"""Each operator gives in torch what it gives in ONNX Runtime."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402 - after the skip

from albumen.errors import ModelError  # noqa: E402
from models.export.onnx_module import OnnxModule  # noqa: E402
from models.runtime import open_session  # noqa: E402

Constants = dict[str, Any]
RNG = np.random.default_rng(3)
MAP = (2, 4, 7, 6)  # N, C, H, W

# kind, shape of the input x, constants in the order of the further inputs ("" leaves one out), attributes
CASES: list[tuple[str, tuple[int, ...], Constants, dict[str, Any]]] = [
    ("Add", MAP, {"b": np.float32(2.5)}, {}),
    ("AveragePool", MAP, {}, {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
    (
        "BatchNormalization",
        MAP,
        {"w": (4,), "b": (4,), "m": (4,), "v": np.array([1e-3, 0.5, 1.0, 4.0], np.float32)},
        {"epsilon": 1e-3},
    ),
    ("Clip", MAP, {"low": np.float32(-0.5), "high": np.float32(0.25)}, {}),
    ("Clip", MAP, {"low": np.float32(0.0)}, {}),
    ("Conv", MAP, {"w": (8, 2, 3, 3), "b": (8,)}, {"group": 2, "strides": [2, 2], "pads": [1, 1, 1, 1]}),
    ("Conv", MAP, {"w": (4, 4, 3, 3)}, {"pads": [0, 0, 1, 2], "dilations": [2, 1]}),
    ("Conv", (2, 4, 9), {"w": (4, 4, 3)}, {"pads": [1, 1]}),
    ("ConvTranspose", MAP, {"w": (4, 3, 4, 4), "b": (3,)}, {"strides": [2, 2], "pads": [1, 1, 1, 1]}),
    ("Cos", MAP, {}, {}),
    ("CumSum", MAP, {"axis": np.array(2)}, {}),
    ("Div", MAP, {"b": np.float32(3.0)}, {}),
    ("Einsum", (2, 3, 5), {"w": (4, 5)}, {"equation": "nld,kd->nlk"}),
    ("Erf", MAP, {}, {}),
    ("Exp", MAP, {}, {}),
    ("Expand", (2, 1), {"shape": np.array([2, 5])}, {}),
    ("Flatten", MAP, {}, {"axis": 1}),
    ("Flatten", MAP, {}, {"axis": 2}),
    ("Gather", MAP, {"i": np.array(1)}, {"axis": 2}),
    ("Gather", MAP, {"i": np.array([3, 0])}, {"axis": 1}),
    ("Gather", MAP, {"i": np.array([[0, 1], [1, 0]])}, {"axis": 0}),
    ("GatherElements", (2, 5), {"i": np.array([[4, 0], [1, 1]])}, {"axis": 1}),
    ("Gemm", (3, 5), {"w": (4, 5), "b": (4,)}, {"transB": 1}),
    ("Gemm", (3, 5), {"w": (5, 4)}, {}),
    ("GlobalAveragePool", MAP, {}, {}),
    ("HardSigmoid", MAP, {}, {"alpha": 1 / 6}),
    ("HardSwish", MAP, {}, {}),
    ("Identity", MAP, {}, {}),
    ("LayerNormalization", MAP, {"w": (6,), "b": (6,)}, {"axis": -1, "epsilon": 1e-3}),
    ("MatMul", (2, 3, 5), {"w": (5, 4)}, {}),
    ("MatMul", (2, 3, 5), {"w": (2, 5, 4)}, {}),
    ("MaxPool", MAP, {}, {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [1, 1, 1, 1]}),
    ("MaxPool", MAP, {}, {"kernel_shape": [2, 2], "strides": [2, 2], "pads": [0, 0, 1, 0]}),
    ("Mul", MAP, {"b": (6,)}, {}),
    ("Pad", MAP, {"ends": np.array([0, 0, 1, 0, 0, 0, 2, 3])}, {}),
    ("Pad", MAP, {"ends": np.array([0, 1, 0, 0, 0, 0, 0, 0]), "fill": np.float32(-2.0)}, {}),
    ("Pow", MAP, {"b": np.float32(2.0)}, {}),
    ("ReduceL2", MAP, {}, {"axes": [-1], "keepdims": 1}),
    ("ReduceMax", MAP, {}, {"axes": [2, 3], "keepdims": 0}),
    ("ReduceMean", MAP, {}, {"axes": [1], "keepdims": 1}),
    ("ReduceMean", MAP, {}, {"keepdims": 0}),
    ("ReduceSum", MAP, {"axes": np.array([1])}, {"keepdims": 0}),
    ("Relu", MAP, {}, {}),
    ("Reshape", MAP, {"shape": np.array([0, -1, 6])}, {}),
    ("Resize", MAP, {"": None, "s": np.array([1, 1, 2, 2], np.float32)}, {"mode": "linear"}),
    (
        "Resize",
        MAP,
        {"": None, "s": np.array([1, 1, 2, 2], np.float32)},
        {"mode": "nearest", "nearest_mode": "floor", "coordinate_transformation_mode": "asymmetric"},
    ),
    ("Sigmoid", MAP, {}, {}),
    ("Sin", MAP, {}, {}),
    ("Slice", MAP, {"from": np.array([1, -3]), "to": np.array([2**40, 6]), "axes": np.array([1, 2])}, {}),
    ("Slice", MAP, {"from": np.array([0]), "to": np.array([6]), "axes": np.array([3]), "by": np.array([2])}, {}),
    ("Softmax", MAP, {}, {"axis": 1}),
    ("Squeeze", (2, 1, 3), {"axes": np.array([1])}, {}),
    ("Sub", MAP, {"b": (4, 1, 1)}, {}),
    ("Tanh", MAP, {}, {}),
    ("Transpose", MAP, {}, {"perm": [0, 2, 3, 1]}),
    ("Transpose", (2, 3), {}, {}),
    ("Unsqueeze", (2, 3), {"axes": np.array([1, -1])}, {}),
]


def _model(nodes: list[onnx.NodeProto], shape: tuple[int, ...], tensors: dict[str, np.ndarray]) -> onnx.ModelProto:
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)
    result = helper.make_empty_tensor_value_info("y")
    constants = [numpy_helper.from_array(np.asarray(value), name) for name, value in tensors.items()]
    graph = helper.make_graph(nodes, "small", [given], [result], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _assert_same(model: onnx.ModelProto, x: np.ndarray) -> None:
    expected = open_session(model.SerializeToString(), threads=1).run(None, {"x": x})[0]
    (got,) = OnnxModule(model)(torch.from_numpy(x))
    assert got.shape == expected.shape
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("kind", "shape", "constants", "attributes"), CASES, ids=[case[0] for case in CASES])
def test_an_operator_computes_what_onnx_runtime_computes(
    kind: str, shape: tuple[int, ...], constants: Constants, attributes: dict[str, Any]
) -> None:
    tensors = {
        name: RNG.normal(size=value).astype(np.float32) if isinstance(value, tuple) else value
        for name, value in constants.items()
        if value is not None
    }
    node = helper.make_node(kind, ["x", *constants], ["y"], **attributes)
    _assert_same(_model([node], shape, tensors), RNG.normal(size=shape).astype(np.float32))


def test_the_parts_of_a_split_come_in_order() -> None:
    nodes = [
        helper.make_node("Split", ["x", "sizes"], ["a", "b"], axis=1),
        helper.make_node("Concat", ["b", "a"], ["y"], axis=1),
    ]
    _assert_same(_model(nodes, (2, 5), {"sizes": np.array([2, 3])}), RNG.normal(size=(2, 5)).astype(np.float32))


def test_a_convolution_takes_weights_that_were_computed() -> None:
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["mean"], axes=[3], keepdims=0),
        helper.make_node("Slice", ["mean", "from", "to"], ["first"]),
        helper.make_node("Gather", ["first", "zero"], ["square"], axis=0),
        helper.make_node("Transpose", ["square"], ["rows"], perm=[1, 0]),
        helper.make_node("Unsqueeze", ["rows", "ends"], ["kernel"]),
        helper.make_node("Conv", ["x", "kernel"], ["y"]),
    ]
    tensors = {"from": np.array([0]), "to": np.array([1]), "zero": np.array(0), "ends": np.array([2, 3])}
    _assert_same(_model(nodes, (1, 4, 7, 6), tensors), RNG.normal(size=(1, 4, 7, 6)).astype(np.float32))


def test_padding_that_a_graph_computes_is_known_before_it_runs() -> None:
    nodes = [
        helper.make_node("ConstantOfShape", ["two"], ["none"], value=numpy_helper.from_array(np.array([0]))),
        helper.make_node("Concat", ["sides", "none", "none"], ["listed"], axis=0),
        helper.make_node("Reshape", ["listed", "pairs"], ["paired"]),
        helper.make_node("Slice", ["paired", "last", "first", "zero", "back"], ["turned"]),
        helper.make_node("Transpose", ["turned"], ["ends"], perm=[1, 0]),
        helper.make_node("Reshape", ["ends", "all"], ["flat"]),
        helper.make_node("Cast", ["flat"], ["wide"], to=TensorProto.INT64),
        helper.make_node("Pad", ["x", "wide"], ["y"]),
    ]
    tensors = {
        "two": np.array([2]),
        "sides": np.array([0, 1, 2, 0]),
        "pairs": np.array([-1, 2]),
        "last": np.array([-1]),
        "first": np.array([-(2**63) + 1]),
        "zero": np.array([0]),
        "back": np.array([-1]),
        "all": np.array([-1]),
    }
    _assert_same(_model(nodes, MAP, tensors), RNG.normal(size=MAP).astype(np.float32))


def test_the_best_k_come_with_their_places_in_whole_numbers() -> None:
    nodes = [
        helper.make_node("TopK", ["x", "k"], ["top", "places"], axis=-1),
        helper.make_node("Div", ["places", "side"], ["rows"]),
        helper.make_node("Mod", ["places", "side"], ["columns"]),
        helper.make_node("Concat", ["rows", "columns"], ["both"], axis=1),
        helper.make_node("Cast", ["both"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Concat", ["top", "real"], ["y"], axis=1),
    ]
    tensors = {"k": np.array([3]), "side": np.array(4)}
    _assert_same(_model(nodes, (2, 20), tensors), RNG.normal(size=(2, 20)).astype(np.float32))


def test_only_local_maxima_are_kept() -> None:
    nodes = [
        helper.make_node("MaxPool", ["x"], ["highest"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        helper.make_node("Equal", ["x", "highest"], ["is_peak"]),
        helper.make_node("Where", ["is_peak", "x", "low"], ["y"]),
    ]
    _assert_same(_model(nodes, MAP, {"low": np.float32(-20)}), RNG.normal(size=MAP).astype(np.float32))


def test_conditions_combine() -> None:
    nodes = [
        helper.make_node("Less", ["x", "zero"], ["below"]),
        helper.make_node("Less", ["x", "one"], ["under"]),
        helper.make_node("Xor", ["below", "under"], ["between"]),
        helper.make_node("Not", ["between"], ["outside"]),
        helper.make_node("And", ["outside", "under"], ["chosen"]),
        helper.make_node("Where", ["chosen", "x", "zero"], ["y"]),
    ]
    tensors = {"zero": np.float32(0), "one": np.float32(1)}
    _assert_same(_model(nodes, MAP, tensors), RNG.normal(size=MAP).astype(np.float32))


def test_an_expansion_of_unknown_sides_keeps_those_of_the_input() -> None:
    nodes = [
        helper.make_node("ConstantOfShape", ["rank"], ["ones"], value=numpy_helper.from_array(np.array([1]))),
        helper.make_node("Equal", ["wanted", "minus"], ["is_open"]),
        helper.make_node("Where", ["is_open", "ones", "wanted"], ["target"]),
        helper.make_node("Expand", ["x", "target"], ["y"]),
    ]
    tensors = {"rank": np.array([3]), "wanted": np.array([-1, 4, -1]), "minus": np.array([-1, -1, -1])}
    _assert_same(_model(nodes, (2, 1, 5), tensors), RNG.normal(size=(2, 1, 5)).astype(np.float32))


def test_sums_over_sizes_run_in_python() -> None:
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["width"], axis=0),
        helper.make_node("Cast", ["width"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Sqrt", ["real"], ["root"]),
        helper.make_node("Div", ["x", "root"], ["scaled"]),
        helper.make_node("Mod", ["width", "two"], ["odd"]),
        helper.make_node("Div", ["width", "two"], ["half"]),
        helper.make_node("Add", ["half", "odd"], ["rows"]),
        helper.make_node("Unsqueeze", ["rows", "zero"], ["listed"]),
        helper.make_node("Concat", ["listed", "rest"], ["target"], axis=0),
        helper.make_node("Reshape", ["scaled", "target"], ["y"]),
    ]
    tensors = {"one": np.array(1), "two": np.array(2), "zero": np.array([0]), "rest": np.array([-1])}
    _assert_same(_model(nodes, (3, 10), tensors), RNG.normal(size=(3, 10)).astype(np.float32))


def test_int8_weights_stay_int8_and_give_the_same() -> None:
    nodes = [
        helper.make_node("DequantizeLinear", ["levels", "scale", "zero"], ["w"], axis=1),
        helper.make_node("MatMul", ["x", "w"], ["y"]),
    ]
    tensors = {
        "levels": RNG.integers(-127, 128, (5, 4), dtype=np.int8),
        "scale": np.array([0.1, 0.2, 0.3, 0.4], np.float32),
        "zero": np.zeros(4, np.int8),
    }
    model = _model(nodes, (2, 5), tensors)
    _assert_same(model, RNG.normal(size=(2, 5)).astype(np.float32))
    assert torch.int8 in {buffer.dtype for buffer in OnnxModule(model).buffers()}


def test_what_depends_on_weights_alone_is_computed_once() -> None:
    nodes = [
        helper.make_node("Gather", ["table", "places"], ["bias"], axis=1),
        helper.make_node("Add", ["x", "bias"], ["y"]),
    ]
    tensors = {"table": RNG.normal(size=(3, 9)).astype(np.float32), "places": np.arange(4).reshape(2, 2)}
    model = _model(nodes, (3, 2, 2), tensors)
    _assert_same(model, RNG.normal(size=(3, 2, 2)).astype(np.float32))
    assert [tuple(buffer.shape) for buffer in OnnxModule(model).buffers()] == [(3, 2, 2)]


def test_an_operator_that_is_not_converted_is_named() -> None:
    model = _model([helper.make_node("Hardmax", ["x"], ["y"], name="odd")], (2, 3), {})
    with pytest.raises(ModelError, match=r"Hardmax \(node odd\) is not converted"):
        OnnxModule(model)


@pytest.mark.parametrize(
    ("kind", "attributes", "told"),
    [
        ("Gemm", {"alpha": 2.0}, "Gemm with a scale"),
        ("Conv", {"auto_pad": "SAME_UPPER"}, "auto_pad"),
        ("CumSum", {"reverse": 1}, "CumSum"),
        ("Pad", {"mode": "reflect"}, "Pad"),
    ],
)
def test_what_an_operator_cannot_do_is_an_error(kind: str, attributes: dict[str, Any], told: str) -> None:
    shape, weight = ((2, 3), (3, 4)) if kind == "Gemm" else (MAP, (2, 4, 3, 3))
    node = helper.make_node(kind, ["x", "w"], ["y"], **attributes)
    module = OnnxModule(_model([node], shape, {"w": np.zeros(weight, np.float32)}))
    with pytest.raises(ModelError, match=told):
        module(torch.zeros(shape))
