"""Draw what a library answers: a row a query, the best photos with their scores. Makes the README's picture.

albumen demo demo && python docs/contact_sheet.py demo/library docs/first-search.jpg "a cat" "an old temple" "coffee"
"""

from __future__ import annotations

import json
import subprocess
import sys

from PIL import Image, ImageDraw, ImageFont, ImageOps

_CELL_PX = (230, 172)
_TITLE_PX = 30
_PER_ROW = 4
_INK, _PAPER, _FAINT = "#1d1d1f", "#ffffff", "#6e6e73"


def main() -> None:
    """Search, draw, save."""
    library, target, *queries = sys.argv[1:]
    sheet = Image.new("RGB", (_CELL_PX[0] * _PER_ROW, len(queries) * (_CELL_PX[1] + 2 * _TITLE_PX)), _PAPER)
    for row, query in enumerate(queries):
        _draw_row(sheet, row * (_CELL_PX[1] + 2 * _TITLE_PX), query, _search(library, query))
    sheet.save(target, quality=85)


def _search(library: str, query: str) -> list[dict]:  # type: ignore[type-arg]
    command = [sys.executable, "-m", "albumen", "--library", library, "search", query, "-n", str(_PER_ROW), "--json"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["hits"]


def _draw_row(sheet: Image.Image, top: int, query: str, hits: list[dict]) -> None:  # type: ignore[type-arg]
    draw = ImageDraw.Draw(sheet)
    draw.text((8, top + 8), f'albumen search "{query}"', fill=_INK, font=ImageFont.load_default(16))
    for column, hit in enumerate(hits):
        left, below = column * _CELL_PX[0] + 4, top + _TITLE_PX
        with Image.open(hit["preview"]) as preview:
            sheet.paste(ImageOps.fit(preview, (_CELL_PX[0] - 8, _CELL_PX[1])), (left, below))
        place = f" · {hit['place']['name']}" if hit["place"] else ""
        caption = f"{hit['score']:.2f} · {(hit['taken'] or '')[:10]}{place}"
        draw.text((left, below + _CELL_PX[1] + 4), caption, fill=_FAINT, font=ImageFont.load_default(13))


if __name__ == "__main__":
    main()
