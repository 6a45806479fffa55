"""The shipped weights, on photos that scikit-image carries."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import WeightsError
from models import ImageTextEncoder, create_encoder
from models.registry import WEIGHTS_DIR
from models.runtime import load_bundle

skimage_data = pytest.importorskip("skimage.data")

QUERIES = {
    "chelsea": "a cat",
    "coffee": "a cup of coffee",
    "rocket": "a rocket launch",
    "astronaut": "an astronaut in an orange suit",
    "camera": "a man with a camera on a tripod",
    "page": "a page of printed text",
    "coins": "ancient coins",
}
IMAGE_LIMIT_BYTES = 16_400_000
TEXT_LIMIT_BYTES = 26_000_000


@pytest.fixture(scope="module")
def encoder() -> ImageTextEncoder:
    return create_encoder("ansa-s", threads=2)


@pytest.fixture(scope="module")
def photos() -> list[Image.Image]:
    return [Image.fromarray(getattr(skimage_data, name)()) for name in QUERIES]


@pytest.fixture(scope="module")
def photo_vectors(encoder: ImageTextEncoder, photos: list[Image.Image]) -> np.ndarray:
    return encoder.encode_images(photos)


def test_vectors_are_unit_rows_of_float32(encoder: ImageTextEncoder, photo_vectors: np.ndarray) -> None:
    texts = encoder.encode_texts(list(QUERIES.values()))
    for rows in (photo_vectors, texts):
        assert rows.shape == (len(QUERIES), encoder.dim) == (len(QUERIES), 512)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_each_query_finds_its_photo_first(encoder: ImageTextEncoder, photo_vectors: np.ndarray) -> None:
    scores = encoder.encode_texts(list(QUERIES.values())) @ photo_vectors.T
    names = list(QUERIES)
    assert [names[row] for row in scores.argmax(axis=1)] == names


def test_nothing_to_encode_gives_no_rows_and_loads_no_tower() -> None:
    fresh = create_encoder("ansa-s")
    assert fresh.encode_images([]).shape == (0, 512)
    assert fresh.encode_texts([]).shape == (0, 512)
    assert not _loaded(fresh)


def test_asking_for_texts_never_loads_the_image_tower_nor_the_other_way_round() -> None:
    texts, images = create_encoder("ansa-s"), create_encoder("ansa-s")
    texts.encode_texts(["a dog"])
    images.encode_images([Image.new("RGB", (10, 10))])
    assert _loaded(texts) == {"_text_tower", "_tokenizer"}
    assert _loaded(images) == {"_session"}


def _loaded(encoder: ImageTextEncoder) -> set[str]:
    return {"_text_tower", "_tokenizer", "_session"} & (
        vars(encoder).keys() | vars(vars(encoder)["_image_graph"]).keys()
    )


def test_a_photo_does_not_depend_on_its_batch(
    encoder: ImageTextEncoder, photos: list[Image.Image], photo_vectors: np.ndarray
) -> None:
    alone = np.concatenate([encoder.encode_images([photo]) for photo in photos])
    many = encoder.encode_images(photos * 2)
    np.testing.assert_allclose(alone, photo_vectors, atol=2e-4)
    np.testing.assert_allclose(many, np.tile(photo_vectors, (2, 1)), atol=2e-4)


def test_a_text_does_not_depend_on_its_batch(encoder: ImageTextEncoder) -> None:
    texts = ["a cat", "two brown dogs run over a wide green field after a red ball", "night"] * 14
    together = encoder.encode_texts(texts)
    np.testing.assert_allclose(together[:3], np.concatenate([encoder.encode_texts([t]) for t in texts[:3]]), atol=2e-4)
    np.testing.assert_allclose(together[:3], together[-3:], atol=2e-4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "word " * 5000,
        "x" * 20000,
        "café où l’on danse",
        "夜の東京タワー",
        "🐈‍⬛ on a 🛋️",
        "a\x00b\n\t",
        "\ud83d"[:0],
    ],
)
def test_odd_texts_get_a_finite_unit_row(encoder: ImageTextEncoder, text: str) -> None:
    row = encoder.encode_texts([text])
    assert np.isfinite(row).all()
    np.testing.assert_allclose(np.linalg.norm(row), 1.0, atol=1e-5)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "I", "F"])
def test_the_mode_of_an_image_hardly_moves_its_vector(
    encoder: ImageTextEncoder, photos: list[Image.Image], mode: str
) -> None:
    grey = photos[0].convert("L")
    if mode in ("I;16", "I", "F"):
        values = np.asarray(grey)
        wide = {"I;16": values.astype(np.uint16) * 257, "I": values.astype(np.int32), "F": values / np.float32(255)}
        image = Image.fromarray(wide[mode])
    else:
        image = photos[0].convert(mode)
    reference = grey if mode in ("L", "LA", "I;16", "I", "F") else photos[0]
    similarity = float((encoder.encode_images([image]) @ encoder.encode_images([reference]).T).item())
    assert similarity > (0.5 if mode == "1" else 0.9)


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (3000, 2)])
def test_extreme_sizes_get_a_unit_row(encoder: ImageTextEncoder, size: tuple[int, int]) -> None:
    row = encoder.encode_images([Image.new("RGB", size, "green")])
    np.testing.assert_allclose(np.linalg.norm(row), 1.0, atol=1e-5)


def test_a_half_size_copy_is_nearly_the_same_vector(
    encoder: ImageTextEncoder, photos: list[Image.Image], photo_vectors: np.ndarray
) -> None:
    halves = [photo.resize((photo.width // 2, photo.height // 2)) for photo in photos]
    assert ((encoder.encode_images(halves) * photo_vectors).sum(axis=1) > 0.85).all()


def test_files_and_sizes_are_those_of_the_manifest_and_within_the_budget() -> None:
    bundle = load_bundle(WEIGHTS_DIR / "ansa-s")
    sizes = {name: len(bundle.read(name)) for name in bundle.manifest["files"]}
    assert sizes == {name: entry["size_bytes"] for name, entry in bundle.manifest["files"].items()}
    assert sizes["image.onnx"] <= IMAGE_LIMIT_BYTES
    assert sizes["text.onnx"] + sizes["tokenizer.json"] <= TEXT_LIMIT_BYTES


def test_a_damaged_tower_is_told_apart_from_a_bad_photo(tmp_path: Path, encoder: ImageTextEncoder) -> None:
    folder = tmp_path / "ansa-s"
    shutil.copytree(WEIGHTS_DIR / "ansa-s", folder)
    path = load_bundle(folder).path_of("image.onnx")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    damaged = create_encoder("ansa-s", weights_dir=tmp_path)
    with pytest.raises(WeightsError, match=r"image\.onnx.* is damaged"):
        damaged.encode_images([Image.new("RGB", (8, 8))])
    np.testing.assert_allclose(damaged.encode_texts(["a cat"]), encoder.encode_texts(["a cat"]), atol=2e-4)


def test_weights_that_want_another_preprocessing_are_refused(tmp_path: Path) -> None:
    manifest = json.loads((WEIGHTS_DIR / "ansa-s" / "manifest.json").read_text())
    folder = tmp_path / "ansa-s"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(manifest | {"preprocessing": "polar512-v9"}))
    with pytest.raises(WeightsError, match="Update albumen"):
        create_encoder("ansa-s", weights_dir=tmp_path)


def test_identity_and_digest_come_from_the_manifest(encoder: ImageTextEncoder) -> None:
    manifest = json.loads((WEIGHTS_DIR / "ansa-s" / "manifest.json").read_text())
    assert (encoder.identity.name, encoder.identity.tag) == ("ansa-s", manifest["tag"])
    assert encoder.identity.preprocessing == manifest["preprocessing"]
    assert encoder.weights_sha256 == create_encoder("ansa-s").weights_sha256
