from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import MissingExtraError, UnknownEncoderError, WeightsError
from models import ImageTextEncoder, create_encoder

open_clip = pytest.importorskip("open_clip")
torch = pytest.importorskip("torch")

ARCHITECTURE = "albumen-tiny-test"
CONFIG = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 32, "layers": 1, "width": 32, "patch_size": 16, "head_width": 16},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 16, "heads": 1, "layers": 1},
}


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("open_clip")
    (folder / f"{ARCHITECTURE}.json").write_text(json.dumps(CONFIG))
    open_clip.add_model_config(folder)
    torch.manual_seed(7)
    network = open_clip.create_model(ARCHITECTURE, pretrained=None)
    path = folder / "tiny.pt"
    torch.save(network.state_dict(), path)
    yield path
    (folder / f"{ARCHITECTURE}.json").unlink()


@pytest.fixture
def images() -> list[Image.Image]:
    noise = np.random.default_rng(3).integers(0, 256, (2, 40, 60, 3), dtype=np.uint8)
    return [Image.fromarray(noise[0]), Image.fromarray(noise[1]).convert("L"), Image.new("RGBA", (9, 200))]


def test_a_checkpoint_on_disk_gives_unit_rows_of_its_own_dim(checkpoint: Path, images: list[Image.Image]) -> None:
    encoder = create_encoder(f"{ARCHITECTURE}/{checkpoint}", threads=1)
    vectors = encoder.encode_images(images)
    texts = encoder.encode_texts(["a dog", "ein Hund über dem Fluß", "word " * 500])
    assert isinstance(encoder, ImageTextEncoder)
    assert encoder.dim == 24
    for rows in (vectors, texts):
        assert rows.shape == (3, 24)
        assert rows.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_vectors_are_those_of_open_clip_itself(checkpoint: Path, images: list[Image.Image]) -> None:
    network, _, preprocess = open_clip.create_model_and_transforms(ARCHITECTURE, pretrained=str(checkpoint))
    network.eval()
    with torch.inference_mode():
        expected_image = network.encode_image(preprocess(images[0])[None], normalize=True).numpy()
        expected_text = network.encode_text(open_clip.get_tokenizer(ARCHITECTURE)(["a dog"]), normalize=True).numpy()
    encoder = create_encoder(f"{ARCHITECTURE}/{checkpoint}")
    np.testing.assert_allclose(encoder.encode_images(images[:1]), expected_image, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_texts(["a dog"]), expected_text, atol=1e-5)


def test_nothing_to_encode_gives_no_rows(checkpoint: Path) -> None:
    encoder = create_encoder(f"{ARCHITECTURE}/{checkpoint}")
    assert encoder.encode_images([]).shape == (0, 24)
    assert encoder.encode_texts([]).shape == (0, 24)


def test_identity_follows_the_weights_in_the_file(checkpoint: Path, tmp_path: Path) -> None:
    torch.manual_seed(8)
    other = tmp_path / "tiny.pt"
    torch.save(open_clip.create_model(ARCHITECTURE, pretrained=None).state_dict(), other)
    first, second = (create_encoder(f"{ARCHITECTURE}/{path}") for path in (checkpoint, other))
    assert first.identity == create_encoder(f"{ARCHITECTURE}/{checkpoint}").identity
    assert first.identity != second.identity
    assert first.weights_sha256 != second.weights_sha256


def test_a_file_that_is_no_checkpoint_is_one_clear_line(checkpoint: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pt"
    broken.write_bytes(b"not a checkpoint")
    encoder = create_encoder(f"{ARCHITECTURE}/{broken}")
    with pytest.raises(WeightsError, match=r"broken\.pt is no checkpoint") as caught:
        encoder.encode_texts(["a dog"])
    assert "\n" not in str(caught.value)


def test_a_path_without_a_file_says_so(checkpoint: Path) -> None:
    with pytest.raises(WeightsError, match="no checkpoint file at"):
        create_encoder(f"{ARCHITECTURE}/nowhere/tiny.pt")


def test_an_unknown_architecture_gets_the_nearest_names() -> None:
    with pytest.raises(UnknownEncoderError, match="ViT-B-32"):
        create_encoder("ViTB-32/openai")


def test_an_unknown_tag_gets_the_nearest_tags() -> None:
    with pytest.raises(UnknownEncoderError, match="ViT-B-32/openai"):
        create_encoder("ViT-B-32/opena")


def test_a_hub_that_cannot_be_reached_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, checkpoint: Path
) -> None:
    def unreachable(*_: object, **__: object) -> str:
        raise OSError("Connection refused\nwith a long trace")

    monkeypatch.setattr("open_clip.factory.download_pretrained", unreachable)
    # The importing module first: imported under the other's patch, it would keep the stand-in for good.
    monkeypatch.setattr("models.open_clip_encoder.is_hub_found", lambda: True)
    monkeypatch.setattr("models.hub.is_hub_found", lambda: True)
    monkeypatch.setitem(open_clip.pretrained._PRETRAINED, ARCHITECTURE, {"web": {"url": "", "hf_hub": "no/where"}})
    encoder = create_encoder(f"{ARCHITECTURE}/web")
    with pytest.raises(WeightsError, match=r"could not be fetched.*Connection refused.*Check the network") as caught:
        encoder.encode_images([Image.new("RGB", (8, 8))])
    assert "\n" not in str(caught.value)


def test_an_unknown_hub_address_is_said_at_once_and_quietly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from huggingface_hub import constants

    def unresolved(*_: object) -> list[object]:
        raise OSError("Name or service not known")

    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("models.hub.socket.getaddrinfo", unresolved)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    offline = constants.HF_HUB_OFFLINE
    with pytest.raises(WeightsError, match="address cannot be found"):
        create_encoder("ViT-B-32/laion2b_s34b_b79k").encode_texts(["a dog"])
    assert offline == constants.HF_HUB_OFFLINE
    assert capfd.readouterr().err == ""


def test_an_absent_extra_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> object:
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr("models.open_clip_encoder.importlib.import_module", absent)
    with pytest.raises(MissingExtraError, match=r"pip install 'albumen\[torch\]'"):
        create_encoder("ViT-B-32/openai")
