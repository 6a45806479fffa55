"""The photos of the story: when each was taken, by which camera, and what that camera wrote beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from albumen.types import Exposure, GeoPoint
from tests.made_library.occasions import LONGEST_PAUSE, Occasion, Story

# Indoors, and in the first seconds after it was woken, a phone does not know where it is.
_FORGOTTEN_GPS = 0.08
# Numbers of files go up by so many, which leaves room for a burst's frames and a later view: most of what is taken is deleted.
NUMBER_STEP = 6


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of the household: where its files go, what they are called, and what it knows."""

    folder: str
    pattern: str
    exposure: Exposure
    has_gps: bool
    has_offset: bool

    def path_of(self, taken: datetime, number: int) -> str:
        """Return where it puts its photo of that number."""
        return f"{self.folder}/{taken:%Y/%m}/" + self.pattern.format(taken=taken, number=number)


CAMERAS = {
    "phone": Camera("Phone", "IMG_{taken:%Y%m%d_%H%M%S}_{number:04d}.jpg",
                    Exposure("Google", "Pixel 6", None, 0.01, 1.85, 125, 6.81), True, True),
    "partner": Camera("Partner", "IMG_{number:04d}.JPG",
                      Exposure("Apple", "iPhone 12", None, 0.008, 1.6, 100, 4.2), True, True),
    "camera": Camera("Camera", "DSCF{number:04d}.JPG",
                     Exposure("FUJIFILM", "X-T3", "XF35mmF2 R WR", 0.004, 4.0, 200, 35.0), False, False),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo. `taken` is aware, on the clock of the place; `position` is the truth, `knows_position` what is written."""

    path: str
    number: int
    occasion: Occasion
    camera: Camera
    taken: datetime
    position: GeoPoint
    knows_position: bool
    scene: str


def iter_shots(story: Story) -> Iterator[Shot]:
    """Yield the story's photos, each camera's in the order of time."""
    random = Random(f"shots {story.seed}")
    numbers = dict.fromkeys(CAMERAS, 0)
    for occasion in story.occasions:
        for moment in _moments(occasion, random):
            name = occasion.cameras[0] if random.random() < 0.65 else random.choice(occasion.cameras)
            numbers[name] += NUMBER_STEP
            yield _take(occasion, name, moment, numbers[name], random)


def _take(occasion: Occasion, name: str, moment: datetime, number: int, random: Random) -> Shot:
    camera, taken = CAMERAS[name], moment.astimezone(ZoneInfo(occasion.spot.zone))
    spot = occasion.spot.moved(random, at_least_km=0.0, at_most_km=occasion.wander_km)
    knows = camera.has_gps and occasion.has_gps and random.random() >= _FORGOTTEN_GPS
    path = camera.path_of(taken, number)
    return Shot(path, number, occasion, camera, taken, spot.point, knows, random.choice(occasion.scenes))


def _moments(occasion: Occasion, random: Random) -> list[datetime]:
    """Spread an occasion's photos over its time: in little runs, with no pause longer than a person's would be."""
    weights = [random.expovariate(1.0) for _ in range(occasion.photos)]
    total = sum(weights)
    moment, moments = occasion.starts_at, []
    for weight in weights:
        moments.append(moment.replace(microsecond=0))
        moment += max(timedelta(seconds=8), min(LONGEST_PAUSE, occasion.lasts * (weight / total)))
    return moments
