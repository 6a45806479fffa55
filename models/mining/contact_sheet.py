"""A page of numbered small pictures with a line under each, for a person to label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont, ImageOps

if TYPE_CHECKING:
    from models.mining.listing import Find

from models.mining.pictures import decode_picture

_CELL_PX = 200
_LINE_PX = 18
_PER_ROW = 6
_LONGEST = 30  # characters of a line under a picture
_INK, _PAPER, _FAINT = "#1d1d1f", "#ffffff", "#6e6e73"


def draw_contact_sheet(finds: Sequence[Find]) -> Image.Image:
    """Return the page: pictures in rows of six, each with its number and score, and why it was found."""
    rows = -(-len(finds) // _PER_ROW)
    sheet = Image.new("RGB", (_PER_ROW * _CELL_PX, rows * (_CELL_PX + 2 * _LINE_PX)), _PAPER)
    for number, find in enumerate(finds):
        left, top = number % _PER_ROW * _CELL_PX, number // _PER_ROW * (_CELL_PX + 2 * _LINE_PX)
        _draw_cell(sheet, left, top, find)
    return sheet


def _draw_cell(sheet: Image.Image, left: int, top: int, find: Find) -> None:
    side = _CELL_PX - 8
    small = ImageOps.contain(decode_picture(find.path), (side, side))
    sheet.paste(small, (left + (_CELL_PX - small.width) // 2, top + (_CELL_PX - small.height) // 2))
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    draw.text((left + 4, top + _CELL_PX), f"{find.rank}. {find.path.name}"[:_LONGEST], fill=_INK, font=font)
    draw.text(
        (left + 4, top + _CELL_PX + _LINE_PX), f"{find.score:.2f} {find.reason}"[:_LONGEST], fill=_FAINT, font=font
    )
