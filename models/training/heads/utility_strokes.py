"""Lettering for drawn pictures: made-up words, printed lines, and strokes that look handwritten."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from random import Random

Colour = tuple[int, int, int]
_SYLLABLES = "ba co de fi lo ma ne pa ri so ta ve zu ern tion al is or an ing st ent the ad um".split()


@cache
def load_font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font, so that the pictures do not depend on the machine's."""
    return ImageFont.load_default(size_px)


def make_word(random: Random) -> str:
    """Return a pronounceable word that means nothing."""
    return "".join(random.choices(_SYLLABLES, k=random.randint(1, 4)))


def make_line(random: Random, words: int) -> str:
    """Return so many words, the first one capital."""
    return " ".join(make_word(random) for _ in range(words)).capitalize()


def make_number(random: Random, digits: int) -> str:
    """Return digits, the first perhaps 0."""
    return "".join(random.choices("0123456789", k=digits))


def print_lines(
    image: Image.Image,
    random: Random,
    box: tuple[int, int, int, int],
    *,
    size_px: int,
    ink: Colour,
    spacing: float = 1.5,
) -> None:
    """Fill a box (left, top, right, bottom) with printed lines, ragged on the right, some of them blank."""
    draw, font = ImageDraw.Draw(image), load_font(size_px)
    left, top, right, bottom = box
    per_line = max(1, int((right - left) / (size_px * 3.2)))
    y = float(top)
    while y + size_px < bottom:
        if random.random() > 0.08:
            line = make_line(random, random.randint(max(1, per_line // 2), per_line))
            draw.text((left, y), line[: int((right - left) / (size_px * 0.52))], ink, font)
        y += size_px * spacing


def print_centred(
    image: Image.Image,
    text: str,
    centre: tuple[float, float],
    *,
    size_px: int,
    ink: Colour,
    outline: Colour | None = None,
) -> None:
    """Print one line around a point; an outline makes it bold as well."""
    draw, font, bold_px = ImageDraw.Draw(image), load_font(size_px), max(1, size_px // 16)
    if outline is not None:
        draw.text(centre, text, outline, font, anchor="mm", stroke_width=2 * bold_px + 1, stroke_fill=outline)
    width = bold_px if outline is not None else 0
    draw.text(centre, text, ink, font, anchor="mm", stroke_width=width, stroke_fill=ink)


def scribble_lines(
    image: Image.Image, random: Random, box: tuple[int, int, int, int], *, size_px: int, ink: Colour
) -> None:
    """Fill a box with lines that look handwritten: each word a running wave of loops, humps and tall strokes."""
    draw = ImageDraw.Draw(image)
    left, top, right, bottom = box
    width_px = max(1, round(size_px * random.uniform(0.06, 0.14)))
    y = top + size_px * 1.2
    while y < bottom:
        end = right if random.random() < 0.7 else left + (right - left) * random.uniform(0.3, 0.9)
        slope = random.uniform(-0.03, 0.03)
        x = left + random.uniform(0, size_px)
        while x < end:
            points = _wave(random, (x, y + slope * (x - left)), size_px, letters=random.randint(2, 8))
            draw.line(points, ink, width_px, joint="curve")
            x = points[-1][0] + size_px * random.uniform(0.4, 0.8)
        y += size_px * random.uniform(1.6, 2.3)


def _wave(random: Random, start: tuple[float, float], size_px: int, *, letters: int) -> list[tuple[float, float]]:
    x, base = start
    points = []
    for _ in range(letters):
        height = size_px * random.choice((0.45, 0.5, 0.55, 1.0, -0.6))
        width = size_px * random.uniform(0.35, 0.65)
        lean = random.uniform(0.0, 0.5) * width
        for step in range(9):
            angle = 2 * math.pi * step / 8
            points.append((x + width * step / 8 + lean * math.sin(angle), base - height * (1 - math.cos(angle)) / 2))
        x += width
    return points
