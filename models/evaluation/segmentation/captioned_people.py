"""Whom the five captions of a COCO photo name: men alone, women alone, or both.

98 of the panoptic set's 100 test photos are also photos of `images/` with their captions. The words are what captioners
saw in a picture, which is not what anybody said of themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.evaluation.photos import load_photos
from models.training.heads.boxes_drawn import coco_ids

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MEN = re.compile(r"\b(man|men|boys?|guys?|males?|gentlem[ae]n)\b", re.IGNORECASE)
_WOMEN = re.compile(r"\b(wom[ae]n|girls?|lad(y|ies)|females?)\b", re.IGNORECASE)


def read_presentations(data_dir: Path) -> dict[int, str]:
    """Return what the captions of each COCO photo name, by its id; photos whose captions name neither are left out."""
    ids = coco_ids(data_dir)
    photos = [photo for photo in load_photos(data_dir, "train") if photo.key in ids]
    named = {ids[photo.key]: name_presentation(photo.captions) for photo in photos}
    return {number: name for number, name in named.items() if name is not None}


def name_presentation(captions: Sequence[str]) -> str | None:
    """Return whom captions name.

    Example:
        >>> name_presentation(["A man rides", "a male surfer"]), name_presentation(["A person rides"])
        ('men alone', None)
    """
    text = " ".join(captions)
    men, women = bool(_MEN.search(text)), bool(_WOMEN.search(text))
    if men and women:
        return "men and women"
    if men:
        return "men alone"
    return "women alone" if women else None
