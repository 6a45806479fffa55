"""Every output that a graph can have is described."""

from __future__ import annotations

import pytest

onnx = pytest.importorskip("onnx")
from onnx import TensorProto, helper  # noqa: E402 - after the skip

from models.export.description import describe_model, describe_tensors  # noqa: E402
from models.export.plan import open_exportable  # noqa: E402

HEADS = ["objects_boxes", "objects_scores", "objects_classes", "print", "quality", "saliency", "tags", "utility"]


def _graph(*outputs: str) -> onnx.ModelProto:
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 3]) for name in ("pixels", *outputs)]
    return helper.make_model(helper.make_graph([], "heads", values[:1], values[1:]))


def test_every_output_of_every_head_says_what_it_is() -> None:
    told = describe_tensors(open_exportable("ansa-s"), _graph("embeddings", *HEADS))
    assert list(told) == ["pixels", "embeddings", *HEADS]
    assert len(set(told.values())) == len(told)
    assert all("without a description" not in sentence for sentence in told.values())


def test_every_output_of_the_segmenters_says_what_it_is() -> None:
    names = ["scene", "features", "deep", "logits", "boxes", "masks", "confidence", "alpha", "feature2", "feature32"]
    told = describe_tensors(open_exportable("ansa-s"), _graph(*names))
    assert len(set(told.values())) == len(told)
    assert all("without a description" not in sentence for sentence in told.values())


def test_an_output_that_nobody_knows_says_so() -> None:
    assert describe_tensors(open_exportable("ansa-s"), _graph("depth"))["depth"] == "An output without a description."


def test_a_model_names_its_author_licence_version_and_weights() -> None:
    bundle = open_exportable("ansa-s")
    told = describe_model(bundle, "image")
    assert told["name"] == "ansa-s-image"
    assert (told["author"], told["licence"]) == ("The Albumen project", bundle.manifest["licence"])
    assert (told["version"], told["weights_sha256"]) == (bundle.identity.tag, bundle.weights_sha256)
