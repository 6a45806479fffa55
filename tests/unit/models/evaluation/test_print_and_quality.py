"""Sections of prints and of quality."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from models.evaluation.report import evaluate
from models.evaluation.table import Figure, Line
from tests.unit.models.evaluation.scenes import bench_of_scenes, scenes
from tests.unit.models.evaluation.shards import write_shard

pytest.importorskip("sklearn")


def test_prints_are_measured_beside_pdq_at_the_same_precision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.training.teacher.VALIDATION_PHOTOS", 8)
    photos = [(scene, {"source": "flickr8k", "captions": ["a square"]}) for scene in scenes()]
    write_shard(tmp_path, "test", photos)
    write_shard(tmp_path, "train", photos)
    lines = evaluate(bench_of_scenes(tmp_path), ["print"])
    assert {"learned", "PDQ"} <= {line.what for line in lines}
    assert all(0.0 < line.figures[1].value <= 100.0 for line in lines)
    assert "jpeg 100" in next(line.note for line in lines if line.what == "learned")


def test_a_score_of_edges_falls_as_photos_are_blurred(tmp_path: Path) -> None:
    write_shard(tmp_path, "test", ((scene, {"source": "flickr8k"}) for scene in scenes()))
    lines = evaluate(bench_of_scenes(tmp_path), ["quality"])
    assert _figures(lines, "blur, written apart")[0].value > 90.0
    assert _figures(lines, "noise, written apart")[0].value < 50.0


def _figures(lines: Sequence[Line], what: str) -> tuple[Figure, ...]:
    return next(line.figures for line in lines if line.what == what)
