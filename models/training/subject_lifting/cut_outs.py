"""Foregrounds to lay over backgrounds: subjects cut out of photos, each an RGBA picture cropped to what it shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from models.training.samples import iter_samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from models.training.samples import Sample
    from models.training.subject_lifting.pictures import Picture

MIN_SHARE = 0.03  # of the photo: smaller things are too coarse to be enlarged
_MIN_FILL = 0.3  # of its own box: thinner ones are mostly what others left of them
_MARGIN_PX = 2


def cut_out(image: Image.Image) -> Image.Image | None:
    """Crop an RGBA picture to its subject, its rim pulled in by a pixel so that no background comes along."""
    alpha = image.getchannel("A").filter(ImageFilter.MinFilter(3)).filter(ImageFilter.GaussianBlur(0.7))
    image.putalpha(alpha)
    box = alpha.point(lambda value: 255 if value > 127 else 0).getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    around = (max(left - _MARGIN_PX, 0), max(top - _MARGIN_PX, 0), right + _MARGIN_PX, bottom + _MARGIN_PX)
    return image.crop((*around[:2], min(around[2], image.width), min(around[3], image.height)))


def touches_frame(picture: Picture) -> bool:
    """Tell whether the subject is cut by the photo's left, right or upper edge, so that it cannot stand elsewhere."""
    alpha = np.asarray(picture.decode().getchannel("A"))
    return bool(max(alpha[0].mean(), alpha[:, 0].mean(), alpha[:, -1].mean()) > 8)


def iter_things(data_dir: Path) -> Iterator[Image.Image]:
    """Yield the large, whole things of the panoptic photos, cut out."""
    categories = json.loads((data_dir / "segmentation" / "coco_panoptic_categories.json").read_text(encoding="utf-8"))
    things = {category["id"] for category in categories if category["isthing"]}
    for sample in iter_samples(data_dir / "segmentation" / "panoptic-coco200.tar.gz", "train"):
        yield from _things_of(sample, things)


def _things_of(sample: Sample, things: set[int]) -> Iterator[Image.Image]:
    image, colours = sample.decode_image(), sample.decode_labels().astype(np.int64)
    ids = colours[..., 0] + 256 * colours[..., 1] + 65536 * colours[..., 2]  # (H, W)
    for segment in sample.facts["segments_info"]:
        mask = ids == segment["id"]
        rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
        if segment["category_id"] not in things or segment["iscrowd"] or mask.mean() < MIN_SHARE:
            continue
        is_whole = rows[0] > 1 and columns[0] > 1 and columns[-1] < mask.shape[1] - 2
        box_px = (rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)
        if is_whole and mask.sum() >= _MIN_FILL * box_px:
            copy = image.copy()
            copy.putalpha(Image.fromarray(np.where(mask, 255, 0).astype(np.uint8)))
            if (thing := cut_out(copy)) is not None:
                yield thing
