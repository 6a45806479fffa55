"""What piles up beside a household's photos: copies of every class, frames of bursts, retakes, and scraps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from tests.made_library.shots import CAMERAS, NUMBER_STEP, Shot


class Make(StrEnum):
    """How a file was made of a picture."""

    ORIGINAL = "original"
    SAME_BYTES = "same bytes"
    MESSENGER = "messenger"  # shrunk, strongly compressed, without EXIF
    REENCODED = "re-encoded"
    RESIZED = "resized"
    PNG = "png"  # an editor's export: no loss, no EXIF
    BRIGHTER = "brighter"
    TRIMMED = "trimmed"  # 3 to 5 % off the edges
    RAW = "raw"
    BURST = "burst"
    RETAKE = "retake"  # the same scene some minutes later, from another point


@dataclass(frozen=True, slots=True)
class Copy:
    """A file made of a shot's picture. `frame` counts a burst's frames from 1; `taken` differs where it is another shot."""

    path: str
    of: Shot
    make: Make
    taken: datetime
    frame: int = 0


# Of a thousand shots, so many get one such copy, or one such series.
_PER_THOUSAND = {
    Make.RAW: 14,
    Make.SAME_BYTES: 25,
    Make.MESSENGER: 30,
    Make.REENCODED: 18,
    Make.RESIZED: 18,
    Make.PNG: 10,
    Make.BRIGHTER: 20,
    Make.TRIMMED: 20,
    Make.BURST: 36,
    Make.RETAKE: 26,
}
# Of the shots that got one copy, these many get a second one of another class.
_SECOND = 0.12
SAME_PICTURE = frozenset(
    {Make.ORIGINAL, Make.MESSENGER, Make.REENCODED, Make.RESIZED, Make.PNG, Make.BRIGHTER, Make.TRIMMED}
)


def plan_copies(shots: list[Shot], seed: int) -> list[Copy]:
    """Choose which shots get which copies: a few of every class, spread over the years."""
    random = Random(f"copies {seed}")
    order = random.sample(shots, len(shots))
    order.sort(key=lambda shot: shot.camera.has_gps, reverse=True)  # only the camera makes raw files: it comes last
    copies: list[Copy] = []
    for make, share in _PER_THOUSAND.items():
        for _ in range(max(1, round(share * len(shots) / 1000))):
            shot = order.pop() if make is Make.RAW else order.pop(random.randrange(len(order)))
            copies += _iter_makes(shot, make, random)
            if make in SAME_PICTURE and random.random() < _SECOND:
                copies += _iter_makes(shot, random.choice(sorted(SAME_PICTURE - {make, Make.ORIGINAL})), random)
    return copies


def _iter_makes(shot: Shot, make: Make, random: Random) -> Iterator[Copy]:
    stem, _, ending = shot.path.rpartition(".")
    name = stem.rpartition("/")[2]
    if make is Make.SAME_BYTES:
        yield Copy(f"Backup/{shot.camera.folder} {shot.taken:%Y}/{name}.{ending}", shot, make, shot.taken)
    elif make is Make.MESSENGER:
        yield Copy(f"WhatsApp/IMG-{shot.taken:%Y%m%d}-WA{random.randrange(10_000):04d}.jpg", shot, make, shot.taken)
    elif make is Make.BURST:
        moment = shot.taken
        for frame in range(1, random.randint(2, 4) + 1):
            moment += timedelta(seconds=random.choice((0, 1, 1)))
            yield Copy(_name_frame(shot, moment, frame), shot, make, moment, frame)
    elif make is Make.RETAKE:
        later = shot.taken + timedelta(seconds=random.randint(60, 420))
        yield Copy(shot.camera.path_of(later, shot.number + NUMBER_STEP - 1), shot, make, later)
    elif make is Make.RAW:
        yield Copy(f"{stem}.DNG", shot, make, shot.taken)
    elif make is Make.PNG:
        yield Copy(f"Edited/{name}.png", shot, make, shot.taken)
    else:
        yield Copy(f"Edited/{name}-{make.value}.jpg", shot, make, shot.taken)


def _name_frame(shot: Shot, taken: datetime, frame: int) -> str:
    """Name a burst's frame: one phone says that it is one, the other cameras count on."""
    if shot.camera is CAMERAS["phone"]:
        stem, _, ending = shot.path.rpartition(".")
        return f"{stem}_BURST{frame:03d}.{ending}"
    return shot.camera.path_of(taken, shot.number + frame)
