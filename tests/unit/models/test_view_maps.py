from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from models.ansa.maps import MAP_SHAPES
from models.training.heads.boxes import Boxes
from models.training.heads.objects_views import MAPS, View, cache_views
from models.training.heads.view_maps import open_view_maps, write_view_maps


class Backbone:
    """Fills each map of a view with its first pixel's value."""

    def __init__(self) -> None:
        self.seen = 0

    def run(self, names: list[str], inputs: dict[str, Any]) -> list[np.ndarray]:
        values = inputs["pixels"][:, 0, 0, 0]
        self.seen += len(values)
        return [np.stack([np.full(MAP_SHAPES[name], value, np.float32) for value in values]) for name in names]


def _pixels(value: int) -> np.ndarray:
    return np.full((224, 224, 3), value, np.uint8)


def test_maps_are_kept_in_the_order_of_the_views_and_no_view_more_is_taken(tmp_path: Path) -> None:
    views: Iterator[tuple[np.ndarray, str]] = ((_pixels(number), f"view {number}") for number in range(100))
    truths = write_view_maps(tmp_path, ["map32", "embeddings"], Backbone(), views, count=6)
    maps = open_view_maps(tmp_path, ["map32", "embeddings"])
    assert truths == [f"view {number}" for number in range(6)]
    assert {name: array.shape for name, array in maps.items()} == {"map32": (6, 320, 7, 7), "embeddings": (6, 512)}
    assert maps["map32"][:, 0, 0, 0].tolist() == maps["embeddings"][:, 0].tolist() == [0, 1, 2, 3, 4, 5]
    assert next(views)[1] == "view 6"


def test_views_of_objects_pass_the_backbone_once_for_good(tmp_path: Path) -> None:
    def views() -> Iterator[View]:
        box = np.array([[0.1, 0.2, 0.3, 0.4]], np.float32)
        yield View(_pixels(7), Boxes(box, np.array([5]), np.array([0.9], np.float32)))

    backbone = Backbone()
    first = cache_views(backbone, views(), count=1, folder=tmp_path / "cache")
    again = cache_views(backbone, iter(()), count=1, folder=tmp_path / "cache")
    assert backbone.seen == 1
    assert set(again.maps) == set(MAPS)
    assert again.maps["map16"][0, 0, 0, 0] == 7
    for stored in (first.boxes[0], again.boxes[0]):
        np.testing.assert_allclose(stored.xyxy, [[0.1, 0.2, 0.3, 0.4]])
        assert stored.classes.tolist() == [5]
