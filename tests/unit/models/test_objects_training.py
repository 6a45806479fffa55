from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.errors import WeightsError
from models.ansa.maps import MAP_SHAPES
from models.evaluation.detection import FoundBoxes, TrueBoxes
from models.runtime.onnx_session import open_session
from models.training.heads.boxes import make_boxes
from models.training.heads.export import export_head
from models.training.heads.objects import OUTPUTS, ObjectsRecipe, teach
from models.training.heads.objects_lessons import LessonPool, repeat_factors
from models.training.heads.objects_network import SIDE, TOP_K, ObjectsNetwork, PeakPicker
from models.training.heads.objects_targets import build_targets, objects_loss
from models.training.heads.objects_teacher import open_teacher, trust
from models.training.heads.objects_thresholds import Judged, judge, thresholds_of
from models.training.heads.objects_views import (
    MAPS,
    BoxedPhoto,
    ViewMaps,
    cut_out,
    lay_mosaic,
    load_boxes,
    save_boxes,
    whole_view,
)

CLASSES = 3


class Picture:
    """A grey photo with a red rectangle, which is its one object."""

    def __init__(self, box: tuple[int, int, int, int] = (30, 20, 90, 80), size: tuple[int, int] = (120, 100)) -> None:
        self.image = Image.new("RGB", size, (90, 90, 90))
        self.image.paste((255, 0, 0), box)
        width, height = size
        self.boxes = make_boxes([[box[0] / width, box[1] / height, box[2] / width, box[3] / height]], [1], [1.0])

    def decode_image(self) -> Image.Image:
        return self.image


def _red(pixels: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero((pixels[..., 0] > 200) & (pixels[..., 1] < 60))
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]) / len(pixels)


def _maps(count: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {name: rng.normal(size=(count, *MAP_SHAPES[name])).astype(np.float16) for name in MAPS}


@pytest.mark.parametrize("seed", range(6))
def test_the_boxes_of_a_cut_out_lie_where_its_objects_are_seen(seed: int) -> None:
    photo = Picture()
    view = cut_out(BoxedPhoto(photo, photo.boxes), np.random.default_rng(seed))
    assert view.pixels.shape == (224, 224, 3)
    np.testing.assert_allclose(view.boxes.xyxy[0], _red(view.pixels), atol=0.02)


def test_a_mosaic_shows_four_photos_with_their_boxes() -> None:
    nothing = BoxedPhoto(Picture((0, 0, 0, 0)), make_boxes([], [], []))
    photo = Picture()
    view = lay_mosaic([nothing, nothing, nothing, BoxedPhoto(photo, photo.boxes)], np.random.default_rng(1))
    assert view.boxes.classes.tolist() == [1]
    np.testing.assert_allclose(view.boxes.xyxy[0], _red(view.pixels), atol=0.02)


def test_a_whole_view_is_what_the_product_sees() -> None:
    photo = Picture()
    view = whole_view(BoxedPhoto(photo, photo.boxes))
    np.testing.assert_allclose(photo.boxes.xyxy[0], _red(view.pixels), atol=0.02)


def test_boxes_of_many_photos_are_read_back_photo_by_photo(tmp_path: Path) -> None:
    boxes = [make_boxes([], [], []), Picture().boxes, make_boxes([[0, 0, 1, 1], [0, 0, 0.5, 1]], [2, 0], [0.4, 1.0])]
    save_boxes(tmp_path / "boxes.npz", boxes)
    read = load_boxes(tmp_path / "boxes.npz")
    assert [len(part) for part in read] == [0, 1, 2]
    np.testing.assert_allclose(read[2].xyxy, boxes[2].xyxy)
    np.testing.assert_allclose(read[2].confidence, boxes[2].confidence)


def test_a_centre_is_certain_for_a_drawn_box_and_shared_with_background_for_an_unsure_one() -> None:
    boxes = make_boxes([[0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]], [0, 2], [1.0, 0.3])
    targets = build_targets([boxes], CLASSES)
    assert targets.centres[0, 0, 7, 7] == 1.0
    assert targets.background[0, 0, 7, 7] == 0.0
    assert targets.centres[0, 2, 21, 21] == pytest.approx(0.3)
    assert targets.background[0, 2, 21, 21] == pytest.approx(0.7)
    assert targets.centres.sum() == pytest.approx(1.3)
    assert targets.background[0, 1].min() == 1.0
    assert targets.background[0, 0, 7, 8] < 0.1


def test_the_small_one_of_two_objects_in_one_place_teaches_the_box() -> None:
    boxes = make_boxes([[0.45, 0.45, 0.55, 0.55], [0.0, 0.0, 1.0, 1.0]], [0, 0], [1.0, 1.0])
    targets = build_targets([boxes], CLASSES)
    np.testing.assert_allclose(targets.boxes[0, :, 14, 14], boxes.xyxy[0])
    np.testing.assert_allclose(targets.boxes[0, :, 11, 11], boxes.xyxy[1])


def test_the_right_answer_costs_next_to_nothing() -> None:
    boxes = make_boxes([[0.25, 0.25, 0.75, 0.5]], [1], [1.0])
    targets = build_targets([boxes], CLASSES)
    heat = torch.where(targets.centres > 0, 9.0, -9.0)
    cells = torch.arange(SIDE) + 0.5
    geometry = torch.zeros(1, 4, SIDE, SIDE)
    geometry[:, 0], geometry[:, 1] = np.log(14.0), np.log(7.0)
    geometry[:, 2], geometry[:, 3] = 14.0 - cells[None], (10.5 - cells)[:, None]
    right = objects_loss(heat, geometry, targets)
    assert sum(loss.item() for loss in right) < 0.01
    wrong = objects_loss(-heat, geometry + 1.0, targets)
    assert all(loss.item() > 1.0 for loss in wrong)


def test_photos_without_boxes_teach_background_alone() -> None:
    targets = build_targets([make_boxes([], [], [])], CLASSES)
    heat, boxes = objects_loss(torch.zeros(1, CLASSES, SIDE, SIDE), torch.zeros(1, 4, SIDE, SIDE), targets)
    assert heat > 0
    assert boxes == 0


def test_the_exported_graph_finds_the_network_s_peaks_best_first() -> None:
    torch.manual_seed(0)
    picker = PeakPicker(ObjectsNetwork(CLASSES)).eval()
    maps = {name: values.astype(np.float32) for name, values in _maps(3).items()}
    session = open_session(export_head(picker, maps=MAPS, outputs=OUTPUTS).SerializeToString())
    boxes, scores, classes = session.run(list(OUTPUTS), maps)
    with torch.inference_mode():
        expected = picker(*(torch.from_numpy(maps[name]) for name in MAPS))
    assert boxes.shape == (3, TOP_K, 4)
    np.testing.assert_allclose(scores, expected[1], atol=1e-5)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert classes.max() < CLASSES
    assert boxes.min() >= 0.0
    assert boxes.max() <= 1.0


def test_a_head_learns_to_find_the_object_of_its_lessons() -> None:
    boxes = [make_boxes([[0.1, 0.1, 0.5, 0.6]], [1], [1.0]), make_boxes([[0.5, 0.4, 0.9, 0.9]], [2], [1.0])]
    pool = LessonPool(ViewMaps(_maps(2), boxes), np.ones(2))
    network = teach(ObjectsNetwork(CLASSES), [pool, pool, pool], ObjectsRecipe(rounds=((25, 5e-3),), batch=(2, 1, 1)))
    with torch.inference_mode():
        found, _, classes = PeakPicker(network)(*pool.read(np.arange(2)).maps)
    assert classes[:, 0].tolist() == [1, 2]
    np.testing.assert_allclose(found[:, 0], [b.xyxy[0] for b in boxes], atol=0.1)


def test_photos_with_a_rare_class_are_shown_more_often() -> None:
    common, rare = Picture().boxes, make_boxes([[0, 0, 1, 1]], [2], [1.0])
    factors = repeat_factors([common] * 399 + [rare, make_boxes([], [], [])], CLASSES)
    assert factors[0] == 1.0
    assert factors[399] == pytest.approx(np.sqrt(0.02 * 401))
    assert factors[400] < 1.0


def test_photos_of_no_weight_are_never_drawn() -> None:
    pool = LessonPool(ViewMaps(_maps(3), [Picture().boxes] * 3), np.array([0.0, 1.0, 0.0]))
    lesson = pool.draw(5, np.random.default_rng(0))
    assert len(lesson.boxes) == 5
    np.testing.assert_allclose(lesson.maps[3], np.tile(pool.views.maps["embeddings"][1], (5, 1)).astype(np.float32))


def _truth(*crowd: bool) -> TrueBoxes:
    xyxy = np.array([[0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]], np.float32)
    return TrueBoxes(xyxy, np.array([0, 0]), np.array(crowd))


def test_an_object_is_hit_once_and_what_the_teacher_was_unsure_of_counts_neither_way() -> None:
    xyxy = np.array([[0.0, 0.0, 0.5, 0.5], [0.0, 0.0, 0.5, 0.5], [0.5, 0.5, 1.0, 1.0]], np.float32)
    found = FoundBoxes(xyxy, np.zeros(3, np.int64), np.array([0.9, 0.8, 0.7], np.float32))
    assert judge(found, _truth(False, False)).hits.tolist() == [True, False, True]
    assert judge(found, _truth(False, True)).scores.tolist() == pytest.approx([0.9, 0.8])


def test_thresholds_keep_the_precision_asked_for_and_rare_classes_share_one_of_their_own() -> None:
    scores = np.tile(np.linspace(1.0, 0.0, 101, dtype=np.float32), 2)
    classes = np.repeat([0, 1], 101)
    classes[101:] += np.arange(101) % 10  # classes 1 to 10, about ten detections each
    judged = Judged(classes, scores, scores > np.where(classes, 0.8, 0.5))
    own, *shared = thresholds_of(judged, 11)
    assert own == pytest.approx(0.29, abs=0.011)
    assert shared == pytest.approx([0.72] * 10, abs=0.011)


def test_without_detections_thresholds_are_cautious() -> None:
    nothing = Judged(np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, bool))
    assert thresholds_of(nothing, 2) == [0.5, 0.5]


def test_trust_grows_with_the_score() -> None:
    assert trust(np.array([0.25, 0.46, 0.9], np.float32)) == pytest.approx([0.09, 0.5, 0.99], abs=0.01)


def test_a_missing_or_a_strange_teacher_says_where_to_get_the_right_one(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"missing\. Download it from https"):
        open_teacher(tmp_path, threads=1)
    (tmp_path / "picodet_s_416_coco.onnx").write_bytes(b"something else")
    with pytest.raises(WeightsError, match="not the file"):
        open_teacher(tmp_path, threads=1)
