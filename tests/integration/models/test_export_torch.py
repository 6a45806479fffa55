"""The shipped graphs as torch programs, loaded as someone without Albumen would load them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.export import ExportFormat, ExportPlan, WeightKind, export_bundle
from models.export.plan import open_exportable
from models.image_input import whole_square
from models.registry import WEIGHTS_DIR
from models.runtime import load_bundle, open_session
from tests.parity import Outputs, assert_outputs_agree

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
skimage_data = pytest.importorskip("skimage.data")

SHIPPED = WEIGHTS_DIR / "ansa-s"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("torch") / "out"
    plan = ExportPlan(ExportFormat.TORCH, WeightKind.LINEAR, ("image", "text"))
    export_bundle(open_exportable("ansa-s"), plan, folder)
    return folder


@pytest.fixture(scope="module")
def image_tower(folder: Path) -> torch.nn.Module:
    return torch.export.load(folder / "image.pt2").module()


@pytest.fixture(scope="module")
def text_tower(folder: Path) -> torch.nn.Module:
    return torch.export.load(folder / "text.pt2").module()


def _assert_same(name: str, program: torch.nn.Module, inputs: Outputs) -> None:
    session = open_session(load_bundle(SHIPPED).read(name), threads=1)
    names = [output.name for output in session.get_outputs()]
    expected = dict(zip(names, session.run(None, dict(inputs)), strict=True))
    with torch.inference_mode():
        got = program(*(torch.from_numpy(array) for array in inputs.values()))
    assert_outputs_agree(expected, {name: value.numpy() for name, value in zip(names, got, strict=True)})


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_photos_gives_what_the_shipped_graph_gives(image_tower: torch.nn.Module, count: int) -> None:
    photos = [skimage_data.chelsea(), skimage_data.rocket(), skimage_data.camera()][:count]
    pixels = np.stack([whole_square(Image.fromarray(photo), 224) for photo in photos])
    _assert_same("image.onnx", image_tower, {"pixels": pixels})


@pytest.mark.parametrize(("count", "length"), [(1, 3), (4, 9), (2, 64)])
def test_texts_of_any_number_and_length_give_what_the_shipped_graph_gives(
    text_tower: torch.nn.Module, count: int, length: int
) -> None:
    ids = np.random.default_rng(length).integers(1000, 28000, (count, length))
    mask = np.ones_like(ids)
    mask[-1, length // 2 + 1 :] = 0
    _assert_same("text.onnx", text_tower, {"input_ids": ids, "attention_mask": mask})


def test_weights_stay_int8_on_disk(folder: Path, image_tower: torch.nn.Module) -> None:
    assert torch.int8 in {tensor.dtype for tensor in image_tower.buffers()}
    assert (folder / "text.pt2").stat().st_size <= 1.1 * load_bundle(SHIPPED).manifest["files"]["text.onnx"][
        "size_bytes"
    ]


def test_a_program_carries_its_facts(folder: Path) -> None:
    extra = {"metadata.json": ""}
    torch.export.load(folder / "text.pt2", extra_files=extra)
    facts = json.loads(extra["metadata.json"])
    bundle = open_exportable("ansa-s")
    assert (facts["licence"], facts["version"]) == (bundle.manifest["licence"], bundle.identity.tag)
    assert facts["weights_sha256"] == bundle.weights_sha256
    assert set(facts["tensors"]) == {"input_ids", "attention_mask", "embeddings"}
