"""The networks that are compared: what they give, and that they differ in their mask heads alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
pytest.importorskip("timm")
from benchmarks.query_graphs import KINDS, SCENE, Kind, write_graph  # noqa: E402
from models.hyperdetr.config import HyperDetrConfig  # noqa: E402
from models.runtime import open_session  # noqa: E402

TINY = HyperDetrConfig(
    "tiny", width=0.25, model_dim=64, heads=2, feedforward_dim=16, encoder_layers=1, decoder_channels=(8, 8, 8, 8)
)
SIZE = (64, 96)
IMAGE = np.random.default_rng(0).integers(0, 256, (1, *SIZE, 3), dtype=np.uint8)
Outputs = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outputs]:
    """What each kind gives with six queries."""
    return {kind.name: _run(kind, 6, tmp_path_factory.mktemp("graphs")) for kind in KINDS}


def _run(kind: Kind, queries: int, folder: Path) -> Outputs:
    write_graph(kind, TINY, queries, SIZE, folder / "graph.onnx")
    session = open_session((folder / "graph.onnx").read_bytes(), threads=1)
    return dict(zip(kind.outputs, session.run(None, {"image": IMAGE}), strict=True))


def test_each_query_gives_a_logit_a_box_and_a_mask_of_the_images_size(found: dict[str, Outputs]) -> None:
    for name, outputs in found.items():
        masks = 4 if "surest" in name else 6
        assert [value.shape for value in outputs.values()] == [(1, 6), (1, 6, 4), (1, masks, *SIZE)]
        assert all(np.isfinite(value).all() for value in outputs.values())


def test_all_heads_stand_on_the_same_weights(found: dict[str, Outputs]) -> None:
    ours, *others = found.values()
    for other in others:
        np.testing.assert_allclose(ours["logits"], other["logits"], atol=1e-5)
        np.testing.assert_allclose(ours["boxes"], other["boxes"], atol=1e-5)
    assert np.abs(ours["masks"] - others[-1]["masks"]).max() > 1e-3


def test_the_surest_masks_are_those_of_the_highest_logits(found: dict[str, Outputs]) -> None:
    every, few = found["HyperDETR"], found["HyperDETR, masks of the 4 surest"]
    best = np.argsort(-every["logits"][0])[:4]
    np.testing.assert_allclose(few["masks"][0], every["masks"][0][best], atol=1e-5)


def test_a_query_that_is_left_out_changes_no_weight_of_the_others(tmp_path: Path) -> None:
    tensors = []
    for queries in (1, 6):
        write_graph(KINDS[0], TINY, queries, SIZE, tmp_path / "graph.onnx")
        tensors.append({t.name: t.raw_data for t in onnx.load(str(tmp_path / "graph.onnx")).graph.initializer})
    fewer, more = tensors
    assert fewer.keys() == more.keys()
    changed = [name for name in fewer if name.startswith("network.") and fewer[name] != more[name]]
    assert changed == ["network.transformer.queries"]


def test_the_scene_alone_holds_no_transformer(tmp_path: Path) -> None:
    assert _run(SCENE, 4, tmp_path)["scene"].shape == (1, 6, *SIZE)
    graph = onnx.load(str(tmp_path / "graph.onnx")).graph
    assert {node.op_type for node in graph.node}.isdisjoint({"Softmax", "LayerNormalization"})
