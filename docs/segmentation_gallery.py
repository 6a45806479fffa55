"""Draw what the segmenter and the lifter make of photos: masks over each photo, and its cut-out on a checkerboard.

The board is empty where `albumen lift` would lift nothing.

python docs/segmentation_gallery.py PHOTOS_DIR docs/models/segmentation-gallery.jpg [WEIGHTS_DIR]

`docs/models/segmentation-gallery.toml` lists the photos with their credits, and what somebody who looked says of each.
"""

from __future__ import annotations

import sys
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from albumen.errors import NoSubjectError
from albumen.lifting.cutout import cut_out
from albumen.lifting.subjects import ALL_SUBJECTS, find_subjects
from albumen.masks_picture import draw_masks
from albumen.types import Segmentation
from models.registry import create_lifter, create_segmenter
from models.segmenter import PhotoSegmenter, SubjectLifter, SubjectMatte

_LIST = Path(__file__).parent / "models" / "segmentation-gallery.toml"
_PICTURE_PX = (330, 250)
_GAP = 10
_TEXT_PX = 78
_PANEL_PX = (2 * _PICTURE_PX[0] + 3 * _GAP, _PICTURE_PX[1] + _TEXT_PX + 2 * _GAP)
_COLUMNS = 2
_SQUARE_PX = 12  # of the checkerboard
_LINE_LETTERS = 112
_LOOK_PX = 1280  # longest side of what is drawn
_INK, _FAINT, _PAPER, _DARK, _LIGHT = "#1d1d1f", "#6e6e73", "#ffffff", 205, 245


def main() -> None:
    """Segment, lift, draw, save."""
    folder, target, *weights = sys.argv[1:]
    weights_dir = Path(weights[0]) if weights else None
    segmenter, lifter = create_segmenter(weights_dir=weights_dir), create_lifter(weights_dir=weights_dir)
    entries = tomllib.loads(_LIST.read_text(encoding="utf-8"))["photo"]
    rows = -(-len(entries) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _PANEL_PX[0], rows * _PANEL_PX[1]), _PAPER)
    for index, entry in enumerate(entries):
        corner = (index % _COLUMNS * _PANEL_PX[0], index // _COLUMNS * _PANEL_PX[1])
        sheet.paste(_panel(entry, _open(Path(folder) / entry["file"]), segmenter, lifter), corner)
    sheet.save(target, quality=82)


def _open(path: Path) -> Image.Image:
    image = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    image.thumbnail((_LOOK_PX, _LOOK_PX))
    return image


def _panel(entry: dict[str, Any], image: Image.Image, segmenter: PhotoSegmenter, lifter: SubjectLifter) -> Image.Image:
    segmentation, matte = segmenter.segment_image(image), lifter.lift_image(image)
    panel = Image.new("RGB", _PANEL_PX, _PAPER)
    lifted = _lift(image, matte, segmentation, lifter.min_confidence)
    pictures = (draw_masks(image, segmentation), _on_checkerboard(lifted))
    for column, picture in enumerate(pictures):
        small = ImageOps.contain(picture, _PICTURE_PX)
        panel.paste(small, (_GAP + column * (_PICTURE_PX[0] + _GAP), _GAP))
    says = _describe(segmentation, matte.confidence, lifter.min_confidence)
    draw, font, left = ImageDraw.Draw(panel), ImageFont.load_default(12), _GAP
    top = _GAP + _PICTURE_PX[1] + 4
    draw.text((left, top), says, _FAINT, font)
    remark = textwrap.fill(f"{entry['remark']} ({entry['credit']})", _LINE_LETTERS)
    draw.multiline_text((left, top + 18), remark, _INK, font)
    return panel


def _lift(image: Image.Image, matte: SubjectMatte, segmentation: Segmentation, least: float) -> np.ndarray:
    """Return the cut-out, (H, W, 4), as the command line makes it: transparent all over where nothing stands out."""
    try:
        subjects = find_subjects(matte, segmentation, size_px=image.size, min_confidence=least)
    except NoSubjectError:
        return np.zeros((image.height, image.width, 4), np.uint8)
    return cut_out(image, subjects.choose(ALL_SUBJECTS))


def _on_checkerboard(pixels: np.ndarray) -> Image.Image:
    """Lay a cut-out, (H, W, 4), over grey squares that keep their size on paper."""
    height, width = pixels.shape[:2]
    side = max(1, round(_SQUARE_PX * max(width / _PICTURE_PX[0], height / _PICTURE_PX[1])))
    rows, columns = np.mgrid[:height, :width] // side
    board = Image.fromarray(np.where((rows + columns) % 2, _LIGHT, _DARK).astype(np.uint8)).convert("RGBA")
    return Image.alpha_composite(board, Image.fromarray(pixels)).convert("RGB")


def _describe(segmentation: Segmentation, confidence: float, least: float) -> str:
    seen = {mask.kind.value: mask.share for mask in segmentation.masks if mask.instance == 0}
    shares = [f"{kind} {100 * share:.1f} %" for kind, share in seen.items()]
    word = "person" if segmentation.people == 1 else "people"
    people = f"{segmentation.people} {word}, {100 * segmentation.person_share:.0f} %"
    subject = f"subject {confidence:.2f}" + ("" if confidence >= least else f", below {least:.2f}: not lifted")
    return ", ".join([people, *shares]) + f"   ·   {subject}"


if __name__ == "__main__":
    main()
