from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.training.heads.boxes import Boxes, join_boxes, make_boxes
from models.training.heads.boxes_drawn import coco_ids, load_coco_boxes, load_panoptic, load_pedestrians, load_test_ids

CATEGORIES = [
    {"id": 1, "name": "person", "isthing": 1},
    {"id": 18, "name": "dog", "isthing": 1},
    {"id": 125, "name": "gravel", "isthing": 0},
]


@pytest.fixture
def boxes() -> Boxes:
    return make_boxes([[0.1, 0.2, 0.5, 0.6], [0.7, 0.7, 0.9, 1.0]], [3, 5], [1.0, 0.5])


def test_mirroring_twice_gives_the_same_boxes(boxes: Boxes) -> None:
    np.testing.assert_allclose(boxes.flipped().xyxy[0], [0.5, 0.2, 0.9, 0.6], atol=1e-6)
    np.testing.assert_allclose(boxes.flipped().flipped().xyxy, boxes.xyxy, atol=1e-6)


def test_a_crop_cuts_boxes_at_its_border_and_stretches_them(boxes: Boxes) -> None:
    cropped = boxes.cropped((0.3, 0.0, 1.0, 1.0))
    np.testing.assert_allclose(cropped.xyxy[0], [0.0, 0.2, 0.2 / 0.7, 0.6], atol=1e-6)
    assert cropped.classes.tolist() == [3, 5]


def test_an_object_that_a_crop_hardly_shows_is_not_in_it(boxes: Boxes) -> None:
    assert boxes.cropped((0.4, 0.0, 1.0, 1.0)).classes.tolist() == [5]
    assert len(boxes.cropped((0.0, 0.0, 0.05, 0.05))) == 0


def test_a_photo_laid_into_a_quarter_takes_its_boxes_along(boxes: Boxes) -> None:
    placed = boxes.placed((0.5, 0.5, 1.0, 1.0))
    np.testing.assert_allclose(placed.xyxy[1], [0.85, 0.85, 0.95, 1.0], atol=1e-6)


def test_joining_keeps_all_objects_also_of_images_without_any(boxes: Boxes) -> None:
    assert len(join_boxes([])) == 0
    assert join_boxes([boxes, make_boxes([], [], []), boxes]).classes.tolist() == [3, 5, 3, 5]


def _archive(path: Path, files: dict[str, bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))


def _png(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(array.astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Two panoptic photos, one of them a test photo that is also among the train photos; one street."""
    colours = np.zeros((20, 40, 3))
    colours[5:15, 10:30] = (7, 1, 0)  # segment 263
    colours[0:5, 0:5] = (9, 0, 0)
    segments = [
        {"id": 263, "category_id": 18, "iscrowd": 0},
        {"id": 9, "category_id": 1, "iscrowd": 1},
        {"id": 0, "category_id": 125, "iscrowd": 0},
        {"id": 99, "category_id": 1, "iscrowd": 0},  # too small to be left in the shrunk map
    ]
    files = {}
    for key, split, number in (("a", "train", 25), ("b", "test", 30)):
        files[f"{key}.webp"] = files[f"{key}.png"] = _png(colours)
        files[f"{key}.json"] = json.dumps({"split": split, "coco_id": number, "segments_info": segments}).encode()
    folder = tmp_path / "segmentation"
    _archive(folder / "panoptic-coco200.tar.gz", files)
    (folder / "coco_panoptic_categories.json").write_text(json.dumps(CATEGORIES), encoding="utf-8")
    lines = [{"coco_id": number, "boxes_cxcywh_rel": [["dog", 0.5, 0.5, 0.4, 0.2]]} for number in (25, 30)]
    (folder / "boxes-coco.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    people = np.zeros((20, 40))
    people[2:12, 4:8] = 1
    people[2:12, 20:28] = 2
    street = {"s.webp": _png(people), "s.png": _png(people), "s.json": json.dumps({"split": "train"}).encode()}
    _archive(folder / "person-instances-pennfudan.tar.gz", street)
    facts = [
        {"source": "coco256_lightly", "origin": "images/val2017/000000000030.jpg"},
        {"source": "other", "origin": "000000000031.jpg"},
    ]
    shard = {f"train-{row}.json": json.dumps(fact).encode() for row, fact in enumerate(facts)}
    _archive(tmp_path / "images" / "train-000.tar.gz", shard)
    return tmp_path


def test_things_of_a_panoptic_photo_are_boxed_by_their_pixels_and_crowds_set_apart(data_dir: Path) -> None:
    (photo,) = load_panoptic(data_dir, "train")
    np.testing.assert_allclose(photo.boxes.xyxy, [[0.25, 0.25, 0.75, 0.75]])
    assert photo.boxes.classes.tolist() == [1]
    np.testing.assert_allclose(photo.crowds.xyxy, [[0.0, 0.0, 0.125, 0.25]])
    assert photo.decode_image().size == (40, 20)


def test_boxes_of_test_photos_are_not_among_the_drawn_ones(data_dir: Path) -> None:
    assert load_test_ids(data_dir) == {30}
    drawn = load_coco_boxes(data_dir)
    assert list(drawn) == [25]
    np.testing.assert_allclose(drawn[25].xyxy, [[0.3, 0.4, 0.7, 0.6]], atol=1e-6)


def test_test_photos_among_the_train_photos_are_known_by_their_number(data_dir: Path) -> None:
    assert coco_ids(data_dir) == {"train-0": 30}


def test_each_labelled_pedestrian_has_a_box(data_dir: Path) -> None:
    (street,) = load_pedestrians(data_dir)
    np.testing.assert_allclose(street.boxes.xyxy, [[0.1, 0.1, 0.2, 0.6], [0.5, 0.1, 0.7, 0.6]], atol=1e-6)
    assert street.boxes.classes.tolist() == [0, 0]
