"""Draw what curation makes of a library: memories and trips, and what is featured, cropped and suggested for a screen.

python docs/travel_photos.py TRAVEL_DIR photos DATA_DIR && albumen --library lib index photos && albumen --library lib curate
python docs/curation_gallery.py lib docs/curation-

Draws docs/curation-memories.jpg, docs/curation-trips.jpg and docs/curation-showpieces.jpg, with what the commands say and nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image, ImageDraw, ImageFont, ImageOps

from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store

_CELL_PX = (150, 112)
_PER_ROW = 8
_GAP = 6
_HEAD_PX = 48
_LINE_CHARS, _LINE_PX = 219, 15
_ROWS = 11
_BIG_PX = (296, 222)
_BIG_TEXT_PX = 78
_INK, _FAINT, _PAPER, _COVER = "#1d1d1f", "#6e6e73", "#ffffff", "#ff375f"
_WIDTH_PX = _PER_ROW * (_CELL_PX[0] + _GAP) + _GAP
# Of each kind so many at most, so that each is seen.
_OF_A_KIND = {"theme": 4, "situation": 2, "season": 2, "year": 1, "trip": 2, "then-and-now": 1, "on-this-day": 1}


@dataclass(frozen=True, slots=True)
class Row:
    """A heading, a line below it, and photos; the one at `marked` is the cover."""

    title: str
    line: str
    photo_ids: list[int]
    marked: int | None = None


class Albumen:
    """The command line, bound to a library."""

    def __init__(self, library: str) -> None:
        self._command = [sys.executable, "-m", "albumen", "--library", library]
        with Store(Path(library) / DATABASE_FILE) as store, store.read() as tx:
            self._paths = {file.photo_id: file.path for file in tx.duplicates.files()}

    def __call__(self, *arguments: str) -> Any:
        """Run a command with `--json`, and return what it says."""
        run = subprocess.run([*self._command, *arguments, "--json"], check=True, capture_output=True, text=True)
        return json.loads(run.stdout)

    def open_photo(self, photo_id: int) -> Image.Image:
        """Return a photo's pixels."""
        return ImageOps.exif_transpose(Image.open(self._paths[photo_id])).convert("RGB")


def main() -> None:
    """Ask, draw, save."""
    library, prefix = sys.argv[1:]
    albumen = Albumen(library)
    _save(_draw_rows(albumen, _memories(albumen)), f"{prefix}memories.jpg")
    trips = _trips(albumen)
    if trips:
        _save(_draw_rows(albumen, trips), f"{prefix}trips.jpg")
    _save(_draw_showpieces(albumen), f"{prefix}showpieces.jpg")


def _memories(albumen: Albumen) -> list[Row]:
    left, rows = dict(_OF_A_KIND), []
    for memory in albumen("memories", "--all"):
        kind = memory["kind"].replace("_", "-")
        if left.get(kind, 0) > 0 and len(rows) < _ROWS:
            left[kind] -= 1
            ids = _spread(memory["photo_ids"], memory["cover_id"])
            line = f"{memory['subtitle']}. {memory['reason']} Music: {memory['mood']}, {memory['tempo_bpm']} beats a minute."
            rows.append(Row(memory["title"], line, ids, ids.index(memory["cover_id"])))
    return rows


def _spread(ids: list[int], cover_id: int) -> list[int]:
    """Return as many photos as a row holds, evenly from first to last, the cover among them."""
    if len(ids) <= _PER_ROW:
        return ids
    at, cover_at = [round(number * (len(ids) - 1) / (_PER_ROW - 1)) for number in range(_PER_ROW)], ids.index(cover_id)
    nearest = min(range(_PER_ROW), key=lambda number: abs(at[number] - cover_at))
    return [ids[cover_at if number == nearest else place] for number, place in enumerate(at)]


def _trips(albumen: Albumen) -> list[Row]:
    moments = {moment["id"]: moment["photo_ids"] for moment in albumen("moments")}
    rows = []
    for trip in albumen("trips"):
        ids = [photo_id for moment_id in trip["moment_ids"] for photo_id in moments[moment_id]]
        rows.append(Row(trip["title"], trip["reason"], _spread(ids, ids[0])))
    return sorted(rows, key=lambda row: -len(row.photo_ids))[:_ROWS]


def _draw_rows(albumen: Albumen, rows: list[Row]) -> Image.Image:
    lines = [textwrap.wrap(_plain(row.line), _LINE_CHARS, max_lines=2, placeholder=" ...") for row in rows]
    head = _HEAD_PX + _LINE_PX * (max(map(len, lines)) - 1)
    height = _CELL_PX[1] + head + 2 * _GAP
    sheet = Image.new("RGB", (_WIDTH_PX, len(rows) * height + _GAP), _PAPER)
    draw = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        top = number * height + _GAP
        draw.text((_GAP, top), _plain(row.title), _INK, ImageFont.load_default(18))
        draw.multiline_text((_GAP, top + 25), "\n".join(lines[number]), _FAINT, ImageFont.load_default(12))
        for column, photo_id in enumerate(row.photo_ids):
            corner = (_GAP + column * (_CELL_PX[0] + _GAP), top + head)
            sheet.paste(ImageOps.fit(albumen.open_photo(photo_id), _CELL_PX, centering=(0.5, 0.4)), corner)
            if column == row.marked:
                box = (corner[0], corner[1], corner[0] + _CELL_PX[0] - 1, corner[1] + _CELL_PX[1] - 1)
                draw.rectangle(box, outline=_COVER, width=3)
    return sheet


def _draw_showpieces(albumen: Albumen) -> Image.Image:
    """Draw four photos in a row: featured ones, wallpapers of a phone and of a desktop, covers of memories."""
    with TemporaryDirectory() as folder:
        rows = [
            ("Featured today", _featured(albumen)),
            ("Wallpapers for a phone, 9:19.5, with room for a clock", _wallpapers(albumen, "9:19.5", folder)),
            ("Wallpapers for a desktop, 16:9", _wallpapers(albumen, "16:9", folder)),
            ("Covers, cropped where the eye goes: 16:9 and 1:1", _covers(albumen, folder)),
        ]
        height = _BIG_PX[1] + _BIG_TEXT_PX + _HEAD_PX
        sheet = Image.new("RGB", (4 * (_BIG_PX[0] + _GAP) + _GAP, len(rows) * height), _PAPER)
        draw = ImageDraw.Draw(sheet)
        for number, (title, pieces) in enumerate(rows):
            draw.text((_GAP, number * height + 14), title, _INK, ImageFont.load_default(18))
            for column, (image, words) in enumerate(pieces):
                left, top = _GAP + column * (_BIG_PX[0] + _GAP), number * height + _HEAD_PX - 6
                sheet.paste(ImageOps.contain(image, _BIG_PX), (left, top))
                text = textwrap.fill(textwrap.shorten(_plain(words), 175, placeholder=" ..."), 46)
                draw.multiline_text((left, top + _BIG_PX[1] + 3), text, _FAINT, ImageFont.load_default(12))
        return sheet


def _featured(albumen: Albumen) -> list[tuple[Image.Image, str]]:
    photos = albumen("featured")["photos"][:4]
    return [(albumen.open_photo(photo["photo_id"]), photo["reason"]) for photo in photos]


def _wallpapers(albumen: Albumen, aspect: str, folder: str) -> list[tuple[Image.Image, str]]:
    found = albumen("wallpapers", "--aspect", aspect, "--limit", "4", "--save", f"{folder}/{aspect.replace(':', 'x')}")
    return [(Image.open(paper["file"]).convert("RGB"), paper["reason"]) for paper in found["wallpapers"]]


def _covers(albumen: Albumen, folder: str) -> list[tuple[Image.Image, str]]:
    pieces = []
    for memory in albumen("memories", "--all")[:2]:
        for aspect in ("16:9", "1:1"):
            path = str(Path(folder) / f"{memory['id']}-{aspect.replace(':', 'x')}.png")
            made = albumen("cover", "--memory", str(memory["id"]), "--aspect", aspect, "--output", path)
            pieces.append((Image.open(path).convert("RGB"), f"{memory['title']}: {made['reason']}"))
    return pieces


def _plain(text: str) -> str:
    """Return a text in the letters that Pillow's own font has."""
    spelled = unicodedata.normalize("NFKD", text.replace("–", "-").replace("ł", "l").replace("ø", "o"))
    return "".join(letter for letter in spelled if not unicodedata.combining(letter))


def _save(sheet: Image.Image, path: str) -> None:
    sheet.save(path, quality=80, optimize=True)


if __name__ == "__main__":
    main()
