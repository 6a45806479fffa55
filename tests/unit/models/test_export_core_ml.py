"""Conversion, palettes and fp16 on a network small enough to convert in a second."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("coremltools")
onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402 - after the skips

from albumen.errors import ModelError  # noqa: E402
from models.compression.int8 import MIN_SIZE, compress_weights  # noqa: E402
from models.export import core_ml  # noqa: E402
from models.export.mil_runner import MilRunner  # noqa: E402
from models.export.plan import WeightKind  # noqa: E402
from models.runtime import open_session  # noqa: E402

PIXELS = np.random.default_rng(4).integers(0, 256, (1, 16, 16, 3), dtype=np.uint8)
FACTS = {"author": "me", "licence": "CC0", "version": "7", "description": "small"}


def _network() -> onnx.ModelProto:
    """A convolution whose channels differ by thousands, a linear layer, and the best two places of its output."""
    rng = np.random.default_rng(5)
    sizes = np.logspace(-2, 1, 16)[:, None, None, None]
    tensors = {
        "kernel": (rng.normal(size=(16, 3, 3, 3)) * sizes / 100).astype(np.float32),
        "mix": rng.normal(size=(16, 100)).astype(np.float32) / 4,
        "k": np.array([2]),
    }
    nodes = [
        helper.make_node("Cast", ["pixels"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["real"], ["chw"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["chw", "kernel"], ["map"], pads=[1, 1, 1, 1], strides=[2, 2]),
        helper.make_node("Relu", ["map"], ["lit"]),
        helper.make_node("ReduceMean", ["lit"], ["pooled"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["pooled", "mix"], ["score"]),
        helper.make_node("TopK", ["score", "k"], ["best", "place"]),
    ]
    given = helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["N", 16, 16, 3])
    outputs = [
        helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N", 100]),
        helper.make_tensor_value_info("place", TensorProto.INT64, ["N", 2]),
    ]
    constants = [numpy_helper.from_array(value, name) for name, value in tensors.items()]
    graph = helper.make_graph(nodes, "small", [given], outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> MilRunner:
    """The network with fp16 weights."""
    return _saved(tmp_path_factory.mktemp("plain") / "small.mlpackage", WeightKind.FLOAT)


def _saved(path: Path, weights: WeightKind) -> MilRunner:
    converted = core_ml.convert(_network(), weights, {"N": 1})
    core_ml.save(converted, path, FACTS, {"pixels": "a picture", "score": "scores", "place": "places"})
    return MilRunner(path)


def _segmenter() -> onnx.ModelProto:
    """What the segmenters' graphs add: places from running sums, gates, enlarging, a kernel that is computed."""
    rng = np.random.default_rng(6)
    tensors = {
        "kernel": rng.normal(size=(8, 4, 3, 3)).astype(np.float32) / 6,
        "mix": rng.normal(size=(8, 8)).astype(np.float32) / 3,
        "ends": np.array([0, 0, 0, 0, 0, 0, 1, 1]),
        "down": np.array(2),
        "down_and_across": np.array([2, 3]),
    }
    nodes = [
        helper.make_node("CumSum", ["deep", "down"], ["sums"]),
        helper.make_node("Sin", ["sums"], ["sines"]),
        helper.make_node("Cos", ["deep"], ["cosines"]),
        helper.make_node("Add", ["sines", "cosines"], ["places"]),
        helper.make_node("Pad", ["places", "ends"], ["padded"]),
        helper.make_node("Conv", ["padded", "kernel"], ["map"], strides=[2, 2]),
        helper.make_node("HardSwish", ["map"], ["swished"]),
        helper.make_node("ReduceMean", ["swished"], ["pooled"], axes=[2, 3], keepdims=1),
        helper.make_node("HardSigmoid", ["pooled"], ["gate"], alpha=1 / 6),
        helper.make_node("Mul", ["swished", "gate"], ["gated"]),
        helper.make_node("Constant", [], ["twice"], value=numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32))),
        helper.make_node("Resize", ["gated", "", "twice"], ["features"], mode="linear"),
        helper.make_node("ReduceMean", ["gated"], ["state"], axes=[2], keepdims=0),
        helper.make_node("Transpose", ["state"], ["queries"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["queries", "mix"], ["weights"]),
        helper.make_node("Gather", ["weights", "first"], ["rows"], axis=0),
        helper.make_node("Unsqueeze", ["rows", "down_and_across"], ["dynamic"]),
        helper.make_node("Conv", ["features", "dynamic"], ["masks"]),
    ]
    given = helper.make_tensor_value_info("deep", TensorProto.FLOAT, [1, 4, "h", "w"])
    result = helper.make_tensor_value_info("masks", TensorProto.FLOAT, [1, "n", "H", "W"])
    constants = [numpy_helper.from_array(value, name) for name, value in (tensors | {"first": np.array(0)}).items()]
    graph = helper.make_graph(nodes, "segmenter", [given], [result], constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def test_a_segmenters_operations_survive_with_open_sizes_fixed(tmp_path: Path) -> None:
    converted = core_ml.convert(_segmenter(), WeightKind.LINEAR, {"h": 12, "w": 16})
    core_ml.save(converted, tmp_path / "segmenter.mlpackage", FACTS, {"deep": "a map", "masks": "masks"})
    deep = np.random.default_rng(7).normal(size=(1, 4, 12, 16)).astype(np.float32)
    (expected,) = open_session(_segmenter().SerializeToString(), threads=1).run(None, {"deep": deep})
    got = MilRunner(tmp_path / "segmenter.mlpackage").run({"deep": deep})["masks"]
    assert got.shape == expected.shape == (1, 8, 12, 16)
    assert np.abs(got - expected).max() <= 0.02 * np.ptp(expected)


@pytest.mark.parametrize(
    ("weights", "stored"),
    [
        (WeightKind.LINEAR, {"constexpr_affine_dequantize": 1}),
        (WeightKind.PALETTISED, {"constexpr_lut_to_dense": 1}),
    ],
    ids=["linear", "palettised"],
)
def test_a_package_computes_what_the_graph_does(tmp_path: Path, weights: WeightKind, stored: dict[str, int]) -> None:
    package = _saved(tmp_path / "small.mlpackage", weights)
    kinds = Counter(operation.op_type for operation in package.function.operations)
    assert {kind: number for kind, number in kinds.items() if kind.startswith("constexpr")} == stored
    expected = open_session(_network().SerializeToString(), threads=1).run(None, {"pixels": PIXELS})
    got = package.run({"pixels": PIXELS.transpose(0, 3, 1, 2).astype(np.float32)})
    assert np.abs(got["score"] - expected[0]).max() <= 0.02 * np.ptp(expected[0])
    assert got["place"].tolist() == expected[1].tolist()


def test_weights_that_ship_as_floats_stay_floats() -> None:
    shipped = compress_weights(_network(), min_size=1600)  # the layer of 16 x 100 values, not the kernel of 432
    assert core_ml.find_float_size(shipped) == MIN_SIZE
    assert core_ml.find_float_size(compress_weights(_network(), min_size=1601)) == 1600
    converted = core_ml.convert(_network(), WeightKind.LINEAR, {"N": 1}, largest_float=1600)
    program = converted.get_spec().mlProgram.functions["main"].block_specializations
    kinds = {operation.type for block in program.values() for operation in block.operations}
    assert not any(kind.startswith("constexpr") for kind in kinds)


def test_results_are_rounded_to_fp16_where_the_program_says_so(plain: MilRunner) -> None:
    score = plain.run({"pixels": PIXELS.transpose(0, 3, 1, 2).astype(np.float32)})["score"]
    np.testing.assert_array_equal(score, score.astype(np.float16).astype(np.float32))


def test_metadata_is_written(plain: MilRunner) -> None:
    package = plain.package
    assert (package.author, package.license, package.version) == ("me", "CC0", "7")
    assert package.input_description["pixels"] == "a picture"
    assert package.output_description["place"] == "places"


def test_bytes_that_are_no_image_are_refused() -> None:
    network = _network()
    network.graph.input[0].type.tensor_type.shape.dim.pop()
    with pytest.raises(ModelError, match="pixels is bytes but no RGB image"):
        core_ml.convert(network, WeightKind.FLOAT, {"N": 1})


def test_nothing_is_written_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _saved(tmp_path / "small.mlpackage", WeightKind.LINEAR)
    assert capsys.readouterr().err == ""
