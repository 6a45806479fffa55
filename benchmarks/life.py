"""The photos of a made-up life: homes, a move, trips, days with and without photos, and gaps in what is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from albumen.store.curation_records import PhotoFacts
from albumen.types import CaptureTime, GeoPoint, PhotoKind, Place, Tag, TimeSource, UtilityKind
from models.taxonomy import load_taxonomy

_HOMES = (
    (Place("Graz", "Styria", "Austria", "AT", 47.0667, 15.45), 3_600),
    (Place("Ghent", "Flanders", "Belgium", "BE", 51.05, 3.7167), 3_600),
)
_AWAY = (
    (Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333), 3_600),
    (Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.3833), 3_600),
    (Place("Kyoto", "Kyoto", "Japan", "JP", 35.0211, 135.7538), 32_400),
    (Place("Osaka", "Osaka", "Japan", "JP", 34.6937, 135.5022), 32_400),
    (Place("New York City", "New York", "United States", "US", 40.7143, -74.006), -14_400),
    (Place("Cusco", "Cusco", "Peru", "PE", -13.5226, -71.9673), -18_000),
    (Place("Queenstown", "Otago", "New Zealand", "NZ", -45.0302, 168.6627), 43_200),
    (Place("Reykjavik", "Capital Region", "Iceland", "IS", 64.1355, -21.8954), 0),
)
_CAMERAS = ("Canon EOS R5", "Apple iPhone 11", "Google Pixel 8", "Panasonic DMC-TZ60")
_LABELS = ("person", "dog", "car", "chair", "bottle", "boat", "bird", "cup")
_MOVED_ON = datetime(2017, 3, 1)
_TAGS, _OBJECTS = 6, 2
_MEAN_MOMENT = 12  # photos, with a long tail


@dataclass(frozen=True, slots=True)
class _Stay:
    day: datetime
    place: Place
    offset_s: int
    is_away: bool


def make_life(count: int, seed: int = 0) -> list[PhotoFacts]:
    """Make photos from 2010 on, in the order of their ids from 1: about 7,000 a year, most at home and three trips each year.

    One in a hundred has no date, one in ten no offset and the photos of every fifth moment no position.
    """
    rng = np.random.default_rng(seed)
    photos = _iter_photos(rng)
    return [next(photos) for _ in range(count)]


def _iter_photos(rng: np.random.Generator) -> Iterator[PhotoFacts]:
    concepts = [concept.id for concept in load_taxonomy().concepts]
    rng.shuffle(concepts)
    photo_id = 0
    for stay in _iter_stays(rng):
        for hour in np.sort(rng.uniform(8, 21, rng.integers(2, 6) if stay.is_away else rng.integers(0, 4))):
            starts_at = stay.day + timedelta(hours=float(hour))
            has_position, theme = rng.random() > 0.2, _few(rng, concepts, _TAGS)
            seconds = np.cumsum(rng.exponential(60, 1 + rng.poisson(rng.exponential(_MEAN_MOMENT))))
            for after_s in seconds.round():
                photo_id += 1
                taken = starts_at.replace(microsecond=0) + timedelta(seconds=float(after_s))
                yield _make_photo(rng, photo_id, taken, stay, theme if has_position else (), has_position, concepts)


def _iter_stays(rng: np.random.Generator) -> Iterator[_Stay]:
    day, days_at_home = datetime(2010, 1, 2), 0
    while True:
        place, offset_s = _HOMES[day >= _MOVED_ON]
        yield _Stay(day, place, offset_s, False)
        day, days_at_home = day + timedelta(days=1), days_at_home + 1
        if days_at_home > 80 and rng.random() < 0.04:
            days_at_home = 0
            place, offset_s = _AWAY[rng.integers(len(_AWAY))]
            for _ in range(rng.integers(3, 14)):
                yield _Stay(day, place, offset_s, True)
                day += timedelta(days=1)


def _make_photo(
    rng: np.random.Generator,
    photo_id: int,
    taken: datetime,
    stay: _Stay,
    theme: tuple[str, ...],
    has_position: bool,
    concepts: list[str],
) -> PhotoFacts:
    lat, lon = np.array([stay.place.lat, stay.place.lon]) + rng.normal(0, 0.01, 2)
    names = dict.fromkeys((*theme[: _TAGS // 2], *_few(rng, concepts, _TAGS)))
    scores = np.sort(rng.random(_TAGS)).round(4)[::-1].tolist()
    people = int(rng.poisson(0.7))
    return PhotoFacts(
        id=photo_id,
        content_hash=f"{photo_id:064x}",
        size_bytes=1_000_000 + photo_id,
        format="JPEG",
        kind=PhotoKind.STILL,
        width_px=4032,
        height_px=3024,
        taken=None
        if rng.random() < 0.01
        else CaptureTime(taken, None if rng.random() < 0.1 else stay.offset_s, TimeSource.EXIF),
        position=GeoPoint(float(lat), float(lon)) if has_position else None,
        place=stay.place if has_position else None,
        camera=_CAMERAS[(taken.year - 2010) // 4 % len(_CAMERAS)],
        folders=(f"/photos/{taken:%Y-%m}",),
        concepts=tuple(Tag(name, score) for name, score in zip(list(names)[:_TAGS], scores, strict=True)),
        objects=tuple(sorted((label, 1) for label in _few(rng, list(_LABELS), _OBJECTS))),
        utility=UtilityKind.NONE,
        utility_score=0.9,
        aesthetics=round(float(rng.random()), 4),
        technical=round(float(rng.random()), 4),
        people=min(people, 4),
        person_share=0.1 * people if people < 5 else 0.5,
        sky_share=round(float(rng.random()) * 0.5, 4),
        subject=round(float(rng.random()), 4),
    )


def _few(rng: np.random.Generator, names: list[str], count: int) -> tuple[str, ...]:
    """Draw different names, the first of the list far more often."""
    chosen: dict[str, None] = {}
    while len(chosen) < count:
        chosen[names[int(len(names) * rng.random() ** 3)]] = None
    return tuple(chosen)
