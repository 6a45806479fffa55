from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.types import SALIENCY_SIDE
from models.ansa.maps import MAP_SHAPES
from models.registry import WEIGHTS_DIR
from models.runtime.onnx_session import open_session
from models.training.heads.export import export_head
from models.training.heads.saliency import SaliencyRecipe, saliency_loss, teach, validation_error
from models.training.heads.saliency_network import MAPS, SaliencyHead, SaliencyNetwork
from models.training.heads.saliency_photos import SalientViews, load_held_views, mask_of
from models.training.heads.saliency_teacher import shrink
from models.training.heads.workshop import Workshop
from models.training.samples import Sample


def _png(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def _sample(labels: np.ndarray) -> Sample:
    photo = np.full((*labels.shape[:2], 3), 90)
    return Sample("a", _png(photo), _png(labels), {"split": "train"})


def _views(count: int) -> SalientViews:
    rng = np.random.default_rng(0)
    heat = np.zeros((count, SALIENCY_SIDE, SALIENCY_SIDE), np.float32)
    for row in range(count):
        heat[row, : 14 + row, 7:20] = 1.0
    return SalientViews([rng.normal(size=(count, *MAP_SHAPES[name])).astype(np.float16) for name in MAPS], heat)


def test_a_matte_keeps_its_shades_and_a_label_map_all_that_is_no_background() -> None:
    np.testing.assert_allclose(mask_of(_sample(np.array([[0, 51, 255]]))), [[0.0, 0.2, 1.0]], atol=1e-6)
    np.testing.assert_allclose(mask_of(_sample(np.array([[0, 3, 58]]))), [[0.0, 1.0, 1.0]])
    np.testing.assert_allclose(mask_of(_sample(np.zeros((2, 2)))), np.zeros((2, 2)))


def test_shrinking_a_mask_keeps_its_share_of_the_photo() -> None:
    mask = np.zeros((100, 60), np.float32)
    mask[25:75, 15:45] = 1.0
    assert shrink(mask).shape == (SALIENCY_SIDE, SALIENCY_SIDE)
    assert shrink(mask).mean() == pytest.approx(mask.mean(), abs=1e-3)


def test_validation_photos_are_seen_whole_and_their_maps_kept(tmp_path: Path) -> None:
    mask = np.zeros((40, 80))
    mask[:, 40:] = 255
    folder = tmp_path / "segmentation"
    folder.mkdir()
    with tarfile.open(folder / "salient-ecssd.tar.gz", "w:gz") as archive:
        for split, key in (("train", "a"), ("test", "b")):
            facts = json.dumps({"split": split}).encode()
            for kind, content in (("webp", _png(np.zeros((40, 80, 3)))), ("png", _png(mask)), ("json", facts)):
                member = tarfile.TarInfo(f"{key}.{kind}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    workshop = Workshop(tmp_path, tmp_path / "work", WEIGHTS_DIR / "ansa-s", threads=1)
    for _ in ("computed", "read back"):
        views = load_held_views(workshop)
        assert [array.shape for array in views.maps] == [(1, *MAP_SHAPES[name]) for name in MAPS]
        np.testing.assert_allclose(views.heat[0, :, :14], 0.0)
        np.testing.assert_allclose(views.heat[0, :, 14:], 1.0)


def test_the_right_map_costs_least() -> None:
    heat = torch.from_numpy(_views(1).heat)
    right, wrong = ((2 * heat - 1) * sign * 8 for sign in (1, -1))
    assert saliency_loss(right, heat) < 0.01 < saliency_loss(torch.zeros_like(heat), heat) < saliency_loss(wrong, heat)


def test_a_head_learns_its_lessons_and_its_graph_says_the_same() -> None:
    torch.manual_seed(0)
    views = _views(2)
    untaught = validation_error(SaliencyHead(SaliencyNetwork()).eval(), views)
    recipe = SaliencyRecipe(steps=30, batch=(2, 1), rate=1e-2)
    head = SaliencyHead(teach(SaliencyNetwork(), [views, views], recipe)).eval()
    assert validation_error(head, views) < min(0.1, untaught / 3)
    session = open_session(export_head(head, maps=MAPS, outputs=["saliency"]).SerializeToString())
    maps = {name: array.astype(np.float32) for name, array in zip(MAPS, views.maps, strict=True)}
    (heat,) = session.run(["saliency"], maps)
    with torch.inference_mode():
        expected = head(*(torch.from_numpy(values) for values in maps.values()))
    np.testing.assert_allclose(heat, expected, atol=1e-5)
