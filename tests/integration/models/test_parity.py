"""Torch, ONNX fp32 and ONNX int8 say the same, every output within its tolerance (`tests/parity.py`).

Core ML and saved torch programs: test_export_core_ml.py and test_export_torch.py.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.compression import compress_weights, restore_weights
from models.image_input import whole_square
from models.registry import WEIGHTS_DIR
from models.runtime import load_bundle, open_session
from tests.parity import MAX_COSINE_DISTANCE, Outputs, assert_outputs_agree, cosine_distance

onnx = pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
pytest.importorskip("timm")
skimage_data = pytest.importorskip("skimage.data")

SHIPPED = WEIGHTS_DIR / "ansa-s"


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    photos = [skimage_data.chelsea(), skimage_data.astronaut(), skimage_data.rocket(), skimage_data.camera()]
    return np.stack([whole_square(Image.fromarray(photo), 224) for photo in photos])


@pytest.fixture
def tokens() -> dict[str, np.ndarray]:
    ids = np.random.default_rng(2).integers(1000, 28000, (3, 9))
    mask = np.ones_like(ids)
    mask[1, 5:] = 0
    return {"input_ids": ids, "attention_mask": mask}


def _run(model: onnx.ModelProto, inputs: Outputs) -> Outputs:
    session = open_session(model.SerializeToString(), threads=2)
    return dict(zip([output.name for output in session.get_outputs()], session.run(None, dict(inputs)), strict=True))


def _run_torch(model: onnx.ModelProto, inputs: Outputs) -> Outputs:
    from models.export.onnx_module import OnnxModule

    module = OnnxModule(model)
    with torch.inference_mode():
        results = module(*(torch.from_numpy(inputs[name]) for name in module.input_names))
    return {name: value.numpy() for name, value in zip(module.output_names, results, strict=True)}


def _assert_all_agree(shipped: onnx.ModelProto, inputs: Outputs) -> None:
    """Compare int8 in ONNX Runtime, which is what runs in the product, with three others."""
    from models.export.float_graph import restore_floats

    expected, floating = _run(shipped, inputs), restore_floats(shipped)
    assert_outputs_agree(expected, _run(floating, inputs))
    assert_outputs_agree(expected, _run_torch(floating, inputs))
    assert_outputs_agree(expected, _run_torch(shipped, inputs))


def test_every_output_of_the_shipped_image_graph_is_the_same_everywhere(pixels: np.ndarray) -> None:
    _assert_all_agree(onnx.load_from_string(load_bundle(SHIPPED).read("image.onnx")), {"pixels": pixels})


def test_the_shipped_text_tower_is_the_same_everywhere(tokens: dict[str, np.ndarray]) -> None:
    _assert_all_agree(onnx.load_from_string(load_bundle(SHIPPED).read("text.onnx")), tokens)


def test_restored_weights_lose_nothing(pixels: np.ndarray) -> None:
    shipped = onnx.load_from_string(load_bundle(SHIPPED).read("image.onnx"))
    expected, got = (_run(model, {"pixels": pixels})["embeddings"] for model in (shipped, restore_weights(shipped)))
    assert cosine_distance(expected, got) <= 1e-4


def test_an_image_tower_survives_export_and_compression(pixels: np.ndarray) -> None:
    from models.ansa.export import export_image_tower
    from models.ansa.towers import ImageTower

    torch.manual_seed(0)
    tower = ImageTower().eval()
    with torch.inference_mode():
        expected = tower(torch.from_numpy(pixels)).numpy()
    exported = export_image_tower(tower)
    assert cosine_distance(expected, _run(exported, {"pixels": pixels})["embeddings"]) <= 1e-5
    assert (
        cosine_distance(expected, _run(compress_weights(exported), {"pixels": pixels})["embeddings"])
        <= MAX_COSINE_DISTANCE
    )


def test_a_text_tower_survives_export_and_compression(tokens: dict[str, np.ndarray]) -> None:
    from models.ansa.export import export_text_tower
    from models.ansa.minilm import MiniLM
    from models.ansa.towers import TextTower

    torch.manual_seed(0)
    tower = TextTower(MiniLM(layers=2, context=32)).eval()
    with torch.inference_mode():
        expected = tower(*(torch.from_numpy(tokens[name]) for name in ("input_ids", "attention_mask"))).numpy()
    exported = export_text_tower(tower)
    assert cosine_distance(expected, _run(exported, tokens)["embeddings"]) <= 1e-5
    assert cosine_distance(expected, _run(compress_weights(exported), tokens)["embeddings"]) <= MAX_COSINE_DISTANCE


def test_a_bundle_that_was_written_opens_as_an_encoder(tmp_path: Path) -> None:
    from models.ansa.encoder import AnsaEncoder
    from models.ansa.export import BundleFacts, write_bundle

    facts = BundleFacts("ansa-s", "test", 512, "CC0", "none", [0.25], [0.5])
    towers = {kind: onnx.load_from_string(load_bundle(SHIPPED).read(f"{kind}.onnx")) for kind in ("image", "text")}
    write_bundle(tmp_path, facts, **towers, tokenizer=SHIPPED / "tokenizer.json")
    encoder = AnsaEncoder.open(tmp_path)
    assert encoder.identity.tag == "test"
    assert encoder.encode_texts(["a cat"]).shape == (1, 512)
