"""QR codes on photos of the world: which the analyser takes for utility content, and which are read after it.

python -m benchmarks.eligibility_codes --data DIR

Reads `train` photos alone. Codes are drawn onto photos that no training saw, as a poster on a wall shows them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from PIL import Image

from albumen.types import UtilityKind
from benchmarks.report import save_report
from knowledge_graph.eligibility import MOST_UTILITY_OF_CAMERA
from knowledge_graph.utility.codes import ZxingReader
from models.analyser import PhotoAnalyser
from models.evaluation.photos import LabelledPhoto, load_photos
from models.registry import create_analyser
from models.training.teacher import split_photos

# Of the short side of the photo, for the side of the code with its margin.
_SIDES = (0.1, 0.15, 0.2, 0.3, 0.4, 0.6)
_PHOTOS, _BATCH = 200, 20
_PREVIEW_PX = 512
# No ink in a photo is black, and no paper white.
_DARKEST, _CONTRAST = 30, 0.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    photos = load_photos(parser.parse_args().data, "train")
    unseen = [photos[row] for row in split_photos(photos).others if photos[row].utility is None][:_PHOTOS]
    analyser = create_analyser("ansa-s", threads=1)
    assert analyser is not None
    rows = [*_iter_real(photos), *(_judge_drawn(analyser, unseen, side) for side in _SIDES)]
    settings = {"split": "train", "preview px": _PREVIEW_PX, "gate": f"a camera's, {MOST_UTILITY_OF_CAMERA}"}
    print(save_report("eligibility_codes", "Codes on photos of the world", rows, settings))


def _iter_real(photos: Sequence[LabelledPhoto]) -> Iterator[dict[str, Any]]:
    for what, kind in (("real photos, without a code as far as is known", None), ("real photos of codes", "code")):
        images = [photo.decode_image() for photo in photos if photo.utility == kind]
        yield _row(what, photos=len(images), read=_count_read(images))


def _judge_drawn(analyser: PhotoAnalyser, photos: Sequence[LabelledPhoto], side: float) -> dict[str, Any]:
    """Tell what becomes of photos onto which a code of this side is drawn."""
    random = Random(f"codes {side}")
    images = [_draw_onto(_as_preview(photo.decode_image()), side, random) for photo in photos]
    let_through = [
        image
        for start in range(0, len(images), _BATCH)
        for image in _let_through(analyser, images[start : start + _BATCH])
    ]
    left = len(let_through) - _count_read(let_through)
    what = f"a code drawn onto {side:.0%} of the short side"
    return _row(what, photos=len(images), read=_count_read(images), let_through=len(let_through), left=left)


def _row(
    what: str, *, photos: int, read: int, let_through: int | None = None, left: int | None = None
) -> dict[str, Any]:
    return {
        "what": what,
        "photos": photos,
        "a code read": read,
        "taken for a photo by the analyser": "" if let_through is None else let_through,
        "and no code read": "" if left is None else left,
    }


def _let_through(analyser: PhotoAnalyser, images: Sequence[Image.Image]) -> list[Image.Image]:
    seen = analyser.analyse_images(images).signals
    doubts = [1.0 - signals.utility[signals.utility_kind] for signals in seen]
    return [
        image
        for image, signals, doubt in zip(images, seen, doubts, strict=True)
        if signals.utility_kind is UtilityKind.NONE and doubt < MOST_UTILITY_OF_CAMERA
    ]


def _count_read(images: Sequence[Image.Image]) -> int:
    reader = ZxingReader()
    return sum(reader.read_image(image) is not None for image in images)


def _as_preview(photo: Image.Image) -> Image.Image:
    scale = _PREVIEW_PX / max(photo.size)
    return photo.resize((round(scale * photo.width), round(scale * photo.height)), Image.Resampling.BICUBIC)


def _draw_onto(photo: Image.Image, side: float, random: Random) -> Image.Image:
    """Draw a code somewhere onto a photo, turned by up to 12 degrees."""
    from zxingcpp import BarcodeFormat, create_barcode

    code = create_barcode(f"https://example.org/{random.randrange(10**6)}", BarcodeFormat.QRCode)
    inked = np.asarray(code.to_image(scale=8)) * _CONTRAST + _DARKEST
    side_px = round(side * min(photo.size))
    angle = random.uniform(-12, 12)
    drawn = Image.fromarray(inked.astype(np.uint8)).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    drawn = drawn.resize((side_px, side_px), Image.Resampling.BOX)
    paper = Image.new("L", inked.shape[::-1], 255).rotate(angle, expand=True).resize(drawn.size)
    place = (random.randint(0, photo.width - side_px), random.randint(0, photo.height - side_px))
    photo.paste(drawn.convert("RGB"), place, paper)
    return photo


if __name__ == "__main__":
    main()
