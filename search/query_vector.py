"""The vector of a query: of words, of photos that others should be like, of a picture, or of all of them together."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from albumen.arrays import Embeddings
from albumen.errors import UsageError
from albumen.store.records import ModelRecord
from albumen.store.store import Transaction
from search.columns.columns import Columns
from search.composing import Vector, compose
from search.gallery import Gallery
from search.request import DIGITS_OF_IDS, find_photo
from search.scoring.scorer import Scorer
from search.understanding import Asked

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Pictures:
    """What photos should be like: photos of the library by id, and images from elsewhere; and photos that they should not be like."""

    photo_ids: tuple[int, ...] = ()
    images: tuple[Image, ...] = ()
    unlike_ids: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.has_wanted or self.unlike_ids)

    @property
    def has_wanted(self) -> bool:
        """Whether there are some that photos should be like."""
        return bool(self.photo_ids or self.images)


def find_pictures(
    tx: Transaction,
    columns: Columns,
    asked: Asked,
    *,
    file: Path | None,
    image: Image | None,
    load_image: Callable[[Path], Image] | None,
) -> Pictures:
    """Find the photos and images that a query names.

    A file that is given as such may lie anywhere. Names within the query's words are of the library alone: whoever may type
    there may not read every picture of the machine.

    Raises:
        UsageError: there is no such photo or picture.
        PhotoError: the file cannot be decoded.
    """
    ids = [_get_named(tx, columns, name) for name in asked.likes]
    images = [] if image is None else [image]
    if file is not None:
        photo_id = find_photo(tx, file)
        if photo_id is not None:
            ids.append(photo_id)
        else:
            images.append(_load(file, load_image))
    unlike_ids = tuple(_get_named(tx, columns, name) for name in asked.unlikes)
    return Pictures(tuple(ids), tuple(images), unlike_ids)


def build_vector(
    tx: Transaction,
    asked: Asked,
    pictures: Pictures,
    gallery: Gallery,
    *,
    scorer: Scorer | None,
    load_image: Callable[[Path], Image] | None,
) -> Vector:
    """Encode what is asked, and put it together. A photo that has no vector yet is encoded from its file.

    Raises:
        UsageError: there is no such file.
        PhotoError: it cannot be decoded.
    """
    texts = [*([asked.words] if asked.words else []), *asked.plus, *asked.minus]
    encoded = gallery.encoder.encode_texts(texts) if texts else np.empty((0, 0), np.float32)
    minus = [*encoded[len(texts) - len(asked.minus) :]]
    plus = [*encoded[: len(texts) - len(asked.minus)]]
    plus += [_see(tx, photo_id, gallery, load_image) for photo_id in pictures.photo_ids]
    plus += [*gallery.encoder.encode_images([*pictures.images])] if pictures.images else []
    minus += [_see(tx, photo_id, gallery, load_image) for photo_id in pictures.unlike_ids]
    if not plus:  # everything but something: from its opposite
        return compose([-one for one in minus], [], scorer)
    return compose(plus, minus, scorer)


def find_vector(tx: Transaction, photo_id: int, models: Sequence[ModelRecord]) -> Embeddings | None:
    """Find a photo's newest vector that is none of the damaged ones, (1, D)."""
    stored = (tx.embeddings.find(photo_id, model) for model in models)
    return next((one for one in stored if one is not None and np.isfinite(one).all() and one.any()), None)


def _see(tx: Transaction, photo_id: int, gallery: Gallery, load_image: Callable[[Path], Image] | None) -> Vector:
    stored = find_vector(tx, photo_id, gallery.models)
    if stored is not None:
        vector: Vector = stored[0]
        return vector
    path = next(iter(tx.files.paths_of([photo_id])[photo_id]), Path(f"#{photo_id}"))
    return gallery.encoder.encode_images([_load(path, load_image)])[0]


def _get_named(tx: Transaction, columns: Columns, name: str) -> int:
    digits = name.removeprefix("#")
    if digits.isdecimal() and len(digits) <= DIGITS_OF_IDS and int(digits) in columns.find_rows([int(digits)]):
        return int(digits)
    found = find_photo(tx, Path(name)) or columns.find_file(name)
    if found is None:
        raise UsageError(f"there is no photo {name} in this library: give a file's name, a path or a photo's number")
    return found


def _load(path: Path, load_image: Callable[[Path], Image] | None) -> Image:
    path = Path(os.path.expanduser(path))
    if not os.path.isfile(path):  # unlike Path.is_file, no error for a name that is too long
        raise UsageError(f"there is no picture {path}: give a photo of the library or a picture file")
    if load_image is None:
        raise UsageError(f"{path} is not a photo of this library: index it first")
    return load_image(path)
