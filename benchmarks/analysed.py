"""Photos of a data set as curation would know them: what the shipped analyser sees, and nothing of a file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from albumen.store.curation_records import PhotoFacts
from albumen.types import PhotoKind, PhotoSignals
from models.analyser import PhotoAnalyser
from models.evaluation.photos import LabelledPhoto, load_photos
from models.registry import create_analyser
from models.training.teacher import split_photos

_BATCH = 16


@dataclass(frozen=True, slots=True)
class AnalysedPhoto:
    """A photo with its facts; `is_unseen` where no network was trained on it."""

    photo: LabelledPhoto
    facts: PhotoFacts
    is_unseen: bool


def analyse(data: Path, split: str, *, every: int = 1, threads: int = 1) -> list[AnalysedPhoto]:
    """Analyse the utility content and the unseen photos of a split, and each so many of the others."""
    photos = load_photos(data, split)
    unseen = _find_unseen(photos) if split == "train" else {photo.key for photo in photos}
    kept = [photo for number, photo in enumerate(photos) if photo.utility or photo.key in unseen or number % every == 0]
    analyser = create_analyser("ansa-s", threads=threads)
    assert analyser is not None
    return [
        AnalysedPhoto(photo, facts, photo.key in unseen)
        for start in range(0, len(kept), _BATCH)
        for photo, facts in zip(
            kept[start : start + _BATCH], _look(analyser, kept[start : start + _BATCH], start), strict=True
        )
    ]


def _find_unseen(photos: list[LabelledPhoto]) -> set[str]:
    split = split_photos(photos)
    return {photos[row].key for row in (*split.flickr, *split.others)}


def _look(analyser: PhotoAnalyser, photos: list[LabelledPhoto], start: int) -> list[PhotoFacts]:
    images = [photo.decode_image() for photo in photos]
    seen = analyser.analyse_images(images).signals
    return [
        _facts(start + number + 1, image.size, signals)
        for number, (image, signals) in enumerate(zip(images, seen, strict=True))
    ]


def _facts(photo_id: int, size: tuple[int, int], signals: PhotoSignals) -> PhotoFacts:
    kind = signals.utility_kind
    return PhotoFacts(
        photo_id,
        f"{photo_id:064x}",
        1,
        "WEBP",
        PhotoKind.STILL,
        *size,
        concepts=signals.tags,
        objects=tuple(sorted(Counter(found.label for found in signals.objects).items())),
        utility=kind,
        utility_score=signals.utility[kind],
        aesthetics=signals.quality.aesthetics,
        technical=signals.quality.technical,
    )
