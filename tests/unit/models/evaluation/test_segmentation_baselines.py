"""What else can be had, as far as it runs without being downloaded."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from models.evaluation.segmentation.baselines import blob, stretch


def test_a_blob_is_brightest_in_the_middle_whatever_it_is_shown() -> None:
    heat = blob(Image.new("RGB", (10, 30)))
    assert heat.argmax() in {13 * 28 + 13, 13 * 28 + 14, 14 * 28 + 13, 14 * 28 + 14}
    assert heat[0, 0] < 10


def test_a_flat_map_is_stretched_to_nothing() -> None:
    assert stretch(np.full((3, 3), 0.4)).max() == 0


def test_the_face_parser_names_each_pixel_by_the_classes_of_the_label_maps(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("timm")
    from models.evaluation.segmentation.face_parser import BiSeNet, FaceParser

    network = BiSeNet()
    scores = network.conv_out["conv_out"]
    torch.nn.init.zeros_(scores.weight)
    path = tmp_path_factory.mktemp("weights") / "parser.pth"
    torch.save(network.state_dict() | {"conv_out16.extra": torch.zeros(1)}, path)
    classes = FaceParser(path, threads=1).parse(Image.new("RGB", (40, 30), "white"))
    assert classes.shape == (30, 40)
    assert set(np.unique(classes)) == {0}


def test_published_classes_are_renumbered_one_to_one() -> None:
    pytest.importorskip("timm")
    from models.evaluation.segmentation.face_parser import _OUR_CLASS

    assert sorted(_OUR_CLASS.tolist()) == list(range(19))
    assert [int(_OUR_CLASS[number]) for number in (1, 6, 11, 17)] == [1, 3, 10, 13]  # skin, glasses, mouth, hair
