"""Photos that show nobody: what stands behind composed people, and what the network must not take for a person.

Nobody labelled their skies. What a photo's kind tells is used instead: rooms, dishes and papers have none; of skies taken for
their weather the upper part is sky; the lower part of a landscape is not. The rest stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from models.evaluation.photos import LabelledPhoto, load_photos
from models.training.hyperdetr.label_maps import SKY, empty_labels
from models.training.hyperdetr.lesson import Lesson, bits_where

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MAX_CAPTIONED, MAX_PAPERS = 600, 100
_INDOORS = {"food_my_cbir": None, "houses_rooms": {"bathroom", "bedroom", "kitchen"}}
_PAPERS = {"sroie626": None, "funsd_test50": None}
_SKIES = {"weather4": {"cloudy", "shine", "sunrise"}}  # of "rain", most show people
_LANDSCAPES = {"intel_scenes24k": {"forest", "glacier", "mountain", "sea"}}
_OBJECTS = "caltech101"
_OBJECTS_WITH_PEOPLE = {
    *(
        "BACKGROUND Google",
        "Faces",
        "Faces easy",
        "accordion",
        "buddha",
        "electric guitar",
        "euphonium",
        "inline skate",
    ),
    *("saxophone", "umbrella", "wheelchair"),
}
_CAPTIONED = "flickr8k"
_PEOPLE_WORDS = re.compile(
    r"\b(m[ae]n|wom[ae]n|boys?|girls?|persons?|people|child(ren)?|kids?|bab(y|ies)|lad(y|ies)|guys?|s?he|hers?|his|him|"
    r"players?|riders?|\w*bikers?|\w*bik(e|es|ing)|\w*cycl\w+|hikers?|climb\w*|crowd|couple|some(one|body)|ski\w*|"
    r"snowboard\w*|skat\w*|surf\w*|toddlers?|teams?|runners?|swimmers?|adults?|teen\w*|groups?|famil(y|ies)|hands?|"
    r"faces?|owners?|workers?|dancers?|fe?males?|wearing|fathers?|mothers?|racers?|drivers?|humans?|friends?|foot|feet|"
    r"legs?|arms?|jockeys?|individuals?|kayak\w*|soldiers?|athletes?|wrestlers?|bands?|singers?|musicians?|audience|"
    r"spectators?|bride|groom|motocross|football|soccer|baseball|hockey|basketball|tennis|raft\w*|sled\w*|trainers?|"
    r"fisherm[ae]n|hunters?|cowboys?|bull)\b",
    re.IGNORECASE,
)
_SKY_ROWS, _GROUND_ROWS = 0.4, 0.3  # of the height, from the top and from the bottom


def iter_indoors(data_dir: Path) -> Iterator[Lesson]:
    """Yield the train photos that show neither people nor sky."""
    papers = 0
    for photo in load_photos(data_dir, "train"):
        if _is_of(photo, _PAPERS) and papers < MAX_PAPERS:
            papers += 1
            yield _lesson(photo, ground=1.0)
        elif _is_of(photo, _INDOORS):
            yield _lesson(photo, ground=1.0)


def iter_scenes(data_dir: Path) -> Iterator[Lesson]:
    """Yield the other train photos that show nobody."""
    captioned = 0
    for photo in load_photos(data_dir, "train"):
        if photo.source == _CAPTIONED and is_without_people(photo.captions) and captioned < MAX_CAPTIONED:
            captioned += 1
            yield _lesson(photo, ground=_GROUND_ROWS)
        elif _is_of(photo, _SKIES):
            yield _lesson(photo, sky=_SKY_ROWS)
        elif _is_of(photo, _LANDSCAPES):
            yield _lesson(photo, ground=_GROUND_ROWS)
        elif photo.source == _OBJECTS and photo.label not in _OBJECTS_WITH_PEOPLE:
            yield _lesson(photo)


def is_without_people(captions: tuple[str, ...]) -> bool:
    """Whether no caption speaks of a person.

    Example:
        >>> is_without_people(("Two dogs play .",)), is_without_people(("Two dogs play .", "A man and his dogs ."))
        (True, False)
    """
    return not any(_PEOPLE_WORDS.search(caption) for caption in captions)


def label_rows(shape: tuple[int, int], *, sky: float, ground: float) -> NDArray[np.uint8]:
    """Return labels (H, W, 3) of a photo whose upper part is sky and whose lower part is not."""
    labels = empty_labels(shape, SKY)
    rows = np.arange(shape[0])[:, None] / shape[0]
    is_sky = np.broadcast_to(rows < sky, shape)
    labels[..., 0] |= bits_where(is_sky, SKY)
    labels[..., 1] &= ~bits_where(is_sky | (rows >= 1.0 - ground), SKY)
    return labels


def _lesson(photo: LabelledPhoto, *, sky: float = 0.0, ground: float = 0.0) -> Lesson:
    pixels = np.asarray(photo.decode_image())
    return Lesson(pixels, label_rows(pixels.shape[:2], sky=sky, ground=ground), is_complete=True)


def _is_of(photo: LabelledPhoto, sources: Mapping[str, set[str] | None]) -> bool:
    if photo.source not in sources:
        return False
    labels = sources[photo.source]
    return labels is None or photo.label in labels
