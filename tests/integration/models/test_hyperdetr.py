from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.errors import WeightsError
from albumen.run_lengths import unpack_mask
from albumen.types import MaskKind
from models.hyperdetr.config import SCENE_KINDS, SMALL
from models.hyperdetr.decode import Thresholds
from models.hyperdetr.network import HyperDetr
from models.hyperdetr.segmenter import SUBJECTS_FILE, HyperDetrSegmenter
from models.hyperdetr.transformer import apply_weights
from models.registry import create_segmenter
from models.training.hyperdetr.export import ExportFacts, write_segmenter
from models.training.hyperdetr.steps import open_network

SEES_EVERYTHING = Thresholds(dict.fromkeys(SCENE_KINDS, 0.01), person=0.01, min_share=0.0001)
SEES_NOBODY = dataclasses.replace(SEES_EVERYTHING, pixels=SEES_EVERYTHING.pixels | {MaskKind.PERSON: 0.9999})


@pytest.fixture(scope="module")
def network() -> HyperDetr:
    torch.manual_seed(0)
    return HyperDetr(SMALL).eval()


def _write(folder: Path, network: HyperDetr, thresholds: Thresholds, *, is_int8: bool = True) -> Path:
    write_segmenter(folder, ExportFacts("hyperdetr-s", "test", "none", thresholds), network, is_int8=is_int8)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, network: HyperDetr) -> Path:
    return _write(tmp_path_factory.mktemp("weights") / "hyperdetr-s", network, SEES_EVERYTHING)


def _photo(size: tuple[int, int]) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    return Image.fromarray(pixels).resize(size)


def test_a_photo_comes_apart_into_masks_of_its_own_shape(folder: Path) -> None:
    found = create_segmenter(threads=1, weights_dir=folder.parent).segment_image(_photo((300, 400)))
    assert (found.height_px, found.width_px) == (512, 384)
    people = [mask.instance for mask in found.masks if mask.kind is MaskKind.PERSON]
    assert 1 <= found.people <= 4
    assert people == list(range(1, found.people + 1))
    for mask in found.masks:
        assert unpack_mask(mask.runs, (512, 384)).mean() == pytest.approx(mask.share)
        assert 0.0 < mask.score <= 1.0


def test_the_scene_alone_never_loads_the_transformer(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        if file.name != SUBJECTS_FILE:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    segmenter = HyperDetrSegmenter.open(tmp_path, threads=1)
    found = segmenter.segment_scene(_photo((320, 240)))
    assert found.people == 0
    assert found.person_share > 0.0
    with pytest.raises(WeightsError):
        segmenter.segment_image(_photo((320, 240)))


def test_a_photo_of_nobody_never_loads_the_transformer(tmp_path: Path, network: HyperDetr) -> None:
    _write(tmp_path, network, SEES_NOBODY)
    (tmp_path / SUBJECTS_FILE).unlink()
    found = HyperDetrSegmenter.open(tmp_path, threads=1).segment_image(_photo((320, 240)))
    assert found.people == 0
    assert found.person_share == 0.0


def test_the_graphs_say_what_the_network_says(tmp_path: Path, network: HyperDetr) -> None:
    _write(tmp_path, network, SEES_EVERYTHING, is_int8=False)
    image = np.asarray(_photo((160, 96)))
    outputs = open_network(tmp_path)(image)
    with torch.inference_mode():
        scene, layers = network(torch.from_numpy(image.copy())[None])
    second = layers[1]
    np.testing.assert_allclose(outputs.scene, scene.logits[0], atol=2e-3)
    np.testing.assert_allclose(outputs.people, second.logits[0], atol=2e-3)
    np.testing.assert_allclose(outputs.masks, apply_weights(scene.features, second.weights)[0], atol=5e-3)


def test_the_shipped_size_leaves_room_for_the_other_networks(folder: Path) -> None:
    assert sum(file.stat().st_size for file in folder.glob("*.onnx")) < 5_500_000


def test_transparency_and_odd_modes_are_photos_too(folder: Path) -> None:
    segmenter = HyperDetrSegmenter.open(folder, threads=1)
    for mode in ("RGBA", "L", "P"):
        assert segmenter.segment_scene(_photo((64, 64)).convert(mode)).masks


def test_absent_weights_say_so(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"manifest\.json"):
        create_segmenter(weights_dir=tmp_path)
