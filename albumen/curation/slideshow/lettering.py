"""Titles drawn into pictures: a font that has their letters, lines that fit, and a soft shadow."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter, ImageFont

# Asked for in this order; the last ones are large and have most scripts. Pillow's own font, Aileron, is always there, and
# has Latin letters only.
_FONT_FILES = (
    "Inter-SemiBold.ttf",
    "NotoSans-SemiBold.ttf",
    "NotoSans-Bold.ttf",
    "DejaVuSans.ttf",
    "Arial.ttf",
    "arial.ttf",
    "NotoSansCJK-Regular.ttc",
    "PingFang.ttc",
    "msyh.ttc",
    "Arial Unicode.ttf",
)
_ABSENT = "\U0010fffd"  # a private character, which every font draws as a missing glyph
_LINE_GAP = 1.2
_SHADOW_SHARE = 0.12  # of the letters' size

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def draw_centred(image: Image.Image, lines: Sequence[tuple[str, float]], *, width_share: float = 0.84) -> None:
    """Write lines into the middle of an RGB image, white with a shadow, each at most so wide.

    Args:
        image: drawn into.
        lines: text and the height of its letters, as a share of the image's shorter side; empty lines take no room.
        width_share: of the image; a line that is longer goes on in the next.
    """
    side = min(image.size)
    rows = [
        (row, choose_font(text, max(8, round(share * side))), share * side)
        for text, share in lines
        for row in _wrap(text, max(8, round(share * side)), width_share * image.width)
    ]
    top = (image.height - sum(size * _LINE_GAP for *_, size in rows)) / 2
    letters = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(letters)
    for row, font, size in rows:
        left = (image.width - draw.textlength(row, font)) / 2
        draw.text((left, top), row, fill=255, font=font)
        top += size * _LINE_GAP
    blur = max(1.0, _SHADOW_SHARE * max((size for *_, size in rows), default=0.0))
    shadow = letters.filter(ImageFilter.GaussianBlur(blur)).point(lambda level: min(255, int(level * 1.5)))
    image.paste((0, 0, 0), mask=shadow)
    image.paste((255, 255, 255), mask=letters)


def choose_font(text: str, size_px: int) -> Font:
    """Return the first font that has all letters of a text, or else the one that is always there."""
    return next((font for font in _fonts(size_px) if has_letters(font, text)), _fonts(size_px)[-1])


def has_letters(font: Font, text: str) -> bool:
    """Say whether a font draws each letter as something of its own, rather than as the box of a missing one."""
    missing = _drawn(font, _ABSENT)
    return all(_drawn(font, letter) != missing for letter in set(text) if not letter.isspace())


def _drawn(font: Font, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


@functools.lru_cache(maxsize=8)
def _fonts(size_px: int) -> list[Font]:
    found: list[Font] = []
    for name in _FONT_FILES:
        try:
            found.append(ImageFont.truetype(name, size_px))
        except OSError:
            continue
    return [*found, ImageFont.load_default(size_px)]


def _wrap(text: str, size_px: int, width_px: float) -> list[str]:
    """Break a text between words where it is too long; a word that alone is too long is broken anywhere."""
    font = choose_font(text, size_px)
    rows: list[str] = []
    for word in text.split():
        together = f"{rows[-1]} {word}" if rows else word
        if rows and font.getlength(together) <= width_px:
            rows[-1] = together
            continue
        rows.append(word)
        while font.getlength(rows[-1]) > width_px and len(rows[-1]) > 1:
            fits = next(
                n for n in range(len(rows[-1]) - 1, 0, -1) if n == 1 or font.getlength(rows[-1][:n]) <= width_px
            )
            rows[-1:] = [rows[-1][:fits], rows[-1][fits:]]
    return rows
