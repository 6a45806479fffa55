"""Pages with known words, for measuring how well they are read: receipts, documents, screenshots, flat and photographed.

Words are names of the taxonomy's concepts, a few with accents, numbers, dates and prices, by a seed. A photographed page lies
askew on a dark table, in uneven light, a little blurred and noisy, at 12 megapixels, as a phone takes it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from models.taxonomy import load_taxonomy

_ACCENTED = (
    "Größe",
    "Café",
    "Crème",
    "Straße",
    "Señor",
    "Menü",
    "Français",
    "Übersicht",
    "Año",
    "Öffnung",
    "Naïve",
    "Zürich",
)
_FACES = ("DejaVuSans.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf")
_PHONE_PX = (3000, 4000)


@dataclass
class Page:
    """A picture, and the words that stand on it."""

    image: Image.Image
    words: list[str] = field(default_factory=list)


def make_receipt(seed: int) -> Page:
    """Make a till receipt: names to the left, prices to the right, in a face of fixed width."""
    chance = random.Random(seed)
    lines = [[_name(chance).upper()], [_accented(chance), str(chance.randint(1, 99))], [_date(chance)]]
    lines += [[_name(chance), _price(chance)] for _ in range(chance.randint(15, 35))]
    lines += [["TOTAL", _price(chance)], ["VAT", "19%", _price(chance)]]
    page = Page(Image.new("RGB", (800, 120 + 44 * len(lines)), "#fcfcf8"))
    for at, line in enumerate(lines):
        _write(page, line[:-1] or line, (50, 50 + 44 * at), _font("DejaVuSansMono.ttf", 28), "#333333")
        if len(line) > 1:
            _write(page, line[-1:], (600, 50 + 44 * at), _font("DejaVuSansMono.ttf", 28), "#333333")
    return page


def make_document(seed: int) -> Page:
    """Make a page of A4 at 150 dots an inch: a heading and paragraphs of 11 points."""
    chance = random.Random(seed)
    page = Page(Image.new("RGB", (1240, 1754), "white"))
    face = chance.choice(_FACES[:2])
    _write(page, [_name(chance).title(), str(chance.randint(1990, 2030))], (120, 110), _font(face, 46), "black")
    for at in range(40):
        if at % 9 != 8:
            words = [chance.choice((_name, _name, _name, _accented, _date, _price))(chance) for _ in range(5)]
            _write(page, words, (120, 220 + 36 * at), _font(face, 23), "black")
    return page


def make_small_print(seed: int) -> Page:
    """Make a page of A4 at 200 dots an inch, in 7 points: general terms, a leaflet."""
    chance = random.Random(seed)
    page = Page(Image.new("RGB", (1654, 2339), "white"))
    for at in range(50):
        words = [chance.choice((_name, _name, _name, _accented, _date, _price))(chance) for _ in range(7)]
        _write(page, words, (160, 160 + 40 * at), _font("DejaVuSans.ttf", 19), "black")
    return page


def make_screenshot(seed: int) -> Page:
    """Make a telephone's list of settings or messages, light or dark."""
    chance = random.Random(seed)
    paper, ink = chance.choice((("#ffffff", "#111111"), ("#101014", "#e8e8e8"), ("#f2f2f7", "#222233")))
    page = Page(Image.new("RGB", (1170, 2532), paper))
    for at in range(14):
        top = 220 + 160 * at
        _write(page, [_name(chance).title(), _accented(chance)], (60, top), _font("DejaVuSans.ttf", 46), ink)
        _write(page, [_name(chance), _date(chance)], (60, top + 64), _font("DejaVuSans.ttf", 34), "#888888")
    return page


def photograph(page: Page, seed: int) -> Page:
    """Lay a page askew on a table, and take its picture with a telephone."""
    noise = np.random.default_rng(seed)
    scale = min(0.85 * side / own for side, own in zip(_PHONE_PX, page.image.size, strict=True))
    size = tuple(round(scale * side) for side in page.image.size)
    sheet = page.image.resize((size[0], size[1]), Image.Resampling.LANCZOS)
    table = Image.new("RGB", _PHONE_PX, (70, 52, 40))
    at = ((_PHONE_PX[0] - size[0]) // 2, (_PHONE_PX[1] - size[1]) // 2)
    table.paste(sheet, at)
    width, height = _PHONE_PX
    shifts = noise.uniform(0, 0.06, 8) * np.tile([width, height], 4)
    corners = shifts + np.array([0, 0, 0, 0.94 * height, 0.94 * width, 0.94 * height, 0.94 * width, 0])
    table = table.transform(_PHONE_PX, Image.Transform.QUAD, tuple(corners), Image.Resampling.BICUBIC)
    table = table.filter(ImageFilter.GaussianBlur(1.5))
    light = 0.75 + 0.25 * np.linspace(0, 1, width)[None, :, None] * np.linspace(1, 0.6, height)[:, None, None]
    pixels = np.asarray(table, np.float32) * light + noise.normal(0, 6, (height, width, 1))
    return Page(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), page.words)


MAKERS: dict[str, Callable[[int], Page]] = {
    "receipt": make_receipt,
    "receipt, photographed": lambda seed: photograph(make_receipt(seed), seed),
    "document": make_document,
    "document, photographed": lambda seed: photograph(make_document(seed), seed),
    "small print, photographed": lambda seed: photograph(make_small_print(seed), seed),
    "screenshot": make_screenshot,
}


def _write(page: Page, words: list[str], at: tuple[int, int], font: ImageFont.FreeTypeFont, ink: str) -> None:
    ImageDraw.Draw(page.image).text(at, " ".join(words), ink, font)
    page.words += " ".join(words).split()


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(face, size)


@cache
def _names() -> tuple[str, ...]:
    return tuple(concept.name for concept in load_taxonomy().concepts)


def _name(chance: random.Random) -> str:
    return chance.choice(_names())


def _accented(chance: random.Random) -> str:
    return chance.choice(_ACCENTED)


def _price(chance: random.Random) -> str:
    return f"{chance.randint(0, 199)}.{chance.randint(0, 99):02d}"


def _date(chance: random.Random) -> str:
    return f"{chance.randint(2001, 2029)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
