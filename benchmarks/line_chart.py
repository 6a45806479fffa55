"""Line charts in PNG, drawn with Pillow: a panel for each figure, a line for each thing that is compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

_WIDTH, _HEIGHT = 620, 460  # of a panel
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 46, 52  # of the lines' field, from the panel's sides
_LEGEND_LINE = 24
_TICKS = 5
_COLOURS = (
    "#0b6e4f",
    "#6bbf59",
    "#e08e1b",
    "#b3261e",
    "#3f51b5",
    "#777777",
)  # apart for colour-blind eyes, by lightness too
_INK, _GRID = "#222222", "#dddddd"


@dataclass(frozen=True, slots=True)
class Line:
    """Points (x, y) under a name."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One figure, from zero upwards."""

    title: str
    x_title: str
    lines: Sequence[Line]


def draw_chart(path: Path, panels: Sequence[Panel]) -> None:
    """Write panels side by side, with one legend below them: they have lines of the same names."""
    names = [line.name for line in panels[0].lines]
    image = Image.new("RGB", (_WIDTH * len(panels), _HEIGHT + _LEGEND_LINE * (len(names) + 1)), "white")
    draw = ImageDraw.Draw(image)
    for index, panel in enumerate(panels):
        _draw_panel(draw, panel, index * _WIDTH)
    for row, name in enumerate(names):
        y = _HEIGHT + _LEGEND_LINE * row + _LEGEND_LINE // 2
        draw.line([(_LEFT, y), (_LEFT + 36, y)], fill=_COLOURS[row % len(_COLOURS)], width=4)
        draw.text((_LEFT + 48, y), name, fill=_INK, font=_font(16), anchor="lm")
    image.save(path, optimize=True)


def nice_step(highest: float, count: int = _TICKS) -> float:
    """Return a step of 1, 2 or 5 times a power of ten, so that at most `count` of them reach the highest value.

    Example:
        >>> nice_step(430.0), nice_step(100.0), nice_step(7.2)
        (100.0, 20.0, 2.0)
    """
    power = 10.0 ** np.floor(np.log10(highest / count))
    return float(next(power * factor for factor in (1, 2, 5, 10) if power * factor * count >= highest))


def _draw_panel(draw: ImageDraw.ImageDraw, panel: Panel, left: int) -> None:
    points = [point for line in panel.lines for point in line.points]
    x_step, y_step = (nice_step(max(point[axis] for point in points)) for axis in (0, 1))
    x_end, y_end = (step * np.ceil(max(p[axis] for p in points) / step) for axis, step in ((0, x_step), (1, y_step)))
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        return left + _LEFT + width * x / x_end, _TOP + height * (1.0 - y / y_end)

    draw.text((left + _LEFT, _TOP / 2), panel.title, fill=_INK, font=_font(20), anchor="lm")
    draw.text((left + _LEFT + width / 2, _HEIGHT - 14), panel.x_title, fill=_INK, font=_font(16), anchor="mm")
    for y in np.arange(0.0, y_end + y_step / 2, y_step):
        draw.line([place(0, y), place(x_end, y)], fill=_GRID)
        draw.text((left + _LEFT - 8, place(0, y)[1]), f"{y:,.0f}", fill=_INK, font=_font(14), anchor="rm")
    for x in np.arange(0.0, x_end + x_step / 2, x_step):
        draw.text((place(x, 0)[0], _HEIGHT - _BOTTOM + 14), f"{x:,.0f}", fill=_INK, font=_font(14), anchor="mm")
    for row, line in enumerate(panel.lines):
        colour, spots = _COLOURS[row % len(_COLOURS)], [place(*point) for point in line.points]
        draw.line(spots, fill=colour, width=4, joint="curve")
        for x, y in spots:
            draw.ellipse([x - 5, y - 5, x + 5, y + 5], fill=colour)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
