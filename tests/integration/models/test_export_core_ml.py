"""The shipped graphs as Core ML packages, read back from disk; outside macOS `MilRunner` predicts in Core ML's place."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.ansa.wordpiece import WordPiece
from models.export import ExportFormat, ExportPlan, WeightKind, export_bundle
from models.export.plan import open_exportable
from models.image_input import whole_square
from models.registry import WEIGHTS_DIR
from models.runtime import load_bundle, open_session
from tests.parity import Outputs, assert_outputs_agree

pytest.importorskip("coremltools")
onnx = pytest.importorskip("onnx")
skimage_data = pytest.importorskip("skimage.data")
from models.export.mil_runner import MilRunner  # noqa: E402 - after the skips

SHIPPED = WEIGHTS_DIR / "ansa-s"
TEXTS = ["a cat", "a rocket on its launch pad at dusk, with a long line of smoke", "two cups of coffee"]
ON_A_MAC = sys.platform == "darwin"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole export with linear weights."""
    folder = tmp_path_factory.mktemp("core-ml") / "out"
    export_bundle(
        open_exportable("ansa-s"), ExportPlan(ExportFormat.COREML, WeightKind.LINEAR, ("image", "text")), folder
    )
    return folder


@pytest.fixture(scope="module")
def image_tower(folder: Path) -> MilRunner:
    return MilRunner(folder / "image.mlpackage")


@pytest.fixture(scope="module")
def text_tower(folder: Path) -> MilRunner:
    return MilRunner(folder / "text.mlpackage")


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    photos = [skimage_data.chelsea(), skimage_data.rocket()]
    return np.stack([whole_square(Image.fromarray(photo), 224) for photo in photos])


def _shipped(name: str, inputs: Outputs) -> Outputs:
    session = open_session(load_bundle(SHIPPED).read(name), threads=1)
    return dict(zip([output.name for output in session.get_outputs()], session.run(None, dict(inputs)), strict=True))


def _image_graph() -> onnx.GraphProto:
    return onnx.load_from_string(load_bundle(SHIPPED).read("image.onnx")).graph


def _joined(rows: list[Outputs]) -> Outputs:
    return {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}


def _text_inputs(text: str, length: int | None = None) -> dict[str, np.ndarray]:
    tokenizer = WordPiece.from_json((SHIPPED / "tokenizer.json").read_text(encoding="utf-8"))
    ids, mask = tokenizer.encode([text], 64)
    padding = ((0, 0), (0, (length or ids.shape[1]) - ids.shape[1]))
    return {"input_ids": np.pad(ids, padding), "attention_mask": np.pad(mask, padding)}


def test_photos_give_what_the_shipped_graph_gives(image_tower: MilRunner, pixels: np.ndarray) -> None:
    images = [photo[None].transpose(0, 3, 1, 2).astype(np.float32) for photo in pixels]
    got = _joined([image_tower.run({"pixels": image}) for image in images])
    assert_outputs_agree(_shipped("image.onnx", {"pixels": pixels}), got)


def test_texts_of_any_length_give_what_the_shipped_graph_gives(text_tower: MilRunner) -> None:
    got = _joined([text_tower.run(_text_inputs(text, 64)) for text in TEXTS])
    assert_outputs_agree(_joined([_shipped("text.onnx", _text_inputs(text)) for text in TEXTS]), got)


def test_apps_hand_over_a_picture_and_get_every_output(image_tower: MilRunner) -> None:
    spec = image_tower.package.get_spec()
    (pixels,) = spec.description.input
    assert pixels.name == "pixels"
    assert (pixels.type.imageType.width, pixels.type.imageType.height) == (224, 224)
    assert pixels.type.imageType.ColorSpace.Name(pixels.type.imageType.colorSpace) == "RGB"
    shipped = _image_graph().output
    assert [output.name for output in spec.description.output] == [output.name for output in shipped]
    assert spec.specificationVersion == 7  # iOS 16, macOS 13


def test_texts_are_64_tokens_of_32_bits(text_tower: MilRunner) -> None:
    inputs = text_tower.package.get_spec().description.input
    assert [(i.name, list(i.type.multiArrayType.shape)) for i in inputs] == [
        ("input_ids", [1, 64]),
        ("attention_mask", [1, 64]),
    ]


def test_large_weights_are_eight_bits_with_a_scale_for_each_channel(image_tower: MilRunner) -> None:
    kinds = Counter(operation.op_type for operation in image_tower.function.operations)
    shipped = _image_graph()
    assert kinds["constexpr_affine_dequantize"] >= sum(node.op_type == "DequantizeLinear" for node in shipped.node)
    for operation in image_tower.function.operations:
        if operation.op_type == "constexpr_affine_dequantize":
            levels, scale = operation.quantized_data.val, operation.scale.val
            assert levels.dtype == np.int8
            assert scale.size == levels.shape[int(operation.axis.val)]
            assert not operation.zero_point.val.any()


def test_a_weight_is_the_shipped_one_within_the_rounding_of_its_scale(image_tower: MilRunner) -> None:
    from onnx import numpy_helper

    tensors = {t.name: t for t in _image_graph().initializer}
    int8 = [numpy_helper.to_array(t) for t in tensors.values() if t.data_type == onnx.TensorProto.INT8 and t.dims]
    first = next(levels for levels in int8 if levels.ndim == 4)  # the first large convolution
    stored = next(
        operation.quantized_data.val
        for operation in image_tower.function.operations
        if operation.op_type == "constexpr_affine_dequantize" and operation.quantized_data.val.shape == first.shape
    )
    assert np.abs(stored.astype(int) - first.astype(int)).max() <= 1


def test_a_package_says_whose_it_is_and_what_it_takes_and_gives(folder: Path, image_tower: MilRunner) -> None:
    package = image_tower.package
    bundle = open_exportable("ansa-s")
    assert (package.author, package.license) == ("The Albumen project", bundle.manifest["licence"])
    assert package.version == bundle.identity.tag
    assert package.user_defined_metadata["weights_sha256"] == bundle.weights_sha256
    assert "sRGB" in package.input_description["pixels"]
    assert all("without a description" not in package.output_description[name] for name in package.output_description)


def test_packages_are_about_as_large_as_the_shipped_files(folder: Path) -> None:
    for part in ("image", "text"):
        files = [path for path in (folder / f"{part}.mlpackage").rglob("*") if path.is_file()]
        assert (
            sum(path.stat().st_size for path in files)
            <= 1.1 * load_bundle(SHIPPED).manifest["files"][f"{part}.onnx"]["size_bytes"]
        )


@pytest.mark.skipif(not ON_A_MAC, reason="Core ML predicts on macOS only")
def test_core_ml_itself_gives_what_the_shipped_graph_gives(folder: Path, pixels: np.ndarray) -> None:
    import coremltools as ct

    image_tower = ct.models.MLModel(str(folder / "image.mlpackage"))
    got = _joined([image_tower.predict({"pixels": Image.fromarray(photo)}) for photo in pixels])
    expected = _shipped("image.onnx", {"pixels": pixels})
    assert_outputs_agree(expected, {name: got[name] for name in expected})
