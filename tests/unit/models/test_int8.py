from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402 - after the skip

from models.compression import compress_weights, restore_weights  # noqa: E402
from models.compression.int8 import quantise_rows  # noqa: E402
from models.runtime import open_session  # noqa: E402


def _model() -> onnx.ModelProto:
    rng = np.random.default_rng(1)
    tensors = {
        "table": rng.normal(size=(50, 32)),
        "mix": rng.normal(size=(32, 48)) * np.logspace(-3, 2, 48),
        "gemm": rng.normal(size=(40, 48)),
        "bias": rng.normal(size=(40,)),
    }
    nodes = [
        helper.make_node("Gather", ["table", "ids"], ["rows"], axis=0),
        helper.make_node("MatMul", ["rows", "mix"], ["mixed"]),
        helper.make_node("Gemm", ["mixed", "gemm", "bias"], ["out"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["N"])],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["N", 40])],
        [numpy_helper.from_array(value.astype(np.float32), name) for name, value in tensors.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def _run(model: onnx.ModelProto) -> np.ndarray:
    return open_session(model.SerializeToString(), threads=1).run(None, {"ids": np.arange(50)})[0]


def test_weights_become_int8_and_biases_stay_float() -> None:
    compressed = compress_weights(_model())
    kinds = {tensor.name: tensor.data_type for tensor in compressed.graph.initializer}
    assert {kinds[name] for name in ("table", "mix", "gemm")} == {TensorProto.INT8}
    assert kinds["bias"] == TensorProto.FLOAT
    assert compressed.ByteSize() < 0.5 * _model().ByteSize()


def test_compressed_outputs_stay_close_in_every_channel() -> None:
    expected, got = _run(_model()), _run(compress_weights(_model()))
    cosine = (expected * got).sum(1) / np.linalg.norm(expected, axis=1) / np.linalg.norm(got, axis=1)
    assert cosine.min() > 0.999


def test_the_restored_model_computes_what_the_compressed_one_does() -> None:
    compressed = compress_weights(_model())
    restored = restore_weights(compressed)
    assert all(node.op_type != "DequantizeLinear" for node in restored.graph.node)
    np.testing.assert_allclose(_run(restored), _run(compressed), rtol=1e-4, atol=1e-3)


def test_a_weight_that_two_nodes_share_is_compressed_once() -> None:
    model = _model()
    model.graph.node.append(helper.make_node("MatMul", ["rows", "mix"], ["again"]))
    model.graph.output.append(helper.make_tensor_value_info("again", TensorProto.FLOAT, ["N", 48]))
    compressed = compress_weights(model)
    assert [node.op_type for node in compressed.graph.node].count("DequantizeLinear") == 2
    assert _run(compressed).shape == (50, 40)


def test_the_given_model_is_not_changed() -> None:
    model = _model()
    before = model.SerializeToString()
    compress_weights(model)
    assert model.SerializeToString() == before


@given(st.integers(1, 6), st.integers(1, 6), st.floats(1e-6, 1e6), st.integers(0, 1), st.integers(0, 2**32 - 1))
def test_rounding_is_within_half_a_level_of_its_channel(
    rows: int, columns: int, size: float, axis: int, seed: int
) -> None:
    weights = (np.random.default_rng(seed).normal(size=(rows, columns)) * size).astype(np.float32)
    levels, scale = quantise_rows(weights, axis)
    shape = (-1, 1) if axis == 0 else (1, -1)
    assert (np.abs(levels * scale.reshape(shape) - weights) <= 0.501 * scale.reshape(shape)).all()


def test_a_channel_of_zeros_stays_zero() -> None:
    levels, scale = quantise_rows(np.zeros((3, 4), np.float32), 0)
    assert not levels.any()
    assert np.isfinite(scale).all()
