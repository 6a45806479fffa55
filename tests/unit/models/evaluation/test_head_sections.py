"""Sections of tags, objects and saliency."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.evaluation.report import evaluate
from models.evaluation.table import Line
from tests.unit.models.evaluation.scenes import bench_of_scenes, bright, coloured_photos, scenes
from tests.unit.models.evaluation.shards import write_masked, write_shard

pytest.importorskip("sklearn")


@pytest.fixture
def tag_lines(tmp_path: Path) -> list[Line]:
    write_shard(tmp_path, "test", coloured_photos())
    return evaluate(bench_of_scenes(tmp_path), ["tags"])


def _line(lines: Sequence[Line], what: str) -> Line:
    return next(line for line in lines if line.what == what)


def test_tags_are_measured_by_group_over_the_concepts_that_enough_photos_show(tag_lines: list[Line]) -> None:
    assert _line(tag_lines, "group animals").figures[0].value == pytest.approx(1.0)
    assert _line(tag_lines, "group food").figures[0].value < 0.5
    assert _line(tag_lines, "all concepts").note.startswith("3 of 3 concepts")


def test_the_worst_concepts_are_named_with_the_photos_that_show_them(tag_lines: list[Line]) -> None:
    assert _line(tag_lines, "the ten found worst").note.startswith("pizza 0.")
    assert "(6 photos)" in _line(tag_lines, "the ten found worst").note


def test_tags_above_their_thresholds_have_precision_and_recall(tag_lines: list[Line]) -> None:
    precision, recall, tags = _line(tag_lines, "above the thresholds").figures
    assert precision.value == pytest.approx(100 * 12 / 24)
    assert recall.value == pytest.approx(100 * 12 / 18)
    assert tags.value == pytest.approx(24 / 18)


def test_calibration_comes_with_its_bins(tag_lines: list[Line]) -> None:
    line = _line(tag_lines, "calibration")
    assert 0.0 < line.figures[0].value < 1.0
    assert sum(count for _, _, count in line.details["reliability"]) == 18 * 3


def test_a_saliency_map_that_covers_the_masks_beats_a_blob_in_the_middle(tmp_path: Path) -> None:
    samples = ((scene, Image.fromarray(bright(scene, 64).astype(np.uint8) * 255)) for scene in scenes())
    archive = tmp_path / "segmentation" / "salient-ecssd.tar.gz"
    write_masked(archive, ((scene, mask, {"split": "test"}) for scene, mask in samples))
    head, blob, crop = evaluate(bench_of_scenes(tmp_path), ["saliency"])
    assert head.figures[0].value < 0.05 < blob.figures[0].value
    assert head.figures[1].value > 0.85 > blob.figures[1].value
    assert crop.figures[0].value > 80.0
    assert crop.figures[1].value < 25.0


def test_boxes_around_the_objects_have_full_precision_whatever_else_is_guessed(tmp_path: Path) -> None:
    pytest.importorskip("pycocotools")
    facts = {"split": "test", "segments_info": [{"id": 255, "category_id": 2, "iscrowd": 0}]}
    samples = ((scene, Image.fromarray(bright(scene, 64).astype(np.uint8) * 255, "L")) for scene in scenes())
    red = ((scene, Image.merge("RGB", (mask, *[Image.new("L", mask.size)] * 2))) for scene, mask in samples)
    numbered = ((scene, mask, facts | {"coco_id": number}) for number, (scene, mask) in enumerate(red))
    write_masked(tmp_path / "segmentation" / "panoptic-coco200.tar.gz", numbered)
    categories = [{"id": 1, "name": "person", "isthing": 1}, {"id": 2, "name": "bicycle", "isthing": 1}]
    (tmp_path / "segmentation" / "coco_panoptic_categories.json").write_text(json.dumps(categories))
    overall, extremes = evaluate(bench_of_scenes(tmp_path), ["objects"])
    assert overall.figures[1].value == pytest.approx(1.0)
    assert extremes.note.startswith("best: bicycle 1.00 of 16")
