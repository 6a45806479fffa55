"""Draw what ANSA says of photos: boxes, tags, kind, scores, the salient map and the covers that follow from it.

python docs/ansa_gallery.py docs/models/ansa-s-gallery.jpg PHOTO...
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from albumen.types import SALIENCY_SIDE, Box, PhotoSignals
from models.ansa.heads.saliency import crop_box
from models.registry import create_analyser

_PHOTO_PX = (420, 300)
_SMALL_PX = 140
_TEXT_PX = 250
_GAP = 10
_PANEL_PX = (_PHOTO_PX[0] + _SMALL_PX + _TEXT_PX + 4 * _GAP, _PHOTO_PX[1] + 2 * _GAP)
_COLUMNS = 2
_TAGS = 9
_INK, _PAPER, _BOX, _CROP = "#1d1d1f", "#ffffff", "#ff375f", "#0a84ff"


def main() -> None:
    """Analyse, draw, save."""
    target, *paths = sys.argv[1:]
    images = [ImageOps.exif_transpose(Image.open(path)).convert("RGB") for path in paths]
    analyser = create_analyser("ansa-s")
    assert analyser is not None
    signals = analyser.analyse_images(images).signals
    rows = -(-len(images) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _PANEL_PX[0], rows * _PANEL_PX[1]), _PAPER)
    for index, (path, image, found) in enumerate(zip(paths, images, signals, strict=True)):
        corner = (index % _COLUMNS * _PANEL_PX[0], index // _COLUMNS * _PANEL_PX[1])
        sheet.paste(_panel(Path(path).stem, image, found), corner)
    sheet.save(target, quality=82)


def _panel(name: str, image: Image.Image, signals: PhotoSignals) -> Image.Image:
    panel = Image.new("RGB", _PANEL_PX, _PAPER)
    panel.paste(_with_boxes(image, signals), (_GAP, _GAP))
    left = _PHOTO_PX[0] + 2 * _GAP
    for row, small in enumerate(
        (_heat_over(image, signals), _cover(image, signals, 1.0), _cover(image, signals, 16 / 9))
    ):
        panel.paste(small, (left, _GAP + row * 100))
    draw = ImageDraw.Draw(panel)
    draw.multiline_text((left + _SMALL_PX + _GAP, _GAP), _describe(name, signals), _INK, ImageFont.load_default(13))
    return panel


def _with_boxes(image: Image.Image, signals: PhotoSignals) -> Image.Image:
    """Return the photo, fitted, with the objects and the salient box on it."""
    photo = ImageOps.contain(image, _PHOTO_PX)
    scale = photo.width / image.width, photo.height / image.height
    draw, font = ImageDraw.Draw(photo), ImageFont.load_default(13)
    draw.rectangle(_corners(signals.saliency.box.scaled(*scale)), outline=_CROP, width=2)
    for item in signals.objects:
        box = item.box.scaled(*scale)
        draw.rectangle(_corners(box), outline=_BOX, width=2)
        label = f"{item.label} {item.score:.2f}"
        draw.rectangle(draw.textbbox((box.left + 2, box.top + 1), label, font=font), fill=_BOX)
        draw.text((box.left + 2, box.top + 1), label, _PAPER, font)
    return photo


def _heat_over(image: Image.Image, signals: PhotoSignals) -> Image.Image:
    small = ImageOps.contain(image, (_SMALL_PX, 95))
    heat = np.frombuffer(signals.saliency.heat, np.uint8).reshape(SALIENCY_SIDE, SALIENCY_SIDE)
    mask = Image.fromarray(heat).resize(small.size, Image.Resampling.BILINEAR)
    return Image.composite(
        small, Image.new("RGB", small.size, "#101018"), mask.point(lambda value: 40 + value * 215 // 255)
    )


def _cover(image: Image.Image, signals: PhotoSignals, aspect: float) -> Image.Image:
    box = crop_box(signals.saliency.heat, image.size, aspect)
    return ImageOps.contain(image.crop(tuple(round(side) for side in _corners(box))), (_SMALL_PX, 95))


def _describe(name: str, signals: PhotoSignals) -> str:
    tags = [f"{tag.score:.2f} {tag.concept.replace('_', ' ')}" for tag in signals.tags[:_TAGS]]
    kind, quality = signals.utility_kind, signals.quality
    return "\n".join(
        [
            name,
            f"kind: {kind.value} {signals.utility[kind]:.2f}",
            f"aesthetics {quality.aesthetics:.2f}, technical {quality.technical:.2f}",
            f"blur {quality.blur:.2f}, exposure {quality.exposure:.2f}, noise {quality.noise:.2f}",
            "",
            *tags,
        ]
    )


def _corners(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


if __name__ == "__main__":
    main()
