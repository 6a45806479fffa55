"""Torch, ONNX fp32 and ONNX int8 give the same vectors, within a cosine distance of 0.015."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.compression import compress_weights, restore_weights
from models.image_input import centre_square
from models.registry import WEIGHTS_DIR
from models.runtime import open_session

onnx = pytest.importorskip("onnx")
torch = pytest.importorskip("torch")
pytest.importorskip("timm")
skimage_data = pytest.importorskip("skimage.data")

MAX_DISTANCE = 0.015


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    photos = [skimage_data.chelsea(), skimage_data.astronaut(), skimage_data.rocket(), skimage_data.camera()]
    return np.stack([centre_square(Image.fromarray(photo), 224) for photo in photos])


@pytest.fixture
def tokens() -> dict[str, np.ndarray]:
    ids = np.random.default_rng(2).integers(1000, 30000, (3, 9))
    mask = np.ones_like(ids)
    mask[1, 5:] = 0
    return {"input_ids": ids, "attention_mask": mask}


def _distance(first: np.ndarray, second: np.ndarray) -> float:
    return float(1.0 - (first * second).sum(axis=1).min())


def _run(model: onnx.ModelProto, inputs: dict[str, np.ndarray]) -> np.ndarray:
    return open_session(model.SerializeToString(), threads=2).run(None, inputs)[0]


def test_the_shipped_image_tower_matches_its_own_float_weights(pixels: np.ndarray) -> None:
    shipped = onnx.load(WEIGHTS_DIR / "ansa-s" / "image.onnx")
    assert _distance(_run(shipped, {"pixels": pixels}), _run(restore_weights(shipped), {"pixels": pixels})) <= 1e-4


def test_the_shipped_text_tower_matches_its_own_float_weights(tokens: dict[str, np.ndarray]) -> None:
    shipped = onnx.load(WEIGHTS_DIR / "ansa-s" / "text.onnx")
    assert _distance(_run(shipped, tokens), _run(restore_weights(shipped), tokens)) <= 1e-4


def test_an_image_tower_survives_export_and_compression(pixels: np.ndarray) -> None:
    from models.ansa.export import export_image_tower
    from models.ansa.towers import ImageTower

    torch.manual_seed(0)
    tower = ImageTower().eval()
    with torch.inference_mode():
        expected = tower(torch.from_numpy(pixels)).numpy()
    exported = export_image_tower(tower)
    assert _distance(expected, _run(exported, {"pixels": pixels})) <= 1e-5
    assert _distance(expected, _run(compress_weights(exported), {"pixels": pixels})) <= MAX_DISTANCE


def test_a_text_tower_survives_export_and_compression(tokens: dict[str, np.ndarray]) -> None:
    from models.ansa.export import export_text_tower
    from models.ansa.minilm import MiniLM
    from models.ansa.towers import TextTower

    torch.manual_seed(0)
    tower = TextTower(MiniLM(layers=2, context=32)).eval()
    with torch.inference_mode():
        expected = tower(*(torch.from_numpy(tokens[name]) for name in ("input_ids", "attention_mask"))).numpy()
    exported = export_text_tower(tower)
    assert _distance(expected, _run(exported, tokens)) <= 1e-5
    assert _distance(expected, _run(compress_weights(exported), tokens)) <= MAX_DISTANCE


def test_a_bundle_that_was_written_opens_as_an_encoder(tmp_path: Path) -> None:
    from models.ansa.encoder import AnsaEncoder
    from models.ansa.export import BundleFacts, write_bundle

    facts = BundleFacts("ansa-s", "test", 512, "CC0", "none", [0.25], [0.5])
    towers = {kind: onnx.load(WEIGHTS_DIR / "ansa-s" / f"{kind}.onnx") for kind in ("image", "text")}
    write_bundle(tmp_path, facts, **towers, tokenizer=WEIGHTS_DIR / "ansa-s" / "tokenizer.json")
    encoder = AnsaEncoder.open(tmp_path)
    assert encoder.identity.tag == "test"
    assert encoder.encode_texts(["a cat"]).shape == (1, 512)
