from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.errors import WeightsError
from models.image_input import whole_square
from models.registry import create_lifter
from models.subject_lifting.lifter import DECODER_FILE, EfficientLifter
from models.subject_lifting.network import SubjectLiftingNetwork
from models.training.subject_lifting.export import NAME, LifterFacts, normalise, write_facts, write_graphs

SIDE_PX, ENCODED_PX = 128, 64
FACTS = LifterFacts("v0-test", 0.625)


@pytest.fixture(scope="module")
def network() -> SubjectLiftingNetwork:
    torch.manual_seed(3)
    network = SubjectLiftingNetwork().train()
    with torch.no_grad():  # statistics of some values, so that the matte of the untrained network is not flat
        for _ in range(20):
            network(torch.randn(4, 3, ENCODED_PX, ENCODED_PX))
    return network.eval()


@pytest.fixture(scope="module")
def weights_dir(network: SubjectLiftingNetwork, tmp_path_factory: pytest.TempPathFactory) -> Path:
    weights_dir = tmp_path_factory.mktemp("weights")
    write_graphs(weights_dir / NAME, network, side_px=SIDE_PX, encoded_px=ENCODED_PX)
    write_facts(weights_dir / NAME, FACTS, side_px=SIDE_PX)
    return weights_dir


def _noise(size: tuple[int, int] = (90, 50)) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def test_the_lifter_gives_what_the_network_gives(weights_dir: Path, network: SubjectLiftingNetwork) -> None:
    image = _noise()
    matte = create_lifter(threads=1, weights_dir=weights_dir).lift_image(image)
    pixels = normalise(torch.from_numpy(whole_square(image, SIDE_PX).copy()).permute(2, 0, 1)[None])
    with torch.inference_mode():
        features = network.encoder(torch.nn.functional.avg_pool2d(pixels, 2))  # what bilinear halving is
        logits, _ = network.decode(pixels, features)
    assert matte.alpha.shape == (SIDE_PX, SIDE_PX)
    assert matte.alpha.dtype == np.float32
    np.testing.assert_allclose(matte.alpha, torch.sigmoid(logits[0]), atol=0.03)  # int8 weights
    assert matte.confidence == pytest.approx(torch.sigmoid(network.rate(features)).item(), abs=0.02)


def test_the_confidence_alone_is_the_same_and_needs_no_decoder(weights_dir: Path, tmp_path: Path) -> None:
    whole = create_lifter(threads=1, weights_dir=weights_dir)
    folder = tmp_path / NAME
    folder.mkdir()
    for path in (weights_dir / NAME).iterdir():
        if path.name != DECODER_FILE:
            (folder / path.name).write_bytes(path.read_bytes())
    lifter = EfficientLifter.open(folder, threads=1)
    assert lifter.rate_image(_noise()) == whole.lift_image(_noise()).confidence
    with pytest.raises(WeightsError, match=DECODER_FILE):
        lifter.lift_image(_noise())


def test_the_manifest_tells_identity_and_threshold(weights_dir: Path) -> None:
    lifter = create_lifter(weights_dir=weights_dir)
    assert (lifter.identity.name, lifter.identity.tag) == (NAME, "v0-test")
    assert lifter.min_confidence == 0.625
    assert len(lifter.weights_sha256) == 64


@pytest.mark.parametrize("mode", ["L", "RGBA", "I;16", "P"])
def test_an_image_of_any_mode_is_lifted(weights_dir: Path, mode: str) -> None:
    image = Image.new("I;16", (30, 70), 9000) if mode == "I;16" else _noise((30, 70)).convert(mode)
    matte = create_lifter(threads=1, weights_dir=weights_dir).lift_image(image)
    assert np.isfinite(matte.alpha).all()
    assert 0.0 <= matte.confidence <= 1.0


def test_an_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=NAME):
        create_lifter(weights_dir=tmp_path)
