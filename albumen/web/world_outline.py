"""Makes `static/world.json`, the outline of the world under the map of places, from Natural Earth's countries.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m albumen.web.world_outline package/countries-50m.json

Natural Earth (https://www.naturalearthdata.com) is in the public domain; world-atlas (ISC) has its 1:50m countries as TopoJSON,
where countries that touch share one arc, so that borders stay whole when arcs are simplified, and a ring may cross the
antimeridian. Lines are simplified by Douglas and Peucker ("Algorithms for the reduction of the number of points", 1973).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TARGET = Path(__file__).with_name("static") / "world.json"

# Degrees; a step is 1.1 km at the equator. No point that was left out lies further than `TOLERANCE` from its line: three pixels
# at the map's zoom 7, where a degree is 91 of them. Beyond that towns matter and coasts do not.
STEP = 0.01
TOLERANCE = 0.03

_ROUND = 360.0  # degrees

Line = npt.NDArray[np.float64]


def make_outline(topology: dict[str, Any]) -> dict[str, Any]:
    """Turn countries into what `map_world.js` draws.

    Returns:
        `step`, degrees of a unit; `arcs`, each the units of longitude and latitude of its first point and the steps to the
        others, flat, beyond 180 degrees rather than with a jump; `land`, rings of arc numbers, `~n` for one taken backwards; `borders`, the arcs between two countries;
        `countries`, each [name, longitude, latitude, square degrees] of its largest part, the largest first.
    """
    arcs = [_simplify(line) for line in _decode_arcs(topology)]
    countries = topology["objects"]["countries"]["geometries"]
    uses = Counter(_number(arc) for country in countries for ring in _iter_rings(country) for arc in ring)
    land = [ring for shape in topology["objects"]["land"]["geometries"] for ring in _iter_rings(shape)]
    return {
        "step": STEP,
        "arcs": [_encode(arc) for arc in arcs],
        "land": land,
        "borders": sorted(arc for arc, count in uses.items() if count > 1),
        "countries": sorted((_label(country, arcs) for country in countries), key=lambda label: -label[3]),
    }


def _decode_arcs(topology: dict[str, Any]) -> Iterator[Line]:
    """Decode arcs into degrees: the format is that of the TopoJSON specification, 2.1.3."""
    scale, translate = (np.array(topology["transform"][name]) for name in ("scale", "translate"))
    for arc in topology["arcs"]:
        line = np.cumsum(np.array(arc), axis=0) * scale + translate  # (P, 2)
        line[:, 0] = np.unwrap(line[:, 0], period=_ROUND)
        yield line


def _iter_rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    if shape["type"] == "Polygon":
        yield from shape["arcs"]
    elif shape["type"] == "MultiPolygon":
        for polygon in shape["arcs"]:
            yield from polygon
    elif shape["type"] == "GeometryCollection":
        for part in shape["geometries"]:
            yield from _iter_rings(part)


def _number(arc: int) -> int:
    return ~arc if arc < 0 else arc


def _simplify(line: Line) -> Line:
    """Leave points out; the ends stay, and a ring keeps the point that is furthest from where it begins."""
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = _distances(line[first + 1 : last], line[first], line[last])
        furthest = int(np.argmax(away))
        if away[furthest] > TOLERANCE:
            middle = first + 1 + furthest
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    return line[sorted(kept)]


def _distances(points: Line, start: Line, end: Line) -> npt.NDArray[np.float64]:
    along = end - start
    length = float(np.hypot(*along))
    if length == 0:
        return np.hypot(*(points - start).T)
    offsets = points - start
    return np.abs(along[0] * offsets[:, 1] - along[1] * offsets[:, 0]) / length


def _encode(arc: Line) -> list[int]:
    units = np.rint(arc / STEP).astype(int)
    steps = np.vstack([units[:1], np.diff(units, axis=0)])
    moving = np.append(True, np.any(steps[1:] != 0, axis=1))
    return [int(unit) for unit in steps[moving].ravel()]


def _label(country: dict[str, Any], arcs: list[Line]) -> list[Any]:
    rings = [_close(ring, arcs) for ring in _iter_rings(country)]
    area, middle = max((_measure(ring) for ring in rings), key=lambda measured: measured[0])
    return [
        country["properties"]["name"],
        round((float(middle[0]) + 180) % _ROUND - 180, 1),
        round(float(middle[1]), 1),
        round(area, 1),
    ]


def _close(ring: Iterable[int], arcs: list[Line]) -> Line:
    line = np.vstack([arcs[~arc][::-1] if arc < 0 else arcs[arc] for arc in ring])
    line[:, 0] = np.unwrap(line[:, 0], period=_ROUND)
    return line


def _measure(ring: Line) -> tuple[float, Line]:
    """Return a ring's area and centroid, by the shoelace formula."""
    nearby = ring - ring[0]  # or rounding would blur small islands
    following = np.roll(nearby, -1, axis=0)
    cross = nearby[:, 0] * following[:, 1] - following[:, 0] * nearby[:, 1]
    area = float(cross.sum()) / 2
    if area == 0:
        return 0.0, ring[0]
    return abs(area), ring[0] + ((nearby + following) * cross[:, None]).sum(axis=0) / (6 * area)


def _main(source: Path) -> None:
    outline = make_outline(json.loads(source.read_text(encoding="utf-8")))
    TARGET.write_text(json.dumps(outline, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
