"""Drawn utility pictures, for kinds of which the data has few or none, and for layouts that it lacks.

Each function draws one picture, flat and clean; `utility_views` then lays it on tables, tilts and photographs it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFilter

from albumen.types import UtilityKind
from models.training.heads.utility_strokes import (
    Colour,
    load_font,
    make_line,
    make_number,
    make_word,
    print_centred,
    print_lines,
    scribble_lines,
)

if TYPE_CHECKING:
    from random import Random

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
_SIGN_COLOURS = ((0, 90, 160), (0, 110, 60), (200, 20, 20), (250, 205, 0), (255, 255, 255), (20, 20, 20), (240, 120, 0))


def draw_receipt(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """A long slip: a heading, items with prices at the right edge, a total."""
    width, lines = random.randint(180, 300), random.randint(12, 34)
    size = random.randint(11, 16)
    image = Image.new("RGB", (width, int(size * 1.45 * (lines + 5))), _paper(random))
    draw, font, ink = ImageDraw.Draw(image), load_font(size), _dark(random)
    print_centred(image, make_line(random, 2).upper(), (width / 2, size * 1.6), size_px=int(size * 1.4), ink=ink)
    for number in range(lines):
        y = size * 1.45 * (number + 3)
        if random.random() < 0.12:
            draw.text((8, y), "-" * (width // max(4, size // 2)), ink, font)
            continue
        draw.text((8, y), make_line(random, random.randint(1, 2))[:20], ink, font)
        draw.text(
            (width - 8, y),
            f"{make_number(random, random.randint(1, 3))}.{make_number(random, 2)}",
            ink,
            font,
            anchor="ra",
        )
    return image


def draw_document(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """A page: heading, paragraphs in one or two columns, or a form with boxes to fill in."""
    width, height = 420, random.choice((594, 540, 560))
    image = Image.new("RGB", (width, height), _paper(random))
    draw, ink, size = ImageDraw.Draw(image), _dark(random), random.randint(8, 13)
    print_centred(image, make_line(random, 3), (width / 2, 45), size_px=size + random.randint(4, 12), ink=ink)
    if random.random() < 0.4:
        for y in range(80, height - 40, size * 3):
            draw.rectangle((35, y, width - 35, y + size * 3), outline=ink)
            draw.line((210, y, 210, y + size * 3), ink)
            draw.text((40, y + 3), make_line(random, 2)[:16], ink, load_font(size))
        return image
    columns = random.choice(((40, width - 40),) * 2 + ((35, 205, 220, width - 35),))
    for left, right in zip(columns[::2], columns[1::2], strict=True):
        print_lines(image, random, (left, 80, right, height - 40), size_px=size, ink=ink)
    return image


def draw_screenshot(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """A phone's or a computer's screen: bars, a list or cards with pictures, buttons."""
    tall = random.random() < 0.6
    width, height = (270, random.choice((480, 580))) if tall else (520, random.choice((300, 330, 390)))
    dark = random.random() < 0.3
    paper, ink = ((28, 28, 32), (225, 225, 230)) if dark else ((250, 250, 252), (40, 40, 45))
    accent = _bright(random)
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 44), accent if random.random() < 0.6 else paper)
    draw.text((14, 16), make_line(random, 2), WHITE if dark else ink, load_font(15))
    left = 0 if tall else random.choice((0, 110, 130))
    if left:
        print_lines(image, random, (10, 60, left - 8, height), size_px=11, ink=ink, spacing=2.4)
        draw.line((left, 44, left, height), accent)
    row = random.choice((42, 60, 96, 150))
    for y in range(54, height - row // 2, row + 8):
        if random.random() < 0.6:
            picture = random.choice(photos).resize((row - 10, row - 10)) if random.random() < 0.5 else None
            if picture is None:
                draw.ellipse((left + 10, y, left + row, y + row - 10), _bright(random))
            else:
                image.paste(picture, (left + 10, y))
        print_lines(image, random, (left + row + 12, y, width - 10, y + row), size_px=12, ink=ink)
    if random.random() < 0.5:
        draw.rounded_rectangle((width - 110, height - 46, width - 14, height - 14), 10, accent)
    return image


def draw_notes(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """Handwriting on paper, ruled or squared, or on a white or dark board, with arrows and boxes."""
    board = random.random() < 0.45
    width, height = (
        random.choice(((480, 330), (520, 360), (400, 400))) if board else random.choice(((360, 480), (420, 420)))
    )
    paper = random.choice(((245, 247, 248), (232, 236, 238), (38, 62, 50), (40, 42, 45))) if board else _paper(random)
    ink = (
        (235, 235, 230)
        if sum(paper) < 300
        else random.choice(((20, 25, 90), (30, 30, 35), (150, 25, 30), (10, 90, 50)))
    )
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    if not board and random.random() < 0.6:
        gap, rule = random.choice((14, 20, 26)), (176, 196, 222)
        for y in range(gap, height, gap):
            draw.line((0, y, width, y), rule)
        for x in range(gap, width if random.random() < 0.4 else 0, gap):
            draw.line((x, 0, x, height), rule)
    for _ in range(random.randint(1, 4) if board else 1):
        x, y = (random.randint(5, width // 2), random.randint(5, height // 2)) if board else (20, 15)
        size = random.randint(14, 26)
        scribble_lines(
            image, random, (x, y, min(width - 10, x + random.randint(160, width)), height - 20), size_px=size, ink=ink
        )
    for _ in range(random.randint(0, 4) if board else 0):
        x, y = random.randint(0, width - 90), random.randint(0, height - 70)
        shape = random.choice((draw.rectangle, draw.ellipse))
        shape((x, y, x + random.randint(40, 160), y + random.randint(30, 90)), outline=ink, width=3)
        draw.line((x, y, random.randint(0, width), random.randint(0, height)), ink, 3)
    return image


def draw_code(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """A code as scanners see it: a square of modules with three finder patterns, or bars with digits below."""
    if random.random() < 0.35:
        image = Image.new("RGB", (random.randint(220, 340), random.randint(110, 200)), WHITE)
        draw, x = ImageDraw.Draw(image), 16
        while x < image.width - 18:
            bar = random.choice((2, 2, 3, 4, 6))
            draw.rectangle((x, 12, x + bar - 1, image.height - 30), BLACK)
            x += bar + random.choice((2, 2, 3, 5))
        print_centred(image, make_number(random, 13), (image.width / 2, image.height - 14), size_px=16, ink=BLACK)
        return image
    side = random.choice((21, 25, 29, 33, 41))
    modules = Image.new("L", (side, side))
    modules.putdata([random.choice((0, 255)) for _ in range(side * side)])
    draw = ImageDraw.Draw(modules)
    for x, y in ((0, 0), (side - 7, 0), (0, side - 7)):
        draw.rectangle((x - 1, y - 1, x + 7, y + 7), 255)
        draw.rectangle((x, y, x + 6, y + 6), 0)
        draw.rectangle((x + 1, y + 1, x + 5, y + 5), 255)
        draw.rectangle((x + 2, y + 2, x + 4, y + 4), 0)
    quiet = Image.new("L", (side + 6, side + 6), 255)
    quiet.paste(modules, (3, 3))
    return quiet.resize((280, 280), Image.Resampling.NEAREST).convert("RGB")


def draw_meme(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """A photo with big outlined words at its top and bottom, or with words on white above it."""
    photo = random.choice(photos)
    photo = photo.resize((360, max(220, 360 * photo.height // photo.width)))
    words = make_line(random, random.randint(2, 4))
    if random.random() < 0.3:
        image = Image.new("RGB", (360, photo.height + 70), WHITE)
        image.paste(photo, (0, 70))
        print_centred(image, words[:26], (180, 35), size_px=24, ink=BLACK)
        return image
    size = random.randint(26, 40)
    print_centred(photo, words.upper()[: 560 // size], (180, size), size_px=size, ink=WHITE, outline=BLACK)
    if random.random() < 0.8:
        text = make_line(random, random.randint(2, 4)).upper()[: 560 // size]
        print_centred(photo, text, (180, photo.height - size), size_px=size, ink=WHITE, outline=BLACK)
    return photo


def draw_sign(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """A board with a border and large words, round, diamond or square; or a product's label."""
    colour = random.choice(_SIGN_COLOURS)
    ink = BLACK if sum(colour) > 400 else WHITE
    width, height = random.choice(((360, 200), (300, 300), (240, 340), (420, 140)))
    image = Image.new("RGB", (width, height), colour)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        (6, 6, width - 7, height - 7), random.choice((2, 14, 30)), outline=ink, width=random.randint(3, 8)
    )
    lines = random.randint(1, 3)
    for number in range(lines):
        text = random.choice((make_word(random), make_line(random, 2), make_number(random, 2))).upper()[:12]
        size = min(int(width / (0.62 * len(text) + 1)), int(0.62 * height / lines))
        print_centred(image, text, (width / 2, height * (number + 1) / (lines + 1)), size_px=max(12, size), ink=ink)
    if random.random() < 0.3:  # a label's small print
        print_lines(image, random, (20, int(height * 0.78), width - 20, height - 12), size_px=9, ink=ink)
    return image


def draw_card(random: Random, faces: Sequence[Image.Image], photos: Sequence[Image.Image]) -> Image.Image:
    """A card of ISO/IEC 7810's ID-1 shape: a portrait and fields, or a chip and groups of digits."""
    width, height = 428, 270
    light = tuple(random.randint(190, 250) for _ in range(3))
    is_bank = random.random() < 0.4
    colour = _bright(random) if is_bank else light
    image = Image.new("RGB", (width, height), colour)
    draw, ink = ImageDraw.Draw(image), WHITE if is_bank else _dark(random)
    for _ in range(random.randint(2, 6)):  # the guilloche's arcs
        x, y, radius = random.randint(0, width), random.randint(0, height), random.randint(60, 260)
        tone = tuple(min(255, max(0, value + random.randint(-28, 28))) for value in colour)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=tone, width=random.randint(2, 30))
    draw.text((20, 14), make_line(random, 2).upper()[:22], ink, load_font(20))
    if is_bank:
        draw.rounded_rectangle((34, 88, 84, 126), 7, (214, 178, 94))
        draw.text((34, 150), " ".join(make_number(random, 4) for _ in range(4)), ink, load_font(32))
        draw.text((34, 226), make_line(random, 2).upper()[:18], ink, load_font(18))
        return image
    left = random.choice((22, width - 138))
    image.paste(random.choice(faces).resize((114, 146)), (left, 60))
    x = 150 if left == 22 else 22
    for number in range(random.randint(4, 6)):
        draw.text((x, 58 + 32 * number), make_word(random), ink, load_font(10))
        draw.text((x, 70 + 32 * number), make_line(random, 2).upper()[:18], ink, load_font(16))
    return image.filter(ImageFilter.SMOOTH)


DRAWERS: dict[UtilityKind, Callable[[Random, Sequence[Image.Image], Sequence[Image.Image]], Image.Image]] = {
    UtilityKind.RECEIPT: draw_receipt,
    UtilityKind.DOCUMENT: draw_document,
    UtilityKind.SCREENSHOT: draw_screenshot,
    UtilityKind.NOTES: draw_notes,
    UtilityKind.CODE: draw_code,
    UtilityKind.MEME: draw_meme,
    UtilityKind.SIGN: draw_sign,
    UtilityKind.CARD: draw_card,
}


def _paper(random: Random) -> Colour:
    shade = random.randint(222, 255)
    return (shade, shade - random.randint(0, 6), shade - random.randint(0, 18))


def _dark(random: Random) -> Colour:
    shade = random.randint(0, 70)
    return (shade, shade, shade + random.randint(0, 30))


def _bright(random: Random) -> Colour:
    return (random.randint(20, 230), random.randint(20, 200), random.randint(40, 230))
