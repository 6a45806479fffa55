"""The real photos that the story is told with: a data set's, or the few that come with scikit-image and scikit-learn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Protocol

import numpy as np
from PIL import Image

from models.evaluation.photos import LabelledPhoto, load_photos
from models.evaluation.zero_shot import load_class_names
from tests.made_library.scenes import ANY, scene_of

# Two originals must not look alike, or the truth about duplicates would be wrong: the cosine of CLIP's embeddings. In
# Flickr8k, frames of one event are above it.
_MOST_ALIKE = 0.88
_SCENIC = frozenset(
    "flickr8k markmyjourney intel_scenes24k houses_rooms food_my_cbir weather4 flower_photos_full imagewoof160 sports100"
    " coco256_lightly coco_mini239 nips2017_imagenet1000".split()
)
# Classes of ImageNet whose photos are of print or of screens: whether they are utility content is open to argument.
_ARGUABLE = frozenset(
    "website|comic book|crossword|street sign|traffic or street sign|dust jacket|menu|envelope|packet|screen|monitor|odometer"
    "|digital clock|desktop computer|laptop computer|notebook computer|hand-held computer|crossword puzzle|book jacket"
    "|slot machine|digital watch|rubber eraser|ruler measuring stick|computer keyboard|television|scoreboard|bookstore"
    "|library|cinema|oscilloscope|cell phone|product packet / packaging|slide rule|abacus".split("|")
)
# Originals are enlarged to this short side, so that what shrinks them has something to take away.
_SHORT_SIDE_PX = 352


@dataclass(frozen=True, slots=True)
class Picture:
    """An original: where it is from, and its pixels."""

    key: str
    image: Image.Image


class Pictures(Protocol):
    """Hands out originals, each once."""

    def take(self, scene: str) -> Picture | None:
        """Return an original for a scene, or one of another scene; None where there are no more."""


class ShardPictures:
    """Photos of one split of a data set, scene by scene, none like one that was taken before."""

    def __init__(self, data_dir: Path, split: str, seed: int) -> None:
        self._photos = load_photos(data_dir, split)
        self._vectors = _load_vectors(data_dir, [photo.key for photo in self._photos])
        self._taken = np.zeros((0, self._vectors.shape[1]), np.float32)
        self._rows: dict[str, list[int]] = defaultdict(list)
        names = load_class_names()
        for row, photo in enumerate(self._photos):
            if scene := _scene_of_photo(photo, names):
                self._rows[scene].append(row)
        for rows in self._rows.values():
            Random(seed).shuffle(rows)

    def take(self, scene: str) -> Picture | None:
        """Return the next photo of a scene, or of the scene that has most left; of utility content only that kind's."""
        found = self._next(scene)
        if found is not None or _is_utility(scene):
            return found
        others = (name for name in self._rows if not _is_utility(name))
        by_count = sorted(others, key=lambda name: -len(self._rows[name]))
        return next((picture for name in by_count if (picture := self._next(name)) is not None), None)

    def _next(self, scene: str) -> Picture | None:
        while self._rows[scene]:
            row = self._rows[scene].pop()
            vector = self._vectors[row]
            if not len(self._taken) or float((self._taken @ vector).max()) < _MOST_ALIKE or _is_utility(scene):
                self._taken = np.vstack([self._taken, vector])
                photo = self._photos[row]
                return Picture(photo.key, _enlarge(photo.decode_image()))
        return None


class SamplePictures:
    """Parts of the sample photos of scikit-image and scikit-learn: for tests, which must pass with nothing else."""

    _FILES = (
        "astronaut.png",
        "chelsea.png",
        "coffee.png",
        "rocket.jpg",
        "motorcycle_left.png",
        "hubble_deep_field.jpg",
    )
    _SIDE = 0.5

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._images = [Image.open(path).convert("RGB") for path in self._paths()]
        self._page = Image.open(_package("skimage") / "data/page.png").convert("RGB")
        self._count = 0

    def take(self, scene: str) -> Picture | None:
        """Return a part of a photo, mirrored, turned or tinted: nearly never the same twice."""
        self._count += 1
        image = self._page if _is_utility(scene) else self._images[self._count % len(self._images)]
        width, height = (round(side * self._random.uniform(0.4, self._SIDE)) for side in image.size)
        left, top = self._random.randrange(image.width - width), self._random.randrange(image.height - height)
        part = image.crop((left, top, left + width, top + height))
        if _is_utility(scene):
            part = image.crop((0, 0, image.width, image.height - self._random.randrange(40)))
        elif self._random.random() < 0.5:
            part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        return Picture(f"sample {self._count}", _enlarge(part))

    def _paths(self) -> list[Path]:
        folder = _package("skimage") / "data"
        samples = _package("sklearn") / "datasets/images"
        return [*(folder / name for name in self._FILES), samples / "china.jpg", samples / "flower.jpg"]


def _is_utility(scene: str) -> bool:
    return scene.startswith("utility ")


def _scene_of_photo(photo: LabelledPhoto, names: list[str]) -> str | None:
    if photo.utility:
        return f"utility {photo.utility}"
    if photo.source not in _SCENIC:
        return None
    texts = [*photo.captions, photo.label or ""]
    if photo.imagenet_index is not None:
        name = names[photo.imagenet_index]
        if name.lower() in _ARGUABLE:
            return None
        texts.append(name)
    scenes = [scene for text in texts if (scene := scene_of(text)) != ANY]
    return max(scenes, key=scenes.count, default=ANY)


def _load_vectors(data_dir: Path, keys: list[str]) -> np.ndarray:
    """Return the teacher's embeddings, (N, 512) unit rows; nothing is like anything where there are none."""
    path = data_dir / "teacher" / "image_vectors.npz"
    if not path.exists():
        return np.zeros((len(keys), 1), np.float32)
    stored = np.load(path)
    rows = {str(key): row for row, key in enumerate(stored["keys"])}
    vectors = stored["vectors_int8"][[rows[key] for key in keys]].astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _enlarge(image: Image.Image) -> Image.Image:
    scale = _SHORT_SIDE_PX / min(image.size)
    width, height = (round(side * scale / 2) * 2 for side in image.size)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _package(name: str) -> Path:
    spec = find_spec(name)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0])
