"""A network in a process of its own: its time, its peak, and what it says when memory does not suffice."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper  # noqa: E402 - after the skip

from benchmarks.pass_worker import PassWorker  # noqa: E402

_GB = 10**9


def _write_graph(path: Path, width: int) -> Path:
    """A network whose only output is an image repeated to `width` channels."""
    import numpy as np

    nodes = [
        helper.make_node("Cast", ["image"], ["real"], to=TensorProto.FLOAT),
        helper.make_node("Tile", ["real", "repeats"], ["out"]),
    ]
    given = helper.make_tensor_value_info("image", TensorProto.UINT8, [1, 64, 64, 1])
    result = helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 64, 64, width])
    repeats = numpy_helper.from_array(np.array([1, 1, 1, width]), "repeats")
    graph = helper.make_graph(nodes, "wide", [given], [result], [repeats])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def test_a_pass_takes_time_and_its_output_counts_as_memory(tmp_path: Path) -> None:
    worker = PassWorker(_write_graph(tmp_path / "wide.onnx", 5_000), threads=1, memory_bytes=4 * _GB)
    assert worker.run_pass() > 0.0
    peak_mb = worker.peak_mb()
    worker.stop()
    assert 64 * 64 * 5_000 * 4 / 1e6 < peak_mb < 4_000


@pytest.mark.filterwarnings("ignore")  # the process says on stderr what it lacked
def test_a_network_that_does_not_fit_is_not_a_number(tmp_path: Path) -> None:
    worker = PassWorker(_write_graph(tmp_path / "wide.onnx", 500_000), threads=1, memory_bytes=4 * _GB)
    answers = [worker.run_pass(), worker.run_pass()]
    worker.stop()
    assert all(math.isnan(answer) for answer in answers)
