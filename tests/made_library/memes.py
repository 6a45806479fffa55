"""Write words onto a meme's template, as the sites do that fill them: a blank template may be a plain portrait."""

from __future__ import annotations

from random import Random

from PIL import Image, ImageDraw, ImageFont

_LINES = (
    ("WHEN THE BUILD IS GREEN", "ON THE FIRST TRY"),
    ("ONE DOES NOT SIMPLY", "EMPTY THE INBOX"),
    ("NOBODY:", "ABSOLUTELY NOBODY:"),
    ("MONDAY MORNING", "NOT AGAIN"),
    ("I SAID ONE MORE EPISODE", "FIVE HOURS AGO"),
    ("TELL ME MORE", "ABOUT YOUR DIET"),
)
_LETTER = 0.085  # of the picture's height
_FEWEST_PX = 12


def write_words(template: Image.Image, random: Random) -> Image.Image:
    """Return the template with a line above and a line below, white with a black rim."""
    image = template.copy()
    draw = ImageDraw.Draw(image)
    for line, anchor, y in zip(choose_lines(random), ("mt", "mb"), (0.03, 0.97), strict=True):
        size = round(image.height * _LETTER)
        while size > _FEWEST_PX and draw.textlength(line, ImageFont.load_default(size)) > 0.94 * image.width:
            size -= 1
        font, at = ImageFont.load_default(size), (image.width / 2, image.height * y)
        draw.text(at, line, "white", font, anchor, stroke_width=max(2, size // 10), stroke_fill="black")
    return image


def choose_lines(random: Random) -> tuple[str, str]:
    """Choose a line for above and one for below."""
    return random.choice(_LINES)
