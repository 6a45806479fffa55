"""The outline of the world: made from countries that touch, whole after simplifying, and what is shipped holds the whole world."""

from __future__ import annotations

import json
from typing import Any

import pytest

from albumen.web.world_outline import STEP, TARGET, make_outline

# Two squares of 10 degrees side by side, whose common border bends by less than anyone sees; the right one crosses 180.
TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
    "arcs": [
        [[17500, 0], [1, 500], [-1, 500]],
        [[17500, 1000], [-1000, 0], [0, -1000], [1000, 0]],
        [[17500, 0], [500, 0], [-35500, 0], [0, 1000], [35500, 0], [-500, 0]],
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "West"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"name": "East"}},
            ]
        },
        "land": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[1, 2]]}]},
    },
}


def test_a_border_is_what_two_countries_share() -> None:
    assert make_outline(TOPOLOGY)["borders"] == [0]


def test_points_that_nobody_would_miss_are_left_out() -> None:
    assert make_outline(TOPOLOGY)["arcs"][0] == [17500, 0, 0, 1000]


def test_an_arc_goes_on_beyond_the_antimeridian() -> None:
    steps = make_outline(TOPOLOGY)["arcs"][2]
    assert max(map(abs, steps[2::2])) <= 1_000


def test_a_name_stands_in_the_middle_of_its_country() -> None:
    labels = {name: (lon, lat, area) for name, lon, lat, area in make_outline(TOPOLOGY)["countries"]}
    assert labels == {"West": pytest.approx((170, 5, 100)), "East": pytest.approx((-180, 5, 100))}


def test_the_shipped_world_is_whole() -> None:
    world = json.loads(TARGET.read_text(encoding="utf-8"))
    names = [country[0] for country in world["countries"]]
    assert world["step"] == STEP
    assert len(names) == 241
    assert {"Portugal", "Fiji", "Antarctica"} <= set(names)
    assert all(len(arc) % 2 == 0 for arc in world["arcs"])
    assert max(arc if arc >= 0 else ~arc for ring in world["land"] for arc in ring) < len(world["arcs"])
