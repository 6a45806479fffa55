"""Rows that the utility head learns from: labelled pictures, views of them, drawn ones, signs found by the teacher.

A kind comes from one or two sources, so a head that saw these alone would learn the source. Views break what a source
has in common (flat scans, one phone's screen), drawn pictures add layouts that no source has, and photos of the world
go through the same views as `none`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from albumen.types import UtilityKind
from models.catalog import DEFAULT_ENCODER
from models.evaluation.utility import kind_of
from models.registry import create_encoder
from models.training.heads.utility_pictures import DRAWERS
from models.training.heads.utility_views import photograph, photograph_screen, vary
from models.training.heads.workshop import stack_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.evaluation.photos import LabelledPhoto
    from models.training.heads.workshop import Workshop

KINDS = list(UtilityKind)
DRAWN, SIGNS_FOUND = "drawn", "signs found by the teacher"
VIEWS = {  # of each labelled picture: the fewer pictures, the more views
    UtilityKind.RECEIPT: 1,
    UtilityKind.SCREENSHOT: 1,
    UtilityKind.MEME: 2,
    UtilityKind.CODE: 2,
    UtilityKind.DOCUMENT: 3,
    UtilityKind.NOTES: 12,
    UtilityKind.SIGN: 6,
}
DRAWINGS = {
    UtilityKind.RECEIPT: 120,
    UtilityKind.DOCUMENT: 150,
    UtilityKind.SCREENSHOT: 130,
    UtilityKind.NOTES: 120,
    UtilityKind.CODE: 150,
    UtilityKind.MEME: 150,
    UtilityKind.SIGN: 200,
    UtilityKind.CARD: 220,
}
WORLD_VIEWS = 400
BACKGROUNDS = 300
SIGN_TEXTS = ("a close-up photo of a sign with words", "a road sign", "a shop sign with big letters", "a warning sign")
SIGNS_TAKEN, SIGNS_DOUBTED = 20, 400  # best photos taken as signs, and how many of the next are left out
_MIXED_SOURCES = frozenset({"mllm_bench_misc619"})  # charts, documents and memes without a label
_BATCH = 4
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UtilityRows:
    """`embeddings` (R, 512); `kinds` (R,) rows of `KINDS`; `sources` (R,); `photos` (R,) row of the photo, or -1."""

    embeddings: NDArray[np.float32]
    kinds: NDArray[np.int64]
    sources: NDArray[np.str_]
    photos: NDArray[np.int64]

    def select(self, chosen: NDArray[np.bool_]) -> UtilityRows:
        """Return the rows where `chosen` (R,) holds."""
        return UtilityRows(self.embeddings[chosen], self.kinds[chosen], self.sources[chosen], self.photos[chosen])


def kind_taught(photo: LabelledPhoto) -> UtilityKind | None:
    """Return what a photo is an example of, None where it may be anything."""
    return None if photo.source in _MIXED_SOURCES else kind_of(photo.utility)


def build_rows(workshop: Workshop) -> UtilityRows:
    """Return all rows to train on: the photos to fit on as they are, their views, and drawn pictures."""
    kept = _kept_photos(workshop)
    embeddings = np.asarray(workshop.load_maps("embeddings"), dtype=np.float32)
    seen, of = _embed_views(workshop, _iter_views(workshop, kept))
    pairs = [*((kind, row) for row, kind in sorted(kept.items())), *of]
    return UtilityRows(
        embeddings=np.concatenate([embeddings[sorted(kept)], seen]),
        kinds=np.array([KINDS.index(kind) for kind, _ in pairs]),
        sources=np.array([_source(workshop, row, kind) for kind, row in pairs]),
        photos=np.array([row for _, row in pairs]),
    )


def find_signs(workshop: Workshop) -> NDArray[np.int64]:
    """Return rows of photos of the world to fit on, those that the teacher finds most like signs first."""
    encoder = create_encoder(DEFAULT_ENCODER, threads=workshop.threads)
    likeness = (workshop.teacher.photos @ encoder.encode_texts(list(SIGN_TEXTS)).T).mean(axis=1)
    world = [row for row in workshop.split.fit.tolist() if kind_taught(workshop.photos[row]) is UtilityKind.NONE]
    return np.array(sorted(world, key=lambda row: -likeness[row]), dtype=np.int64)


def _kept_photos(workshop: Workshop) -> dict[int, UtilityKind]:
    """Return the kind of each photo to fit on, by row; photos that may be a sign are left out."""
    signs = find_signs(workshop)
    kept = {row: kind for row in workshop.split.fit.tolist() if (kind := kind_taught(workshop.photos[row])) is not None}
    kept |= {int(row): UtilityKind.SIGN for row in signs[:SIGNS_TAKEN]}
    doubted = set(signs[SIGNS_TAKEN : SIGNS_TAKEN + SIGNS_DOUBTED].tolist())
    return {row: kind for row, kind in kept.items() if row not in doubted}


def _iter_views(workshop: Workshop, kept: dict[int, UtilityKind]) -> Iterator[tuple[Image, UtilityKind, int]]:
    """Yield views with their kind and the row of their photo, -1 for drawn ones."""
    random = Random(0)
    world = [row for row, kind in kept.items() if kind is UtilityKind.NONE]
    photos = [workshop.photos[row].decode_image() for row in random.sample(world, min(BACKGROUNDS, len(world)))]
    faces = [p.decode_image() for p in (workshop.photos[row] for row in world) if p.label == "portrait face"] or photos
    for row, kind in kept.items():
        for _ in range(VIEWS.get(kind, 0)):
            picture = workshop.photos[row].decode_image()
            if kind is UtilityKind.MEME:  # the data has their grounds alone, without words
                picture = DRAWERS[kind](random, faces, [picture])
            yield view_of(picture, kind, random, photos), kind, row
    for row in random.sample(world, min(WORLD_VIEWS, len(world))):
        yield view_of(workshop.photos[row].decode_image(), UtilityKind.NONE, random, photos), UtilityKind.NONE, row
    for kind, number in DRAWINGS.items():
        for _ in range(number):
            yield view_of(DRAWERS[kind](random, faces, photos), kind, random, photos), kind, -1


def view_of(picture: Image, kind: UtilityKind, random: Random, backgrounds: Sequence[Image]) -> Image:
    """Return one view: the picture varied, and perhaps photographed where it lies, or from a screen."""
    chance = random.random()
    if chance < 0.55:
        least = 0.35 if kind is UtilityKind.CODE else 0.6
        picture = photograph(picture, random, backgrounds, cover=random.uniform(least, 1.25))
    elif chance < 0.7:
        picture = photograph_screen(picture, random, backgrounds)
    return vary(picture, random)


def _embed_views(
    workshop: Workshop, views: Iterator[tuple[Image, UtilityKind, int]]
) -> tuple[NDArray[np.float32], list[tuple[UtilityKind, int]]]:
    """Return the views' embeddings, and of each its kind and its photo's row."""
    session = workshop.open_backbone(["embeddings"])
    seen: list[NDArray[np.float32]] = []
    of: list[tuple[UtilityKind, int]] = []
    while batch := list(islice(views, _BATCH)):
        seen.append(session.run(None, {"pixels": stack_pixels([image for image, _, _ in batch])})[0])
        of.extend((kind, row) for _, kind, row in batch)
        if len(seen) % 100 == 0:
            _LOG.info("utility: %d views", len(of))
    return np.concatenate(seen), of


def _source(workshop: Workshop, row: int, kind: UtilityKind) -> str:
    if row < 0:
        return DRAWN
    return SIGNS_FOUND if kind is UtilityKind.SIGN else workshop.photos[row].source
